using LagrangeMLNet.Data;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.MaximumEntropyModelParameters;
using Transformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.MaximumEntropyModelParameters>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Maximum entropy classification (multinomial logistic regression) for a key label: p(c | x) ∝ exp(w_c·x + b_c), fitted along the
/// stationary path until what remains to be learnt is negligible.
/// </summary>
/// <remarks>
/// Minimises Σ weight·loss + ½·λ₂·‖w‖² + λ₁·‖w‖₁ over the data set. Features need no normalisation. The model is the one ML.NET's own
/// maximum entropy trainers return: it is saved, loaded and scored by plain <c>Microsoft.ML</c>.
/// </remarks>
public sealed class LagrangianMaximumEntropyMulticlassTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TrainingSession _session;

    internal LagrangianMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new TrainingSession(
            env, "LagrangianMaximumEntropy", options, StockSchema.MaximumEntropy, StockSchema.IsClassLabel,
            balanceClasses: options.BalanceClasses);
    }

    /// <inheritdoc/>
    public TrainerInfo Info => TrainingSession.Info;

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public LearningReport? LastReport => _session.Report;

    /// <summary>Trains a model.</summary>
    /// <param name="input">Training data.</param>
    /// <returns>A stock ML.NET transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The data holds no usable row, or a value that cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public Transformer Fit(IDataView input) => Train(input, null, null);

    /// <summary>Trains a model and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">
    /// Data that is never learnt from, with the same columns; velocity and strength of regularisation are measured on it.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData) => Train(trainData, validationData, null);

    /// <summary>Goes on from an earlier model.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="modelParameters">
    /// A linear multiclass model, ours or a built-in one, over the same features and the same classes in the same order.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, LinearMulticlassModelParametersBase modelParameters) =>
        Train(trainData, null, WarmStart.From(modelParameters));

    /// <summary>Goes on from an earlier model and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">
    /// A linear multiclass model, ours or a built-in one, over the same features and the same classes in the same order.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, LinearMulticlassModelParametersBase modelParameters) =>
        Train(trainData, validationData, WarmStart.From(modelParameters));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private Transformer Train(IDataView train, IDataView? validation, LinearWeights? start)
    {
        string labelColumn = _session.Columns.Label;
        var weights = _session.Learn(schema => Likelihood.Softmax(CountClasses(schema[labelColumn])), train, validation, start);
        float[] biasesThenWeights = [.. weights.Biases, .. weights.Weights];
        var model = MLNetInternals.NewMaximumEntropyModelParameters(
            _session.Host,
            new VBuffer<float>(biasesThenWeights.Length, biasesThenWeights),
            weights.Outputs,
            weights.Features,
            ClassNames(train.Schema[labelColumn], weights.Outputs),
            stats: null);
        return MLNetInternals.Transformer<Model>.NewMulticlass(
            _session.Host,
            model,
            train.Schema,
            _session.Columns.Features,
            labelColumn,
            scoreColumn: "Score",
            predictedLabel: "PredictedLabel");
    }

    /// <summary>Most classes: each is scored for each row in each pass, whether or not it occurs.</summary>
    private const int MostClasses = 100_000;

    internal static int CountClasses(DataViewSchema.Column label)
    {
        ulong count = ((KeyDataViewType)label.Type).Count;
        if (count is 0 or > int.MaxValue)
            throw new ArgumentOutOfRangeException(
                nameof(label),
                $"Training label column '{label.Name}' type is not valid for multi-class: {label.Type}. "
                + "The number of keys must be known and fit an Int32; use MapValueToKey.");
        if (count > MostClasses)
            DataErrors.TooManyClasses(label.Name, (long)count, MostClasses);
        return (int)count;
    }

    /// <summary>
    /// The names of the classes for the model's summaries, under the conditions of the built-in trainer: text, none empty, none twice.
    /// </summary>
    internal static string[]? ClassNames(DataViewSchema.Column label, int classes)
    {
        if (!label.HasKeyValues(TextDataViewType.Instance))
            return null;
        VBuffer<ReadOnlyMemory<char>> values = default;
        label.GetKeyValues(ref values);
        string[] names = [.. values.DenseValues().Select(name => name.ToString())];
        bool sound = names.Length == classes && !names.Contains("") && names.Distinct().Count() == classes;
        return sound ? names : null;
    }

    /// <summary>Options of <see cref="LagrangianMaximumEntropyMulticlassTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianMaximumEntropyMulticlassTrainer.Options { DataSelection = new PlannedSelection(0.1), Seed = 7 };
    /// var chosen = mlContext.MulticlassClassification.Trainers.LagrangianMaximumEntropy(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTrainerOptions
    {
        /// <summary>
        /// Whether all classes count the same, however many rows each has: example weights are scaled so that the classes' sums agree and
        /// the total stays. Probabilities then refer to balanced classes. Default: false.
        /// </summary>
        [BooleanChoice(false)]
        public bool BalanceClasses { get; set; }
    }
}
