using System.Diagnostics;
using System.Runtime.ExceptionServices;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.AutoML.MicrosoftAutoML;

/// <summary>What an experiment's trials know of each other. The experiment makes a runner for each trial; this stays.</summary>
internal sealed class TrialRace
{
    private readonly Lock _lock = new();
    private readonly List<TrialOutcome> _outcomes = [];
    private readonly Dictionary<TrainingWatch.Subject, LearningState> _bestStates = [];
    private readonly IPruningRule _rule;
    private string? _lastFailure;

    public TrialRace(LagrangianExperimentOptions options)
    {
        if (options.Confidence is not (> 0.5 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(options), FormattableString.Invariant($"{nameof(options.Confidence)} is {options.Confidence}; allowed is (0.5, 1)."));
        IsPruned = options.IsPruned;
        Progress = options.Progress;
        Quantile = NormalQuantile.Of(options.Confidence);
        // No gain is too small for an experiment that compares by the metric alone.
        _rule = IsPruned ? new KinematicPruning(options.Confidence, tolerance: 0) : new NoPruning();
    }

    public bool IsPruned { get; }

    public IProgress<SweepProgress>? Progress { get; }

    public double Quantile { get; }

    public RowSubsets Subsets { get; } = new(seed: 0);

    public Stopwatch Clock { get; } = Stopwatch.StartNew();

    /// <summary>Whether a trial has ended that others can be compared with.</summary>
    public bool HasBest => Best is not null;

    /// <summary>The best trial so far; null before there is one.</summary>
    public SweepTrial? Best
    {
        get
        {
            lock (_lock)
                return TrialOutcome.Best(_outcomes.Where(outcome => outcome.State == SweepTrialState.Complete))?.ToRecord();
        }
    }

    /// <summary>A trial that has ended.</summary>
    public SweepTrial? Of(int number)
    {
        lock (_lock)
            return _outcomes.LastOrDefault(outcome => outcome.Trial.Number == number)?.ToRecord();
    }

    public string? ReasonToStop(string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<int> rungRows)
    {
        lock (_lock)
            return _rule.ReasonToStop(trainer, rungs, _outcomes, rungRows);
    }

    /// <summary>Where the best fit of a trainer to all rows has ended; null before there is one.</summary>
    public LearningState? BestOf(TrainingWatch.Subject subject)
    {
        lock (_lock)
            return _bestStates.TryGetValue(subject, out var state) ? state : null;
    }

    public void Add(TrialOutcome outcome, TrainingWatch.Subject? subject = null, LearningState state = default)
    {
        lock (_lock)
        {
            _outcomes.Add(outcome);
            if (outcome.State == SweepTrialState.Complete && subject is { } trainer && double.IsFinite(state.Velocity)
                && !(_bestStates.TryGetValue(trainer, out var best) && best.Velocity <= state.Velocity))
                _bestStates[trainer] = state;
        }
    }

    /// <summary>
    /// Takes a trial that threw into the record. The experiment itself would end at the first one that throws before any has succeeded; here
    /// it ends at the second in a row that says the same, which then is what ails the data and not the options.
    /// </summary>
    public void AddFailure(Trial trial, IReadOnlyList<RungResult> rungs, Exception error)
    {
        string words = $"{error.GetType().Name}: {error.Message}";
        Add(new TrialOutcome(trial, rungs, SweepTrialState.Failed, words));
        lock (_lock)
        {
            bool isSame = _lastFailure == words;
            _lastFailure = words;
            if (isSame && _outcomes.All(outcome => outcome.State == SweepTrialState.Failed))
                ExceptionDispatchInfo.Throw(error);
        }
    }
}
