using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.AutoML;

/// <summary>What a sweep can be told. Every default serves.</summary>
/// <example>
/// <code>
/// var options = new SweepOptions
/// {
///     MaximumDuration = TimeSpan.FromMinutes(10),
///     LedgerPath = "sweep.ledger",
///     ColumnRoles = new Dictionary&lt;string, SweepColumnRole&gt; { ["Postcode"] = SweepColumnRole.Category },
/// };
/// var found = mlContext.Sweep().Regression(options).Run(numbers);
/// </code>
/// </example>
public sealed class SweepOptions
{
    /// <summary>Most trials, at least 1. Default: 48.</summary>
    public int MaximumNumberOfTrials { get; set; } = 48;

    /// <summary>
    /// Time after which the sweep returns what it has, above zero. The search ends earlier, by half as much again as the winner's last two
    /// fits are expected to need, and by half of the whole at most. A trial whose fits do not end then is not the winner, the next best is,
    /// and the remarks say so; where none ends, the best trial's own model is returned, once it has scored the test rows. As soon as a
    /// trial is complete, others are bounded: to a tenth of the whole, or to ten times what their trainer took before if that is more, and
    /// to a quarter or twice that time at most. One that runs for more than a twentieth of the whole is not waited for: others are proposed
    /// without it, so that trials may differ from those of a sweep without a limit. What had not ended counts as far as it got. Null means
    /// no limit. Default: null.
    /// </summary>
    public TimeSpan? MaximumDuration { get; set; }

    /// <summary>
    /// Time that a trial may spend on one subset, of folds on all together, above zero; one that takes longer fails, and the sweep goes on.
    /// It is told to end; where it does not, it keeps its thread, and with four such trials the search ends. Without
    /// <see cref="MaximumDuration"/> it also bounds each of the winner's fits, to twice as much for each row. Null means no limit. Default:
    /// 10 minutes.
    /// </summary>
    public TimeSpan? MaximumTrialDuration { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Size of the process, in megabytes, at least 1, beyond which the trial with most rows is ended, and recorded as failed with the
    /// reason; where the process is larger without any trial, no further one is started. Checked ten times a second. Null means no limit.
    /// Default: null.
    /// </summary>
    public int? MaximumMemoryInMegabytes { get; set; }

    /// <summary>
    /// Trials that run beside each other, at least 1; null means one a processor, four at most. Which trials run, and what they give, does
    /// not depend on it. Default: null.
    /// </summary>
    public int? NumberOfWorkers { get; set; }

    /// <summary>Seed of every random choice. Default: 0.</summary>
    public int Seed { get; set; }

    /// <summary>
    /// The trainers that take part, each of a name of its own; null means the default ones for the task. Among those are the network
    /// trainers where the application references the package <c>LagrangeMLNet.TorchSharp</c>, libtorch and the ONNX runtime; a model with a
    /// network scores by the ONNX runtime. Default: null.
    /// </summary>
    public IReadOnlyList<Candidate>? Candidates { get; set; }

    /// <summary>How what is tried next is found. Default: <see cref="SweepSearch.ModelBased"/>.</summary>
    public SweepSearch Search { get; set; } = SweepSearch.ModelBased;

    /// <summary>When trials end before they have learnt from all rows. Default: <see cref="SweepPruning.Kinematic"/>.</summary>
    public SweepPruning Pruning { get; set; } = SweepPruning.Kinematic;

    /// <summary>
    /// Confidence, in (0.5, 1), with which a trial must be out of the race to be stopped by its kinematics. Default: 0.95.
    /// </summary>
    public double Confidence { get; set; } = 0.95;

    /// <summary>
    /// Share of the best loss, in [0, 1), that a trial has to be able to gain to go on. Default: 0.001.
    /// </summary>
    public double Tolerance { get; set; } = 0.001;

    /// <summary>By how many times a subset's rows exceed those of the one before; at least 1.5. Default: 4.</summary>
    public double RungFactor { get; set; } = 4;

    /// <summary>Which rows the subsets before the last have. Default: <see cref="SweepSubsets.Random"/>.</summary>
    public SweepSubsets Subsets { get; set; } = SweepSubsets.Random;

    /// <summary>Columns that are not features, beside the label's. Default: none.</summary>
    public IReadOnlyList<string> IgnoredColumnNames { get; set; } = [];

    /// <summary>
    /// What columns are, by their names, where the sweep should not find it out itself; <see cref="SweepResult.Columns"/> says what it
    /// found. A name that is no column's, or a role that a column's type cannot have, is an error. Default: none.
    /// </summary>
    public IReadOnlyDictionary<string, SweepColumnRole> ColumnRoles { get; set; } = new Dictionary<string, SweepColumnRole>();

    /// <summary>
    /// Name of the file for the ledger, from which <see cref="SweepExperiment.Resume"/> goes on; it must not exist yet, its folder must.
    /// Taken as a plain file name, whatever it looks like. Null means none. Default: null.
    /// </summary>
    public string? LedgerPath { get; set; }

    /// <summary>Receives where the sweep stands, from any thread, one call at a time. Default: null.</summary>
    public IProgress<SweepProgress>? Progress { get; set; }

    /// <summary>
    /// Ends the sweep: within a second it returns with the best model so far, or throws <see cref="OperationCanceledException"/> where no
    /// trial has ended yet. Default: none.
    /// </summary>
    public CancellationToken CancellationToken { get; set; }

    /// <summary>The clock of the budgets. Default: <see cref="TimeProvider.System"/>.</summary>
    public TimeProvider TimeProvider { get; set; } = TimeProvider.System;

    internal SweepOptions Copy() => (SweepOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">A property cannot be used; the message names it, its value and what is allowed.</exception>
    internal void Validate()
    {
        OptionErrors.Check(MaximumNumberOfTrials >= 1, MaximumNumberOfTrials, nameof(MaximumNumberOfTrials), "[1, 2147483647]");
        OptionErrors.Check(
            MaximumDuration is null || MaximumDuration > TimeSpan.Zero,
            MaximumDuration,
            nameof(MaximumDuration),
            "more than zero, or null");
        OptionErrors.Check(
            MaximumTrialDuration is null || MaximumTrialDuration > TimeSpan.Zero,
            MaximumTrialDuration, nameof(MaximumTrialDuration), "more than zero, or null");
        OptionErrors.Check(
            MaximumMemoryInMegabytes is null or >= 1,
            MaximumMemoryInMegabytes,
            nameof(MaximumMemoryInMegabytes),
            "[1, 2147483647] or null");
        OptionErrors.Check(NumberOfWorkers is null or >= 1, NumberOfWorkers, nameof(NumberOfWorkers), "[1, 2147483647] or null");
        OptionErrors.Check(Confidence is > 0.5 and < 1, Confidence, nameof(Confidence), "(0.5, 1)");
        OptionErrors.Check(Tolerance is >= 0 and < 1, Tolerance, nameof(Tolerance), "[0, 1)");
        OptionErrors.Check(RungFactor is >= 1.5 and <= 1000, RungFactor, nameof(RungFactor), "[1.5, 1000]");
        if (LedgerPath is not null && string.IsNullOrWhiteSpace(LedgerPath))
            throw new ArgumentException(
                $"{nameof(LedgerPath)} is '{LedgerPath}'; allowed is the name of a file, or null for no ledger.", nameof(LedgerPath));
        ArgumentNullException.ThrowIfNull(TimeProvider);
        ArgumentNullException.ThrowIfNull(IgnoredColumnNames);
        ArgumentNullException.ThrowIfNull(ColumnRoles);
        foreach (var (column, role) in ColumnRoles)
        {
            OptionErrors.Check(
                Enum.IsDefined(role),
                (FormattableString)$"{role} for column '{column}'",
                nameof(ColumnRoles),
                string.Join(", ", Enum.GetNames<SweepColumnRole>()));
        }

        if (Candidates is { Count: 0 })
            throw new ArgumentException(
                "Candidates is empty; allowed is one candidate or more, or null for the default ones.", nameof(Candidates));
        if (Candidates?.GroupBy(candidate => candidate.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"Two candidates are called '{twice.Key}'; give each a name of its own.", nameof(Candidates));
    }
}

/// <summary>How a sweep finds what to try next.</summary>
public enum SweepSearch
{
    /// <summary>
    /// Each candidate's defaults first, then what is expected to gain most for its cost, going by Gaussian processes through the losses so
    /// far.
    /// </summary>
    ModelBased,

    /// <summary>Each candidate's defaults first, then evenly at random.</summary>
    Random,
}

/// <summary>
/// Which rows a sweep's smaller subsets have; each has those of the one before, and nearly the classes' shares of the whole.
/// </summary>
public enum SweepSubsets
{
    /// <summary>Random ones.</summary>
    Random,

    /// <summary>
    /// Those from which a linear model on the features would learn most (V-optimal, as <c>mlContext.Data.SelectPlannedRows</c> chooses
    /// them). Choosing takes time once, before the first trial.
    /// </summary>
    Planned,
}

/// <summary>When trials of a sweep end before they have learnt from all rows.</summary>
public enum SweepPruning
{
    /// <summary>
    /// When the learning curve, carried forward as far as it can fall, stays above the best complete trial's loss; classifiers of ours that
    /// have a point of their curve also in the midst of a fit, when the floor of their velocity does.
    /// </summary>
    Kinematic,

    /// <summary>Never.</summary>
    None,
}
