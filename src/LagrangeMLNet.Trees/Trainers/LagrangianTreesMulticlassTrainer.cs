using LagrangeMLNet.Boosting;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Losses;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Model = Microsoft.ML.Trainers.OneVersusAllModelParameters;
using Transformer = Microsoft.ML.Data.MulticlassPredictionTransformer<Microsoft.ML.Trainers.OneVersusAllModelParameters>;

namespace LagrangeMLNet.Trainers;

/// <summary>Boosted trees for a key label, with softmax loss: a tree a class in each round.</summary>
/// <remarks>
/// Each tree's leaves take natural-gradient steps −Σ∇ℓ/(ΣF + λ). Several ensembles learn side by side, each without a fold of the rows; the
/// loss of each row by the ensemble that did not learn from it ends learning, and their mean is the model. Features need no normalisation,
/// and missing values are learnt from. The model is made of ML.NET's own trees: it is saved, loaded and scored by plain <c>Microsoft.ML</c>
/// and <c>Microsoft.ML.FastTree</c>.
/// </remarks>
public sealed class LagrangianTreesMulticlassTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TreesSession _session;

    internal LagrangianTreesMulticlassTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new TreesSession(env, options, StockSchema.MaximumEntropy, options.BalanceClasses);
    }

    /// <inheritdoc/>
    public TrainerInfo Info => TrainingSession.Info;

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public TreesReport? LastReport => _session.Report;

    /// <summary>Trains a model.</summary>
    /// <param name="input">Training data.</param>
    /// <returns>A stock ML.NET transformer.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">The data holds no usable row, or a value that cannot be learnt from.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public Transformer Fit(IDataView input) => Train(input, null, null);

    /// <summary>Trains a model and measures its loss on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">
    /// Data that is never learnt from, with the same columns; learning ends when the loss on it has ceased to fall.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData) => Train(trainData, validationData, null);

    /// <summary>Adds trees to an earlier model.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="modelParameters">
    /// A model that this trainer made, over the same features and the same classes in the same order; loaded or not.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, Model modelParameters) => Train(trainData, null, EarlierTrees.Of(modelParameters));

    /// <summary>Adds trees to an earlier model and measures the loss on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">
    /// A model that this trainer made, over the same features and the same classes in the same order; loaded or not.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, Model modelParameters) =>
        Train(trainData, validationData, EarlierTrees.Of(modelParameters));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private Transformer Train(IDataView train, IDataView? validation, EarlierTrees? start)
    {
        LearntTrees learnt = _session.Learn(
            label => TreeLoss.Softmax(LagrangianMaximumEntropyMulticlassTrainer.CountClasses(label)), train, validation, start);
        IHost host = _session.Host;
        FastTreeBinaryModelParameters[] classes =
        [
            .. Enumerable.Range(0, learnt.Ensemble.Trees.Length).Select(k => TreeInternals.NewBinaryModel(
                host, StockTrees.Ensemble(learnt, k, start?.Ensemble(k)), learnt.Slots, innerArgs: null)),
        ];
        Model model = TreeInternals.NewOneVersusAll(host, TreeInternals.NewSoftmax(classes));
        return MLNetInternals.Transformer<Model>.NewMulticlass(
            host, model, train.Schema, _session.Columns.Features, _session.Columns.Label, scoreColumn: "Score",
                predictedLabel: "PredictedLabel");
    }

    /// <summary>Options of <see cref="LagrangianTreesMulticlassTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianTreesMulticlassTrainer.Options { MaximumNumberOfRounds = 500, Seed = 7 };
    /// var chosen = mlContext.MulticlassClassification.Trainers.LagrangianTrees(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTreesOptions
    {
        /// <summary>
        /// Whether all classes count the same, however many rows each has: example weights are scaled so that the classes' sums agree and
        /// the total stays. Probabilities then refer to balanced classes. Default: false.
        /// </summary>
        [BooleanChoice(false)]
        public bool BalanceClasses { get; set; }
    }
}
