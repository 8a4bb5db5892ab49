namespace LagrangeMLNet.Boosting;

/// <summary>What the caller set; null means that the learner chooses.</summary>
internal sealed record TreesSettings
{
    public int? Rounds { get; init; }
    public int MaximumRounds { get; init; }
    public double? LearningRate { get; init; }
    public int? Leaves { get; init; }
    public int? RowsPerLeaf { get; init; }
    public double? L2Regularization { get; init; }
    public double? RowFraction { get; init; }
    public double? FeatureFraction { get; init; }
    public int Bins { get; init; } = 255;
    public int? Folds { get; init; }
    public double? HoldOutFraction { get; init; }
    public int[]? Monotone { get; init; }
    public bool BalanceClasses { get; init; }
    public int? MaximumMemoryInMegabytes { get; init; }
    public int? NumberOfThreads { get; init; }
    public int Seed { get; init; }
}
