using System.Text.Json.Serialization;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// What all Lagrangian trainers can be told. Every default serves: nothing here has to be set. Plain properties, so that options travel
/// as JSON; <see cref="Progress"/> and <see cref="CancellationToken"/> stay behind.
/// </summary>
/// <example>
/// <code>
/// LagrangianTrainerOptions options = new LagrangianRegressionTrainer.Options { LabelColumnName = "Price", L2Regularization = 1 };
/// Console.WriteLine($"{options.LabelColumnName}: tolerance {options.Tolerance}");
/// </code>
/// </example>
public abstract class LagrangianTrainerOptions
{
    private protected LagrangianTrainerOptions()
    {
    }

    /// <summary>Name of the label column. Default: <c>Label</c>.</summary>
    public string LabelColumnName { get; set; } = "Label";

    /// <summary>Name of the feature column, a vector of <see cref="float"/> of known size. Default: <c>Features</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>
    /// Name of the column of example weights (<see cref="float"/>, not negative), or null when all rows weigh 1. Default: null.
    /// </summary>
    public string? ExampleWeightColumnName { get; set; }

    /// <summary>
    /// Strength λ₁ ≥ 0 of the penalty λ₁·‖w‖₁ that sets weights to exactly 0; null means none. It has the meaning it has in ML.NET's
    /// LBFGS trainers: added once to the loss summed over the data set, on features as given, biases not penalised; where rows have example
    /// weights, it counts times their mean. Unit: that of the loss, per unit of weight. Default: null.
    /// </summary>
    public float? L1Regularization { get; set; }

    /// <summary>
    /// Strength λ₂ ≥ 0 of the penalty ½·λ₂·‖w‖²; null means that the trainer finds the strength that generalises best, which is the
    /// recommended way. A given value has the meaning it has in ML.NET's LBFGS trainers: added once to the loss summed over the data set,
    /// on features as given, biases not penalised. Unit: that of the loss, per squared unit of weight. Default: null.
    /// </summary>
    public float? L2Regularization { get; set; }

    /// <summary>
    /// When learning is done: the share, in (0, 1], of the statistical error that may remain, the error that even the best possible fit
    /// to this many rows has. With many features, where there is no matrix to know that error by, half of it is the share of the held-out
    /// loss that a step must promise to be taken. Smaller is slower, and past a hundredth seldom visible on new data. Default: 0.01.
    /// </summary>
    public double Tolerance { get; set; } = 0.01;

    /// <summary>
    /// Share, in (0, 1), of the rows held out while the strength of regularisation is sought; they are learnt from afterwards. Only fits of
    /// many features hold rows out, and none do where validation data is given. Null means that the trainer decides: several folds of few
    /// rows, one set of at most 5,000 of many. Default: null.
    /// </summary>
    public double? HoldOutFraction { get; set; }

    /// <summary>
    /// Most memory for data, in MiB, at least 1; data that needs more is read anew in every pass, which takes longer. Null means 70 % of
    /// what the process may use. Default: null.
    /// </summary>
    public int? MaximumMemoryInMegabytes { get; set; }

    /// <summary>Most passes over the data, at least 1: a budget, not a setting to tune. Default: 1000.</summary>
    public int MaximumNumberOfPasses { get; set; } = 1000;

    /// <summary>Number of threads, from 1 to 1024; null means one a processor. Default: null.</summary>
    public int? NumberOfThreads { get; set; }

    /// <summary>
    /// Seed of every random choice: same seed and same data give the same model, bit for bit, whatever the number of threads. Default: 0.
    /// </summary>
    public int Seed { get; set; }

    /// <summary>
    /// Which rows to learn from: <c>new PlannedSelection(0.1)</c> for the tenth of them that tells most, with nearly the loss of a fit to
    /// all; <c>new UniformSelection(0.1)</c> for a random tenth. Null means all rows. Default: null.
    /// </summary>
    public DataSelection? DataSelection { get; set; }

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
        CheckStrength(L1Regularization, nameof(L1Regularization));
        CheckStrength(L2Regularization, nameof(L2Regularization));
        OptionErrors.Check(Tolerance is > 0 and <= 1, Tolerance, nameof(Tolerance), "(0, 1]");
        OptionErrors.Check(HoldOutFraction is null or (> 0 and < 1), HoldOutFraction, nameof(HoldOutFraction), "(0, 1) or null");
        CheckCount(MaximumMemoryInMegabytes, nameof(MaximumMemoryInMegabytes));
        OptionErrors.Check(MaximumNumberOfPasses >= 1, MaximumNumberOfPasses, nameof(MaximumNumberOfPasses), "[1, 2147483647]");
        // Each thread sums in memory of its own: more of them than any processor has would only use it up.
        OptionErrors.Check(NumberOfThreads is null or (>= 1 and <= 1024), NumberOfThreads, nameof(NumberOfThreads), "[1, 1024] or null");
    }

    internal TrainingSettings ToSettings(bool balanceClasses = false) => new()
    {
        L1Regularization = L1Regularization,
        L2Regularization = L2Regularization,
        Tolerance = Tolerance,
        HoldOutFraction = HoldOutFraction,
        MaximumMemoryInMegabytes = MaximumMemoryInMegabytes,
        MaximumPasses = MaximumNumberOfPasses,
        NumberOfThreads = NumberOfThreads,
        BalanceClasses = balanceClasses,
        Seed = Seed,
        Fraction = DataSelection?.Fraction ?? 1,
        IsPlanned = DataSelection is PlannedSelection,
    };

    private static void CheckStrength(float? value, string property) =>
        OptionErrors.Check(value is null or (>= 0 and < float.PositiveInfinity), value, property, "[0, ∞) or null");

    private static void CheckCount(int? value, string property) =>
        OptionErrors.Check(value is null or >= 1, value, property, "[1, 2147483647] or null");
}
