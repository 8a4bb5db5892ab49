using System.Text.Json.Serialization;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Optimizers;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What all network trainers can be told. Every default serves: nothing here has to be set. Plain properties, so that options travel as
/// JSON; <see cref="Progress"/> and <see cref="CancellationToken"/> stay behind.
/// </summary>
/// <example>
/// <code>
/// LagrangianNetworkOptions options = new LagrangianNetworkRegressionTrainer.Options { Metric = FisherStructure.Diagonal, Dropout = 0.1 };
/// </code>
/// </example>
public abstract class LagrangianNetworkOptions
{
    private protected LagrangianNetworkOptions()
    {
    }

    /// <summary>Name of the label column. Default: <c>Label</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of the feature column, a vector of <see cref="float"/> of known size. Default: <c>Features</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// Name of the column of example weights (<see cref="float"/>, not negative), or null when all rows weigh 1. A row of weight 2 counts
    /// as two rows, one of weight 0 as none; their unit does not matter. Default: null.
    /// </summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>Units of each hidden layer of a member, 1 to 8192. Default: 128.</summary>
    [Range(32, 1024, init: 128, logBase: true)]
    public int Width { get; set; } = 128;

    /// <summary>Residual blocks of two layers each behind the first layer, 0 to 64. Default: 1.</summary>
    [Range(0, 4, init: 1)]
    public int Blocks { get; set; } = 1;

    /// <summary>
    /// Networks in one, 1 to 64. They differ by their first weights and by what dropout leaves out of them, learn from the same
    /// mini-batches, each by its own loss, and the mean of their outputs is the model's (Lakshminarayanan, Pritzel and Blundell, Simple and
    /// Scalable Predictive Uncertainty Estimation using Deep Ensembles, NeurIPS 2017): what chance does to one is averaged away. Default:
    /// 4; of half the width of a single network they cost about what it costs.
    /// </summary>
    [Range(1, 8, init: 4, logBase: true)]
    public int Members { get; set; } = 4;

    /// <summary>
    /// Share of hidden units that a step leaves out, and of the inputs where they are more than 128 and none is embedded (pixels, words);
    /// at least 0 and below 1. Default: 0.2.
    /// </summary>
    [Range(0.0, 0.5, init: 0.2)]
    public double Dropout { get; set; } = 0.2;

    /// <summary>
    /// Pieces of the piecewise-linear embedding of each slot with many different values, 0 (no embeddings) to 256. Data with more than 128
    /// such slots get none. Default: 32.
    /// </summary>
    [Range(0, 64, init: 32)]
    public int EmbeddingPieces { get; set; } = 32;

    /// <summary>
    /// What is kept of the Fisher information. Default: <see cref="FisherStructure.Kronecker"/>; a step takes longer than with the
    /// diagonal, but fewer are needed, and they end lower.
    /// </summary>
    [Choice(FisherStructure.Kronecker, FisherStructure.Diagonal)]
    public FisherStructure Metric { get; set; } = FisherStructure.Kronecker;

    /// <summary>
    /// Decoupled weight decay: each step also takes away this share of the step length times the weights; 0 or more. Default: 0.01.
    /// </summary>
    [Range(1e-4, 1.0, init: 0.01, logBase: true)]
    public double WeightDecay { get; set; } = 0.01;

    /// <summary>
    /// Rows in a mini-batch, at least 1; null means a power of two from 16 (few rows) to 256. Default: null.
    /// </summary>
    public int? BatchSize { get; set; }

    /// <summary>Most passes over the rows, at least 1: a budget, not a setting to tune. Default: 100.</summary>
    public int MaximumNumberOfEpochs { get; set; } = 100;

    /// <summary>
    /// When learning is done: the share, at least 0 and below 1, of what has been learnt that may be left
    /// (<see cref="StoppingRule.Tolerance"/>). 0 means that all of <see cref="MaximumNumberOfEpochs"/> is spent; the best state seen is
    /// kept all the same. Default: 0.001, because of what a network learns of separable classes the last per cent is most of what counts.
    /// </summary>
    public double Tolerance { get; set; } = 0.001;

    /// <summary>
    /// Share, in (0, 1), of the rows held out to measure the velocity; they are not learnt from. Validation data takes their place. Null
    /// means a tenth of the rows, 10,000 at most; of fewer than 500 rows each member leaves out a fold of its own, a fifth or less.
    /// Default: null.
    /// </summary>
    public double? HoldOutFraction { get; set; }

    /// <summary>
    /// Most memory for data, in MiB, at least 1; data that needs more is read anew in every epoch, which takes longer. Null means 70 % of
    /// what the process may use. Default: null.
    /// </summary>
    public int? MaximumMemoryInMegabytes { get; set; }

    /// <summary>
    /// Torch's threads, at least 1, while the network is trained; what was set before is set again afterwards. Null means 1 thread, and
    /// more only where matrix products are large (a <see cref="Width"/> of 1024 and more): short operations take longer on several threads,
    /// which wait for each other, and very much longer beside other processes. Default: null.
    /// </summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>Where to train. Default: on a graphics processor if there is one.</summary>
    public NetworkDevice Device { get; set; }

    /// <summary>
    /// Seed of every random choice: on the processor, same seed, same data and same <see cref="NumberOfThreads"/> give the same model, bit
    /// for bit. Default: 0.
    /// </summary>
    public int Seed { get; set; }

    /// <summary>
    /// Name of a file in which the fit keeps where it stands, or null for none. A fit that finds the file there, of the same data and
    /// options, resumes from it and, on the processor and with the same <see cref="NumberOfThreads"/>, ends in the same bits as one that
    /// was never interrupted; a file that is damaged or of another fit is refused. A fit that returns a model deletes the file. States that
    /// were reported before are not reported again. Default: null.
    /// </summary>
    public string? CheckpointPath { get; set; }

    /// <summary>Epochs between two checkpoints, at least 1. Default: 1.</summary>
    public int CheckpointInterval { get; set; } = 1;

    /// <summary>Receives each state of the learning path, on the training thread. Not part of the JSON. Default: null.</summary>
    [JsonIgnore]
    public IProgress<LearningState>? Progress { get; set; }

    /// <summary>Ends training with an <see cref="OperationCanceledException"/>. Not part of the JSON. Default: none.</summary>
    [JsonIgnore]
    public CancellationToken CancellationToken { get; set; }

    /// <summary>
    /// Throws an <see cref="ArgumentException"/> that names the first property whose value cannot be used, the value and what is allowed.
    /// </summary>
    internal void Validate()
    {
        OptionErrors.CheckName(LabelColumnName, nameof(LabelColumnName));
        OptionErrors.CheckName(FeatureColumnName, nameof(FeatureColumnName));
        OptionErrors.CheckOptionalName(ExampleWeightColumnName, nameof(ExampleWeightColumnName));
        OptionErrors.Check(Width is >= 1 and <= 8192, Width, nameof(Width), "[1, 8192]");
        OptionErrors.Check(Blocks is >= 0 and <= 64, Blocks, nameof(Blocks), "[0, 64]");
        OptionErrors.Check(Members is >= 1 and <= 64, Members, nameof(Members), "[1, 64]");
        OptionErrors.Check(Dropout is >= 0 and < 1, Dropout, nameof(Dropout), "[0, 1)");
        OptionErrors.Check(EmbeddingPieces is >= 0 and <= 256, EmbeddingPieces, nameof(EmbeddingPieces), "[0, 256]");
        OptionErrors.Check(Enum.IsDefined(Metric), Metric, nameof(Metric), string.Join(", ", Enum.GetNames<FisherStructure>()));
        OptionErrors.Check(WeightDecay is >= 0 and < double.PositiveInfinity, WeightDecay, nameof(WeightDecay), "[0, ∞)");
        CheckCount(BatchSize, nameof(BatchSize));
        OptionErrors.Check(MaximumNumberOfEpochs >= 1, MaximumNumberOfEpochs, nameof(MaximumNumberOfEpochs), "[1, 2147483647]");
        OptionErrors.Check(Tolerance is >= 0 and < 1, Tolerance, nameof(Tolerance), "[0, 1)");
        OptionErrors.Check(HoldOutFraction is null or (> 0 and < 1), HoldOutFraction, nameof(HoldOutFraction), "(0, 1) or null");
        CheckCount(MaximumMemoryInMegabytes, nameof(MaximumMemoryInMegabytes));
        if (CheckpointPath is not null && string.IsNullOrWhiteSpace(CheckpointPath))
            throw new ArgumentException(
                $"CheckpointPath is '{CheckpointPath}'; allowed is the path of a file or null.", nameof(CheckpointPath));
        OptionErrors.Check(CheckpointInterval >= 1, CheckpointInterval, nameof(CheckpointInterval), "[1, 2147483647]");
        CheckCount(NumberOfThreads, nameof(NumberOfThreads));
        OptionErrors.Check(Enum.IsDefined(Device), Device, nameof(Device), string.Join(", ", Enum.GetNames<NetworkDevice>()));
    }

    internal NetworkSettings ToSettings(bool balanceClasses = false) => new()
    {
        Width = Width,
        Blocks = Blocks,
        Members = Members,
        Dropout = Dropout,
        EmbeddingPieces = EmbeddingPieces,
        Metric = Metric,
        WeightDecay = WeightDecay,
        BatchSize = BatchSize,
        MaximumEpochs = MaximumNumberOfEpochs,
        Tolerance = Tolerance,
        HoldOutFraction = HoldOutFraction,
        MaximumMemoryInMegabytes = MaximumMemoryInMegabytes,
        NumberOfThreads = NumberOfThreads,
        BalanceClasses = balanceClasses,
        Device = Device,
        Seed = Seed,
        CheckpointPath = CheckpointPath,
        CheckpointInterval = CheckpointInterval,
    };

    private static void CheckCount(int? value, string property) =>
        OptionErrors.Check(value is null or >= 1, value, property, "[1, 2147483647] or null");
}
