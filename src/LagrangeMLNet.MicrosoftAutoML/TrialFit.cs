using System.Diagnostics;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>One trial: the fit of what was proposed, unless an earlier trial was the same.</summary>
internal sealed class TrialFit
{
    /// <summary>Where an experiment keeps the pipeline's part of a trial's parameters.</summary>
    private const string PipelineParameter = "_pipeline_";

    /// <summary>The tuners take twice the difference of two losses, and 21/20 of one: from here on that is no number any more.</summary>
    private const double LargestLoss = double.MaxValue / 8;

    private readonly TrialRace _race;
    private readonly ExperimentParts _parts;
    private readonly MLContext _context;
    private readonly TrialSettings _settings;
    private readonly CancellationTokenSource _ended;
    private readonly Parameter _parameter;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<Observation> _velocities = [];
    private (TrainingWatch.Subject Subject, LearningState State)? _learning;
    private string? _reason;
    private TrialPipeline? _pipeline;
    private string _name;
    private long _rows;

    public TrialFit(TrialRace race, ExperimentParts parts, TrialSettings settings, CancellationTokenSource ended)
    {
        (_race, _parts, _settings, _ended) = (race, parts, settings, ended);
        _context = parts.NewContext();
        _parameter = settings.Parameter[PipelineParameter];
        _name = parts.Pipeline.ToString(settings.Parameter);
        TrainingWatch.Attach(_context, new TrainingWatch(ended.Token, Watch));
    }

    /// <summary>Ends whatever runs on the trial's context.</summary>
    public void Cancel() => Interop.MLNetInternals.CancelExecution(_context);

    /// <summary>Runs the trial.</summary>
    /// <returns>What the experiment is told, and what people see.</returns>
    /// <exception cref="TimeoutException">It took too long, and its estimators have reached no loss before.</exception>
    public (TrialResult Result, SweepTrial Trial) Run()
    {
        var limit = _race.TimeLimit(_parts.Settings);
        using var clock = new CancellationTokenSource();
        if (limit is { TotalMilliseconds: < int.MaxValue } time)
            clock.CancelAfter(time);
        // Let go before the token is: that waits for a call under way.
        using var registration = clock.Token.Register(() => End(FormattableString.Invariant($"it took longer than {limit}")));
        try
        {
            return Compete();
        }
        catch (OperationCanceledException) when (_reason is not null)
        {
            // The tuner is told what is known: not better than the best trial of the same estimators, so it does not climb there.
            double loss = _race.BestLoss(TrialPipeline.SchemaOf(_parameter))
                ?? throw new TimeoutException($"The trial was ended: {_reason}.");
            return (Result(loss, _parts.Metric.IsMaximize ? -loss : loss, null), Record(loss, SweepTrialState.Pruned, _reason));
        }
    }

    /// <summary>Takes what the trial threw into the record, and tells people.</summary>
    /// <returns>
    /// What the experiment is told; null if it should hear of the error itself. The tuners know a failure by its duration, 0.
    /// </returns>
    public TrialResult? Failed(Exception error)
    {
        _race.End(new SweepTrial(_settings.TrialId, _name, Options, [], SweepTrialState.Failed, TrialRace.Words(error)), _parts.Settings);
        return _race.AddFailure(error, _name, TrialPipeline.SchemaOf(_parameter), TrialPipeline.SchemasOf(_parts.Pipeline))
            ? null
            : new TrialResult { TrialSettings = _settings, Loss = double.MaxValue, Metric = double.NaN };
    }

    private string Options => ParameterText.Of(_parameter);

    private (TrialResult Result, SweepTrial Trial) Compete()
    {
        var pipeline = Build();
        string key = string.Join('\n', Others().Append(pipeline.Key));
        if (_race.Earlier(key) is var (earlier, trial))
        {
            // The tuners weigh gains against time: it costs them what it did before.
            var again = Result(earlier.Loss, earlier.Metric, earlier.Model);
            again.DurationInMilliseconds = earlier.DurationInMilliseconds;
            return (again, trial with { Number = _settings.TrialId, Reason = $"trial {trial.Number} had the same options" });
        }

        var folds = _race.Rows.Folds(_parts.Data, _context, _settings);
        var (model, metric) = Fit(pipeline, folds[0]);
        var learning = _learning;
        foreach (var fold in folds.Skip(1))
            metric += Fit(Build(), fold).Metric;
        metric /= folds.Count;
        double loss = _parts.Metric.IsMaximize ? -metric : metric;
        if (!(Math.Abs(loss) < LargestLoss))
            throw new InvalidOperationException(
                FormattableString.Invariant($"{_parts.Metric.MetricName} is {metric} on the validation rows."));
        var end = (Result(loss, metric, model), Record(loss, SweepTrialState.Complete, null));
        _race.AddComplete(key, pipeline.Schema, end, learning);
        return end;
    }

    /// <summary>Parameters beside the pipeline's, such as the share of the rows that is learnt from.</summary>
    private IEnumerable<string> Others() => _settings.Parameter.Where(parameter => parameter.Key != PipelineParameter)
        .OrderBy(parameter => parameter.Key, StringComparer.Ordinal)
        .Select(parameter => $"{parameter.Key}:{ParameterText.Of(parameter.Value)}");

    /// <summary>Made anew for each fit: some trainers can be fitted only once.</summary>
    private TrialPipeline Build()
    {
        _pipeline = new TrialPipeline(_context, _parts.Pipeline, _parameter);
        _name = _pipeline.TrainerName;
        return _pipeline;
    }

    private (ITransformer Model, double Metric) Fit(TrialPipeline pipeline, TrialRows fold)
    {
        _ended.Token.ThrowIfCancellationRequested();
        // What a trial makes for all is not its own time: the tuners would take its trainer, and all by the first one, for slow.
        _clock.Stop();
        var rows = _race.Rows.Featurise(_parts.NewContext, pipeline, fold, _ended.Token);
        _clock.Start();
        _rows = rows.Count;
        _learning = null;
        var trained = pipeline.Trainer.Fit(rows.Training);
        _ended.Token.ThrowIfCancellationRequested();
        double metric = _parts.Metric.Evaluate(_context, trained.Transform(rows.Validation));
        _ended.Token.ThrowIfCancellationRequested();
        return (rows.Model(trained), metric);
    }

    /// <summary>Ends a fit that the trainer's own velocity says is lost.</summary>
    private void Watch(TrainingWatch.Subject subject, LearningState state)
    {
        if (state.Step == 0)
            _velocities.Clear();
        _learning = (subject, state);
        if (state.Observations > 0)
            _velocities.Add(new Observation(state.Observations, state.Velocity));
        if (!_race.IsPruned || _reason is not null || !TrialMetric.IsMeasuredBy(_parts.Metric, subject)
            || _race.BestOf(_pipeline!.Schema, subject) is not { } best
                || !TrialMetric.CannotReach([.. _velocities], state, best, _race.Quantile))
            return;
        End(FormattableString.Invariant(
            $"its velocity is {state.Velocity:G5} after {state.Observations} observations; the best ended at {best.Velocity:G5}"));
    }

    private void End(string reason)
    {
        _reason = reason;
        _ended.Cancel();
    }

    /// <summary>The tuners divide by the duration, and take 0 for a failure.</summary>
    private TrialResult Result(double loss, double metric, ITransformer? model) => new()
    {
        TrialSettings = _settings,
        Model = model,
        Loss = loss,
        Metric = metric,
        DurationInMilliseconds = Math.Max(1, _clock.Elapsed.TotalMilliseconds),
    };

    private SweepTrial Record(double loss, SweepTrialState state, string? reason) => new(
        _settings.TrialId,
        _name,
        Options,
        [new SweepRung(0, (int)Math.Min(_rows, int.MaxValue), loss, double.NaN, _clock.Elapsed)],
        state,
        reason);
}
