using System.Diagnostics;
using System.Text.Json;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>One trial: fits to nested subsets of the rows, then to all of them, as long as it may still win.</summary>
internal sealed class TrialFit
{
    /// <summary>Where an experiment keeps the pipeline's part of a trial's parameters.</summary>
    private const string PipelineParameter = "_pipeline_";

    private readonly TrialRace _race;
    private readonly MLContext _context;
    private readonly SweepablePipeline _pipeline;
    private readonly IDatasetManager _data;
    private readonly IEvaluateMetricManager _manager;
    private readonly TrialSettings _settings;
    private readonly CancellationTokenSource _ended;
    private readonly Parameter _parameter;
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private readonly List<RungResult> _rungs = [];
    private readonly List<Observation> _looks = [];
    private (TrainingWatch.Subject Subject, LearningState State)? _learning;
    private (ITransformer Model, double Metric)? _reached;
    private string? _reason;
    private string _name;

    public TrialFit(
        TrialRace race,
        MLContext context,
        SweepablePipeline pipeline,
        IDatasetManager data,
        IEvaluateMetricManager manager,
        TrialSettings settings,
        CancellationTokenSource ended)
    {
        (_race, _context, _pipeline, _data, _manager, _settings, _ended) = (race, context, pipeline, data, manager, settings, ended);
        _parameter = settings.Parameter[PipelineParameter];
        _name = pipeline.ToString(settings.Parameter);
        TrainingWatch.Attach(context, new TrainingWatch(ended.Token, Watch));
    }

    private Trial Trial => new(_settings.TrialId, 0, _name, [], JsonSerializer.Serialize(_parameter), 0);

    public TrialResult Run()
    {
        try
        {
            return Compete();
        }
        catch (OperationCanceledException) when (_reason is not null)
        {
            return End(SweepTrialState.Pruned);
        }
        catch (Exception e) when (!_ended.IsCancellationRequested)
        {
            _race.AddFailure(Trial, _rungs, e);
            return Result(double.MaxValue, double.NaN, _reached?.Model);
        }
    }

    private TrialResult Compete()
    {
        var folds = TrialRows.Of(_data, _context, _settings);
        bool[][] subsets = _race.Subsets.Rungs(folds[0].TrainingKey, folds[0].Training);
        int[] rows = [.. subsets.Select(subset => subset.AsSpan().Count(true))];
        int last = rows.Length - 1;
        for (int rung = _race.IsPruned ? 0 : last; rung < last; rung++)
        {
            if (!Look(rung, rows[rung], folds[0] with { Training = new RowSubsetView(folds[0].Training, subsets[rung]) }, _race.HasBest))
                continue;
            _reason = _race.ReasonToStop(_name, _rungs, rows);
            if (_reason is not null)
                return End(SweepTrialState.Pruned);
        }

        double metric = Fit(last, rows[last], folds[0], isCompared: _race.IsPruned);
        CheckFinite(metric);
        var (model, learning) = (_reached!.Value.Model, _learning);
        foreach (var fold in folds.Skip(1))
            metric += TrialMetric.Take(_manager, _context, Learn(fold.Training), fold.Validation, null, fold.ValidationKey).Metric;
        metric /= folds.Count;
        CheckFinite(metric);
        _reached = (model, metric);
        _learning = learning;
        return End(SweepTrialState.Complete);
    }

    private void CheckFinite(double metric)
    {
        if (!double.IsFinite(metric))
            throw new InvalidOperationException(FormattableString.Invariant($"{_manager.MetricName} is {metric} on the validation rows."));
    }

    /// <summary>A point of the learning curve; false where there is none. Too few rows for a trainer say nothing of it.</summary>
    private bool Look(int rung, int rows, TrialRows data, bool isCompared)
    {
        try
        {
            return double.IsFinite(Fit(rung, rows, data, isCompared));
        }
        catch (Exception) when (_reason is null && !_ended.IsCancellationRequested)
        {
            return false;
        }
    }

    private double Fit(int rung, int rows, TrialRows data, bool isCompared)
    {
        var model = Learn(data.Training);
        var (metric, parts) = TrialMetric.Take(
            _manager, _context, model, data.Validation, isCompared ? _race.Subsets : null, data.ValidationKey);
        if (!double.IsFinite(metric))
            return metric;
        double error = RungResult.Moments(parts.Length, i => parts[i]).StandardError;
        var point = new SweepRung(rung, rows, TrialMetric.Loss(_manager, metric), error, _clock.Elapsed);
        _rungs.Add(new RungResult(point, parts));
        _reached = (model, metric);
        return metric;
    }

    private ITransformer Learn(IDataView rows)
    {
        _ended.Token.ThrowIfCancellationRequested();
        // Made anew for each fit: some trainers can be fitted only once.
        var chain = _pipeline.BuildFromOption(_context, _parameter);
        _name = chain.LastEstimator.GetType().Name;
        _learning = null;
        var model = chain.Fit(rows);
        _ended.Token.ThrowIfCancellationRequested();
        return model;
    }

    /// <summary>Ends a fit that the trainer's own velocity says is lost; never the first, which would leave nothing to show.</summary>
    private void Watch(TrainingWatch.Subject subject, LearningState state)
    {
        if (state.Step == 0)
            _looks.Clear();
        _learning = (subject, state);
        if (state.Observations > 0)
            _looks.Add(new Observation(state.Observations, state.Velocity));
        if (!_race.IsPruned || _reached is null || _reason is not null || !TrialMetric.IsMeasuredBy(_manager, subject)
            || _race.BestOf(subject) is not { } best || !TrialMetric.CannotReach([.. _looks], state, best, _race.Quantile))
            return;
        _reason = FormattableString.Invariant($"its velocity is {state.Velocity:G5} after {state.Observations} observations; the best ended at {best.Velocity:G5}");
        _ended.Cancel();
    }

    private TrialResult End(SweepTrialState state)
    {
        var (model, metric) = _reached!.Value;
        var learnt = state == SweepTrialState.Complete ? _learning : null;
        _race.Add(new TrialOutcome(Trial, _rungs, state, _reason), learnt?.Subject, learnt?.State ?? default);
        return Result(TrialMetric.Loss(_manager, metric), metric, model);
    }

    /// <summary>The tuners divide by the duration.</summary>
    private TrialResult Result(double loss, double metric, ITransformer? model) => new()
    {
        TrialSettings = _settings,
        Model = model,
        Loss = loss,
        Metric = metric,
        DurationInMilliseconds = Math.Max(1, _clock.Elapsed.TotalMilliseconds),
    };
}
