using System.Text.Json.Serialization;
using LagrangeMLNet.Binning;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What all tree trainers can be told. Every default serves: nothing here has to be set. Plain properties, so that options travel as JSON;
/// <see cref="Progress"/> and <see cref="CancellationToken"/> stay behind.
/// </summary>
/// <example>
/// <code>
/// LagrangianTreesOptions options = new LagrangianTreesRegressionTrainer.Options { LabelColumnName = "Price", NumberOfLeaves = 16 };
/// Console.WriteLine($"{options.LabelColumnName}: at most {options.MaximumNumberOfRounds} rounds");
/// </code>
/// </example>
public abstract class LagrangianTreesOptions
{
    private protected LagrangianTreesOptions()
    {
    }

    /// <summary>Name of the label column. Default: <c>Label</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>
    /// Name of the feature column, a vector of <see cref="float"/> of known size; missing values (NaN) are learnt from. Default:
    /// <c>Features</c>.
    /// </summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// Name of the column of example weights (<see cref="float"/>, not negative), or null when all rows weigh 1. A row of weight 0 counts
    /// as absent; their unit does not matter. Default: null.
    /// </summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// Number of rounds, at least 1, each of a tree (several classes: a tree each); null means until the held-out loss has ceased to fall.
    /// Default: null.
    /// </summary>
    public int? NumberOfRounds { get; set; }

    /// <summary>Most rounds, at least 1: a budget, not a setting to tune. Default: 10,000.</summary>
    public int MaximumNumberOfRounds { get; set; } = 10_000;

    /// <summary>Share of a leaf's full step that each tree takes, in (0, 1]; null means that the trainer decides. Default: null.</summary>
    public double? LearningRate { get; set; }

    /// <summary>
    /// Most leaves of a tree, from 2 to 65536; null means that the trainer decides: from 8 where rows are few to 31. Default: null.
    /// </summary>
    public int? NumberOfLeaves { get; set; }

    /// <summary>Fewest rows of a leaf, at least 1; null means that the trainer decides. Default: null.</summary>
    public int? MinimumExampleCountPerLeaf { get; set; }

    /// <summary>
    /// Precision λ₂ ≥ 0 of the prior of a leaf's step, in units of Fisher information: a leaf of gradient G and information F steps by
    /// −G/(F + λ₂). Null means that the trainer decides. Default: null.
    /// </summary>
    public double? L2Regularization { get; set; }

    /// <summary>Share of the rows, in (0, 1], that each tree is grown from; null means that the trainer decides. Default: null.</summary>
    public double? RowFraction { get; set; }

    /// <summary>Share of the features, in (0, 1], that each tree may look at; null means that the trainer decides. Default: null.</summary>
    public double? FeatureFraction { get; set; }

    /// <summary>Most bins of a feature, from 2 to 255, that of missing values included. Default: 255.</summary>
    public int MaximumBinCountPerFeature { get; set; } = BinnedColumn.MostBins;

    /// <summary>
    /// Number of ensembles, from 2 to 100, each without a fold of the rows by which its loss is measured; the model is their mean. Null
    /// means that the trainer decides: several where rows are few, else one that holds some out. Default: null.
    /// </summary>
    public int? Folds { get; set; }

    /// <summary>
    /// Share, in (0, 1), of the rows held out by a single ensemble to measure its loss, in place of folds. Null means that the trainer
    /// decides. Default: null.
    /// </summary>
    public double? HoldOutFraction { get; set; }

    /// <summary>
    /// For each feature slot 1 where the score may only rise with it, −1 where it may only fall, 0 where it may do both; slots past the end
    /// are free. Null means that all are. Default: null.
    /// </summary>
    public int[]? MonotoneConstraints { get; set; }

    /// <summary>
    /// Most memory for features as given, in MiB, at least 1; what needs more is read twice. Null means 70 % of what the process may use.
    /// Default: null.
    /// </summary>
    public int? MaximumMemoryInMegabytes { get; set; }

    /// <summary>Number of threads, from 1 to 1024; null means one a processor. Default: null.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Seed of every random choice: same seed and same data give the same model, bit for bit, whatever the number of threads. Default: 0.
    /// </summary>
    public int Seed { get; set; }

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
        CheckCount(NumberOfRounds, nameof(NumberOfRounds));
        OptionErrors.Check(MaximumNumberOfRounds >= 1, MaximumNumberOfRounds, nameof(MaximumNumberOfRounds), "[1, 2147483647]");
        CheckShare(LearningRate, nameof(LearningRate));
        OptionErrors.Check(NumberOfLeaves is null or (>= 2 and <= 65536), NumberOfLeaves, nameof(NumberOfLeaves), "[2, 65536] or null");
        CheckCount(MinimumExampleCountPerLeaf, nameof(MinimumExampleCountPerLeaf));
        OptionErrors.Check(
            L2Regularization is null or (>= 0 and < double.PositiveInfinity), L2Regularization, nameof(L2Regularization), "[0, ∞) or null");
        CheckShare(RowFraction, nameof(RowFraction));
        CheckShare(FeatureFraction, nameof(FeatureFraction));
        OptionErrors.Check(
            MaximumBinCountPerFeature is >= 2 and <= BinnedColumn.MostBins, MaximumBinCountPerFeature,
                nameof(MaximumBinCountPerFeature), "[2, 255]");
        OptionErrors.Check(Folds is null or (>= 2 and <= 100), Folds, nameof(Folds), "[2, 100] or null");
        OptionErrors.Check(HoldOutFraction is null or (> 0 and < 1), HoldOutFraction, nameof(HoldOutFraction), "(0, 1) or null");
        if (Folds is not null && HoldOutFraction is not null)
            throw new ArgumentException("Folds and HoldOutFraction are both given; allowed is one of them.", nameof(Folds));
        foreach (int sign in MonotoneConstraints ?? [])
            OptionErrors.Check(sign is >= -1 and <= 1, sign, nameof(MonotoneConstraints), "-1, 0 or 1 for each slot");
        CheckCount(MaximumMemoryInMegabytes, nameof(MaximumMemoryInMegabytes));
        OptionErrors.Check(NumberOfThreads is null or (>= 1 and <= 1024), NumberOfThreads, nameof(NumberOfThreads), "[1, 1024] or null");
    }

    internal TreesSettings ToSettings(bool balanceClasses = false) => new()
    {
        Rounds = NumberOfRounds,
        MaximumRounds = MaximumNumberOfRounds,
        LearningRate = LearningRate,
        Leaves = NumberOfLeaves,
        RowsPerLeaf = MinimumExampleCountPerLeaf,
        L2Regularization = L2Regularization,
        RowFraction = RowFraction,
        FeatureFraction = FeatureFraction,
        Bins = MaximumBinCountPerFeature,
        Folds = Folds,
        HoldOutFraction = HoldOutFraction,
        Monotone = MonotoneConstraints?.ToArray(),
        BalanceClasses = balanceClasses,
        MaximumMemoryInMegabytes = MaximumMemoryInMegabytes,
        NumberOfThreads = NumberOfThreads,
        Seed = Seed,
    };

    private static void CheckShare(double? value, string property) =>
        OptionErrors.Check(value is null or (> 0 and <= 1), value, property, "(0, 1] or null");

    private static void CheckCount(int? value, string property) =>
        OptionErrors.Check(value is null or >= 1, value, property, "[1, 2147483647] or null");
}
