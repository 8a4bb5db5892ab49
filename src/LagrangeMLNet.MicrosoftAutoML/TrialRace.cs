using System.Diagnostics;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>What an experiment's trials know of each other. The experiment makes a runner for each trial; this stays.</summary>
internal sealed class TrialRace
{
    /// <summary>Share of an experiment's time that a trial may take.</summary>
    private const double ShareOfTime = 0.5;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, (TrialResult Result, SweepTrial Trial)> _results = [];
    private readonly Dictionary<string, double> _losses = [];
    private readonly Dictionary<(string Schema, TrainingWatch.Subject Subject), LearningState> _ends = [];
    private readonly HashSet<string> _failed = [];
    private (string Trainer, string Words)? _lastFailure;

    public TrialRace(LagrangianExperimentOptions options)
    {
        options.Validate();
        IsPruned = options.IsPruned;
        Progress = options.Progress;
        Quantile = NormalQuantile.Of(options.Confidence);
        Rows = new RowStore(options.MemoryInBytes);
    }

    public bool IsPruned { get; }

    public IProgress<SweepProgress>? Progress { get; }

    public double Quantile { get; }

    public RowStore Rows { get; }

    public Stopwatch Clock { get; } = Stopwatch.StartNew();

    /// <summary>Trials that have ended, failed ones included.</summary>
    public int Finished { get; private set; }

    /// <summary>The best complete trial so far; null before there is one.</summary>
    public SweepTrial? Best { get; private set; }

    /// <summary>What came of an earlier trial with the same parameters; null where there is none.</summary>
    public (TrialResult Result, SweepTrial Trial)? Earlier(string key)
    {
        lock (_lock)
            return _results.TryGetValue(key, out var end) ? end : null;
    }

    /// <summary>The least loss that a choice of estimators has reached; null before it has been complete.</summary>
    public double? BestLoss(string schema)
    {
        lock (_lock)
            return _losses.TryGetValue(schema, out double loss) ? loss : null;
    }

    /// <summary>Where a trainer's best fit in the same pipeline has ended; null before there is one.</summary>
    public LearningState? BestOf(string schema, TrainingWatch.Subject subject)
    {
        lock (_lock)
            return _ends.TryGetValue((schema, subject), out var end) ? end : null;
    }

    /// <summary>
    /// The time that a trial may take; null where it may take all there is. Once there is a model to hand back, no trial takes more than
    /// half of the experiment's time: what remains is another's.
    /// </summary>
    public TimeSpan? TimeLimit(ExperimentSettings? settings) =>
        Best is not null && settings is not null ? TimeSpan.FromSeconds(settings.MaxExperimentTimeInSeconds * ShareOfTime) : null;

    /// <summary>Takes a complete trial into the record.</summary>
    public void AddComplete(
        string key,
        string schema,
        (TrialResult Result, SweepTrial Trial) end,
        (TrainingWatch.Subject Subject, LearningState State)? learning)
    {
        lock (_lock)
        {
            _results[key] = end;
            _losses[schema] = Math.Min(end.Result.Loss, _losses.GetValueOrDefault(schema, double.PositiveInfinity));
            if (learning is var (subject, state) && double.IsFinite(state.Velocity)
                && !(_ends.TryGetValue((schema, subject), out var best) && best.Velocity <= state.Velocity))
                _ends[(schema, subject)] = state;
        }
    }

    /// <summary>Takes a trial that threw into the record.</summary>
    /// <param name="error">What it threw.</param>
    /// <param name="trainer">Name of its trainer.</param>
    /// <param name="schema">Its estimators.</param>
    /// <param name="schemas">Number of choices of estimators that the pipeline has.</param>
    /// <returns>
    /// Whether the experiment itself should hear of it: it goes on where a trial has succeeded, and else ends. Before that it hears of an
    /// error in the words of the one before if that was another trainer's, or if no choice is left that has not failed: then it is what
    /// ails the data and not the trainer.
    /// </returns>
    public bool AddFailure(Exception error, string trainer, string schema, int schemas)
    {
        string words = Words(error);
        lock (_lock)
        {
            bool ailsTheData = _lastFailure is var (lastTrainer, lastWords) && lastWords == words
                && (lastTrainer != trainer || (_failed.Contains(schema) && _failed.Count == schemas));
            _failed.Add(schema);
            _lastFailure = (trainer, words);
            return ailsTheData || _results.Count > 0;
        }
    }

    public static string Words(Exception error) => $"{error.GetType().Name}: {error.Message}";

    /// <summary>Counts a trial, and tells where the experiment stands.</summary>
    public void End(SweepTrial trial, ExperimentSettings? settings)
    {
        lock (_lock)
        {
            Finished++;
            if (trial.State == SweepTrialState.Complete && !(Best?.Loss <= trial.Loss))
                Best = trial;
        }

        int most = settings?.MaxModels ?? int.MaxValue;
        var elapsed = Clock.Elapsed;
        Progress?.Report(new SweepProgress(
            SweepPhase.Searching, Finished, most, elapsed, Remaining(most, elapsed, settings?.MaxExperimentTimeInSeconds), trial, Best));
    }

    private TimeSpan? Remaining(int most, TimeSpan elapsed, uint? seconds)
    {
        double left = (seconds ?? double.PositiveInfinity) - elapsed.TotalSeconds;
        double trials = most == int.MaxValue ? double.PositiveInfinity : elapsed.TotalSeconds / Finished * Math.Max(0.0, most - Finished);
        double least = Math.Min(left, trials);
        return double.IsFinite(least) && least < TimeSpan.MaxValue.TotalSeconds / 2 ? TimeSpan.FromSeconds(Math.Max(0, least)) : null;
    }
}
