using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Training;

/// <summary>Names of the columns a learner reads.</summary>
internal sealed record TrainingColumns(string Label, string Features, string? Weight = null, string? Offset = null);

/// <summary>What the caller set; null means that the learner chooses.</summary>
internal sealed record TrainingSettings
{
    public float? L1Regularization { get; init; }
    public float? L2Regularization { get; init; }
    public double Tolerance { get; init; } = 0.01;
    public double? HoldOutFraction { get; init; }
    public int? MaximumMemoryInMegabytes { get; init; }
    public int MaximumPasses { get; init; } = 1000;
    public int? NumberOfThreads { get; init; }
    public bool BalanceClasses { get; init; }
    public int Seed { get; init; }

    /// <summary>Share of the rows to learn from.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>Whether that share is planned rather than uniform.</summary>
    public bool IsPlanned { get; init; }
}

/// <summary>What the learner tells its surroundings while it learns.</summary>
/// <param name="CheckAlive">Throws <see cref="OperationCanceledException"/> when the surroundings ask for an end. Called at least every 50
/// ms of work.</param>
/// <param name="Info">A message for the log.</param>
/// <param name="Warning">A warning for the log.</param>
/// <param name="Progress">Receives each state of the path.</param>
internal sealed record TrainingHooks(Action CheckAlive, Action<string> Info, Action<string> Warning, IProgress<LearningState>? Progress);
