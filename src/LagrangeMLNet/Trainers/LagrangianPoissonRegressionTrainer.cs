using LagrangeMLNet.Interop;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.PoissonRegressionModelParameters;
using Transformer = Microsoft.ML.Data.RegressionPredictionTransformer<Microsoft.ML.Trainers.PoissonRegressionModelParameters>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Poisson regression for counts, a <see cref="float"/> label that is not negative: E[y | x] = exp(w·x + b), fitted along the stationary
/// path until what remains to be learnt is negligible.
/// </summary>
/// <remarks>
/// Minimises Σ weight·(exp(w·x + b + offset) − y·(w·x + b + offset)) + ½·λ₂·‖w‖² + λ₁·‖w‖₁ over the data set. Features need no
/// normalisation. The model is the one ML.NET's own Poisson regression returns, whose score is the mean exp(w·x + b): it is saved, loaded
/// and scored by plain <c>Microsoft.ML</c>.
/// </remarks>
public sealed class LagrangianPoissonRegressionTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TrainingSession _session;

    internal LagrangianPoissonRegressionTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        OptionErrors.CheckOptionalName(options.OffsetColumnName, nameof(options.OffsetColumnName));
        _session = new TrainingSession(env, "LagrangianPoissonRegression", options, StockSchema.Poisson, StockSchema.IsNumberLabel,
            offset: options.OffsetColumnName);
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
    /// A linear model whose score before exp is a log-rate, ours or a built-in one, over the same features.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, LinearModelParameters modelParameters) =>
        Train(trainData, null, WarmStart.From(modelParameters));

    /// <summary>Goes on from an earlier model and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="modelParameters">
    /// A linear model whose score before exp is a log-rate, ours or a built-in one, over the same features.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public Transformer Fit(IDataView trainData, IDataView validationData, LinearModelParameters modelParameters) =>
        Train(trainData, validationData, WarmStart.From(modelParameters));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private Transformer Train(IDataView train, IDataView? validation, LinearWeights? start)
    {
        var weights = _session.Learn(_ => Likelihood.Poisson, train, validation, start);
        var model = MLNetInternals.NewPoissonRegressionModelParameters(
            _session.Host, new VBuffer<float>(weights.Features, weights.Weights), weights.Biases[0]);
        return MLNetInternals.Transformer<Model>.NewRegression(
            _session.Host, model, train.Schema, _session.Columns.Features);
    }

    /// <summary>Options of <see cref="LagrangianPoissonRegressionTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianPoissonRegressionTrainer.Options { DataSelection = new PlannedSelection(0.1), Seed = 7 };
    /// var chosen = mlContext.Regression.Trainers.LagrangianPoisson(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTrainerOptions
    {
        /// <summary>
        /// Name of a column (<see cref="float"/>) that is added to the log-rate while training, usually the logarithm of a row's
        /// exposure; null means none. The stock model has no place for it: its scores are rates at offset 0 (exposure 1), to be
        /// multiplied by exp(offset). Default: null.
        /// </summary>
        public string? OffsetColumnName { get; set; }
    }
}
