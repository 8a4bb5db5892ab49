using LagrangeMLNet.Optimizers;

namespace LagrangeMLNet.Networks;

/// <summary>What the caller set; null means that the learner chooses.</summary>
internal sealed record NetworkSettings
{
    public required int Width { get; init; }
    public required int Blocks { get; init; }
    public required int Members { get; init; }
    public required double Dropout { get; init; }
    public required int EmbeddingPieces { get; init; }
    public required FisherStructure Metric { get; init; }
    public required double WeightDecay { get; init; }
    public required int? BatchSize { get; init; }
    public required int MaximumEpochs { get; init; }
    public required double Tolerance { get; init; }
    public required double? HoldOutFraction { get; init; }
    public required int? MaximumMemoryInMegabytes { get; init; }
    public int? NumberOfThreads { get; init; }
    public required bool BalanceClasses { get; init; }
    public required NetworkDevice Device { get; init; }
    public required int Seed { get; init; }

    /// <summary>The checkpoint file, or null.</summary>
    public string? CheckpointPath { get; init; }

    /// <summary>Epochs between two checkpoints.</summary>
    public int CheckpointInterval { get; init; } = 1;

    /// <summary>What decides, beside architecture, data and device, which bits a fit ends in.</summary>
    public IEnumerable<(string Name, object? Value)> Learning =>
    [
        (nameof(Dropout), Dropout),
        (nameof(Metric), Metric),
        (nameof(WeightDecay), WeightDecay),
        (nameof(BatchSize), BatchSize),
        ("MaximumNumberOfEpochs", MaximumEpochs),
        (nameof(Tolerance), Tolerance),
        (nameof(HoldOutFraction), HoldOutFraction),
        (nameof(BalanceClasses), BalanceClasses),
        (nameof(Seed), Seed),
    ];
}
