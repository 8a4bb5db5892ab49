using LagrangeMLNet.Interop;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;
using Transformer = Microsoft.ML.Data.BinaryPredictionTransformer<Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Logistic regression for a <see cref="bool"/> label: p(true | x) = 1 / (1 + exp(−w·x − b)), fitted along the stationary path until what
/// remains to be learnt is negligible.
/// </summary>
/// <remarks>
/// Minimises Σ weight·loss + ½·λ₂·‖w‖² + λ₁·‖w‖₁ over the data set. Features need no normalisation. The model is the one ML.NET's own
/// logistic regression returns: it is saved, loaded and scored by plain <c>Microsoft.ML</c>.
/// </remarks>
public sealed class LagrangianLogisticRegressionBinaryTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TrainingSession _session;

    internal LagrangianLogisticRegressionBinaryTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new TrainingSession(
            env, "LagrangianLogisticRegression", options, StockSchema.Logistic, StockSchema.IsBinaryLabel,
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
    /// <param name="modelParameters">A linear model whose score is a log-odds, ours or a built-in one, over the same features.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, LinearModelParameters modelParameters) =>
        Train(trainData, null, WarmStart.From(modelParameters));

    /// <summary>Goes on from an earlier model and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">A linear model whose score is a log-odds, ours or a built-in one, over the same features.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, LinearModelParameters modelParameters) =>
        Train(trainData, validationData, WarmStart.From(modelParameters));

    /// <summary>Goes on from an earlier model.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="modelParameters">
    /// A calibrated linear model, ours or a built-in one, over the same features; its calibrator is taken into account.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, Model modelParameters) =>
        Train(trainData, null, WarmStart.From(modelParameters));

    /// <summary>Goes on from an earlier model and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">
    /// A calibrated linear model, ours or a built-in one, over the same features; its calibrator is taken into account.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, Model modelParameters) =>
        Train(trainData, validationData, WarmStart.From(modelParameters));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private Transformer Train(IDataView train, IDataView? validation, LinearWeights? start)
    {
        var weights = _session.Learn(_ => Likelihood.Logistic, train, validation, start);
        var host = _session.Host;
        var linear = MLNetInternals.NewLinearBinaryModelParameters(
            host, new VBuffer<float>(weights.Features, weights.Weights), weights.Biases[0], stats: null);
        // A logistic model needs no training to be calibrated: slope −1 and offset 0 turn its score into its probability.
        var model = (Model)MLNetInternals.Calibrated<LinearBinaryModelParameters, PlattCalibrator>
            .NewParameterMixingModelParameters(host, linear, MLNetInternals.NewPlattCalibrator(host, slope: -1, offset: 0));
        return MLNetInternals.Transformer<Model>.NewBinary(
            host, model, train.Schema, _session.Columns.Features, threshold: 0, thresholdColumn: "Score");
    }

    /// <summary>Options of <see cref="LagrangianLogisticRegressionBinaryTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianLogisticRegressionBinaryTrainer.Options { DataSelection = new PlannedSelection(0.1), Seed = 7 };
    /// var chosen = mlContext.BinaryClassification.Trainers.LagrangianLogisticRegression(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTrainerOptions
    {
        /// <summary>
        /// Whether both classes count the same, however many rows each has: example weights are scaled so that the classes' sums agree
        /// and the total stays. Probabilities then refer to balanced classes. Default: false.
        /// </summary>
        [BooleanChoice(false)]
        public bool BalanceClasses { get; set; }
    }
}
