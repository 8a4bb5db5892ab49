using LagrangeMLNet.Interop;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.LinearRegressionModelParameters;
using Transformer = Microsoft.ML.Data.RegressionPredictionTransformer<Microsoft.ML.Trainers.LinearRegressionModelParameters>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Linear regression with squared loss for a <see cref="float"/> label: ŷ = w·x + b, fitted along the stationary path until what remains
/// to be learnt is negligible.
/// </summary>
/// <remarks>
/// Minimises Σ weight·½·(y − ŷ)² + ½·λ₂·‖w‖² + λ₁·‖w‖₁ over the data set. Features need no normalisation. The model is the one ML.NET's
/// own linear regression trainers return: it is saved, loaded and scored by plain <c>Microsoft.ML</c>.
/// </remarks>
public sealed class LagrangianRegressionTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TrainingSession _session;

    internal LagrangianRegressionTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new TrainingSession(env, "LagrangianRegression", options, StockSchema.Regression, StockSchema.IsNumberLabel);
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
    /// <param name="modelParameters">A linear model, ours or a built-in one, over the same features.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, LinearModelParameters modelParameters) =>
        Train(trainData, null, WarmStart.From(modelParameters));

    /// <summary>Goes on from an earlier model and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">A linear model, ours or a built-in one, over the same features.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, LinearModelParameters modelParameters) =>
        Train(trainData, validationData, WarmStart.From(modelParameters));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private Transformer Train(IDataView train, IDataView? validation, LinearWeights? start)
    {
        var weights = _session.Learn(_ => Likelihood.Gaussian, train, validation, start);
        var model = MLNetInternals.NewLinearRegressionModelParameters(
            _session.Host, new VBuffer<float>(weights.Features, weights.Weights), weights.Biases[0]);
        return MLNetInternals.Transformer<Model>.NewRegression(
            _session.Host, model, train.Schema, _session.Columns.Features);
    }

    /// <summary>Options of <see cref="LagrangianRegressionTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianRegressionTrainer.Options { DataSelection = new PlannedSelection(0.1), Seed = 7 };
    /// var chosen = mlContext.Regression.Trainers.Lagrangian(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTrainerOptions;
}
