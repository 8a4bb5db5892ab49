using LagrangeMLNet.Boosting;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Losses;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.FastTree.FastTreeTweedieModelParameters;
using Transformer = Microsoft.ML.Data.RegressionPredictionTransformer<Microsoft.ML.Trainers.FastTree.FastTreeTweedieModelParameters>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// Boosted trees for counts or rates, a <see cref="float"/> label that is not negative, with half the Poisson deviance as loss: E[y | x] is
/// the exponential of the trees' sum.
/// </summary>
/// <remarks>
/// Each tree's leaves take natural-gradient steps −Σ∇ℓ/(ΣF + λ). Several ensembles learn side by side, each without a fold of the rows; the
/// loss of each row by the ensemble that did not learn from it ends learning, and their mean is the model. Features need no normalisation,
/// and missing values are learnt from. The model is the one ML.NET's own Tweedie trees return, whose score is the mean: it is saved, loaded
/// and scored by plain <c>Microsoft.ML</c> and <c>Microsoft.ML.FastTree</c>.
/// </remarks>
public sealed class LagrangianTreesPoissonRegressionTrainer : ITrainerEstimator<Transformer, Model>
{
    private readonly TreesSession _session;

    internal LagrangianTreesPoissonRegressionTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new TreesSession(env, options, StockSchema.Poisson);
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
        LearntTrees learnt = _session.Learn(_ => TreeLoss.Poisson, train, validation, start);
        Model model = TreeInternals.NewExponentialModel(
            _session.Host, StockTrees.Ensemble(learnt, 0, start?.Ensemble(0)), learnt.Slots, innerArgs: null);
        return MLNetInternals.Transformer<Model>.NewRegression(_session.Host, model, train.Schema, _session.Columns.Features);
    }

    /// <summary>Options of <see cref="LagrangianTreesPoissonRegressionTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianTreesPoissonRegressionTrainer.Options { MaximumNumberOfRounds = 500, Seed = 7 };
    /// var chosen = mlContext.Regression.Trainers.LagrangianTreesPoisson(options);
    /// </code>
    /// </example>
    public sealed class Options : LagrangianTreesOptions;
}
