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
/// Negative binomial regression for counts that vary more than a Poisson's, a <see cref="float"/> label that is not negative: E[y | x] = μ
/// = exp(w·x + b), Var[y | x] = μ + αμ², fitted along the stationary path until what remains to be learnt is negligible.
/// </summary>
/// <remarks>
/// Minimises Σ weight·((y + 1/α)·ln(1 + αμ) − y·(w·x + b + offset)) + ½·λ₂·‖w‖² + λ₁·‖w‖₁ over the data set, μ with the offset. The
/// dispersion α is estimated by maximum likelihood in turn with the weights, unless <see cref="Options.Dispersion"/> gives it;
/// <see cref="LearningReport.LikelihoodParameter"/> says what it is. Features need no normalisation. The model is the one ML.NET's own
/// Poisson regression returns, whose score is the mean exp(w·x + b): it is saved, loaded and scored by plain <c>Microsoft.ML</c>.
/// </remarks>
public sealed class LagrangianNegativeBinomialRegressionTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TrainingSession _session;
    private readonly Likelihood _likelihood;

    internal LagrangianNegativeBinomialRegressionTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        OptionErrors.CheckOptionalName(options.OffsetColumnName, nameof(options.OffsetColumnName));
        OptionErrors.Check(
            options.Dispersion is null or (>= 0 and <= Likelihood.LargestDispersion),
            options.Dispersion,
            nameof(options.Dispersion),
            "[0, 10000] or null");
        _likelihood = Likelihood.NegativeBinomial(options.Dispersion);
        _session = new TrainingSession(
            env, "LagrangianNegativeBinomialRegression", options, StockSchema.Poisson, StockSchema.IsNumberLabel,
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
        var weights = _session.Learn(_ => _likelihood, train, validation, start);
        var model = MLNetInternals.NewPoissonRegressionModelParameters(
            _session.Host, new VBuffer<float>(weights.Features, weights.Weights), weights.Biases[0]);
        return MLNetInternals.Transformer<Model>.NewRegression(
            _session.Host, model, train.Schema, _session.Columns.Features);
    }

    /// <summary>Options of <see cref="LagrangianNegativeBinomialRegressionTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianNegativeBinomialRegressionTrainer.Options { Dispersion = 0.5, Seed = 7 };
    /// var chosen = mlContext.Regression.Trainers.LagrangianNegativeBinomial(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTrainerOptions
    {
        /// <summary>
        /// Dispersion α ≥ 0 of the counts, Var[y | x] = μ + αμ²; 0 is a Poisson. Null (recommended) means that the trainer estimates it by
        /// maximum likelihood, or by the labels' moments where features are so many that no Fisher matrix is formed. Default: null.
        /// </summary>
        public double? Dispersion { get; set; }

        /// <summary>
        /// Name of a column (<see cref="float"/>) that is added to the log-rate while training, usually the logarithm of a row's
        /// exposure; null means none. The stock model has no place for it: its scores are rates at offset 0 (exposure 1), to be
        /// multiplied by exp(offset). Default: null.
        /// </summary>
        public string? OffsetColumnName { get; set; }
    }
}
