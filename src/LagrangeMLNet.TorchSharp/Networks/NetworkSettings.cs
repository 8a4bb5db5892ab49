using LagrangeMLNet.Optimizers;

namespace LagrangeMLNet.Networks;

/// <summary>What the caller set; null means that the learner chooses.</summary>
internal sealed record NetworkSettings
{
    public required int Width { get; init; }
    public required int Blocks { get; init; }
    public required double Dropout { get; init; }
    public required int EmbeddingPieces { get; init; }
    public required FisherStructure Metric { get; init; }
    public required double WeightDecay { get; init; }
    public required int? BatchSize { get; init; }
    public required int MaximumEpochs { get; init; }
    public required double Tolerance { get; init; }
    public required double? HoldOutFraction { get; init; }
    public required int? MaximumMemoryInMegabytes { get; init; }
    public required bool BalanceClasses { get; init; }
    public required NetworkDevice Device { get; init; }
    public required int Seed { get; init; }
}
