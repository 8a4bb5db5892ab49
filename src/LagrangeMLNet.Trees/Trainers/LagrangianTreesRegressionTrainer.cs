using LagrangeMLNet.Boosting;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Losses;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.FastTree.FastTreeRegressionModelParameters;
using Transformer = Microsoft.ML.Data.RegressionPredictionTransformer<Microsoft.ML.Trainers.FastTree.FastTreeRegressionModelParameters>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Boosted trees for a <see cref="float"/> label, with squared loss, or with one of <see cref="TreesRegressionLoss"/>.
/// </summary>
/// <remarks>
/// Each tree's leaves take natural-gradient steps −Σ∇ℓ/(ΣF + λ). Several ensembles learn side by side, each without a fold of the rows; the
/// loss of each row by the ensemble that did not learn from it ends learning, and their mean is the model. Features need no normalisation,
/// and missing values are learnt from. The model is made of ML.NET's own trees: it is saved, loaded and scored by plain <c>Microsoft.ML</c>
/// and <c>Microsoft.ML.FastTree</c>.
/// </remarks>
public sealed class LagrangianTreesRegressionTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TreesSession _session;
    private readonly TreeLoss _loss;
    private readonly bool _isQuantile;
    private readonly double _quantile;

    internal LagrangianTreesRegressionTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        OptionErrors.Check(
            options.HuberDelta is null or (> 0 and < double.PositiveInfinity),
            options.HuberDelta,
            nameof(options.HuberDelta),
            "(0, ∞) or null");
        OptionErrors.Check(options.Quantile is > 0 and < 1, options.Quantile, nameof(options.Quantile), "(0, 1)");
        (_isQuantile, _quantile) = (options.Loss == TreesRegressionLoss.Quantile, options.Quantile);
        _loss = options.Loss switch
        {
            TreesRegressionLoss.Squared => TreeLoss.Squared,
            TreesRegressionLoss.Huber => TreeLoss.Huber(options.HuberDelta),
            TreesRegressionLoss.Quantile => TreeLoss.Quantile(options.Quantile),
            _ => throw new ArgumentOutOfRangeException(
                nameof(options), $"Loss is {options.Loss:D}; allowed is a value of {nameof(TreesRegressionLoss)}."),
        };
        _session = new TreesSession(env, options, StockSchema.Regression);
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
    /// <param name="modelParameters">A model that this trainer made, over the same features; loaded or not.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, Model modelParameters) => Train(trainData, null, EarlierTrees.Of(modelParameters));

    /// <summary>Adds trees to an earlier model and measures the loss on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">A model that this trainer made, over the same features; loaded or not.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, Model modelParameters) =>
        Train(trainData, validationData, EarlierTrees.Of(modelParameters));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private Transformer Train(IDataView train, IDataView? validation, EarlierTrees? start)
    {
        LearntTrees learnt = _session.Learn(_ => _loss, train, validation, start, keepsHeldOut: _isQuantile);
        if (_isQuantile && learnt.HeldOut is { } heldOut)
            learnt = learnt with { Shift = learnt.LabelScale * QuantileShift.Of(heldOut, _quantile) };
        Model model = TreeInternals.NewRegressionModel(
            _session.Host, StockTrees.Ensemble(learnt, 0, start?.Ensemble(0)), learnt.Slots, innerArgs: null);
        return MLNetInternals.Transformer<Model>.NewRegression(_session.Host, model, train.Schema, _session.Columns.Features);
    }

    /// <summary>Options of <see cref="LagrangianTreesRegressionTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianTreesRegressionTrainer.Options { Loss = TreesRegressionLoss.Quantile, Quantile = 0.9 };
    /// var chosen = mlContext.Regression.Trainers.LagrangianTrees(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTreesOptions
    {
        /// <summary>What the trees minimise. Default: <see cref="TreesRegressionLoss.Squared"/>.</summary>
        public TreesRegressionLoss Loss { get; set; }

        /// <summary>
        /// Of Huber's loss: residual δ > 0 beyond which it is linear, in units of the label. Null (recommended) means 1.345 times the
        /// spread of held-out residuals, estimated robustly as learning goes on. Default: null.
        /// </summary>
        public double? HuberDelta { get; set; }

        /// <summary>
        /// Of the quantile's loss: which one is predicted, as the share of labels below it, in (0, 1). Default: 0.5, the median.
        /// </summary>
        public double Quantile { get; set; } = 0.5;
    }
}
