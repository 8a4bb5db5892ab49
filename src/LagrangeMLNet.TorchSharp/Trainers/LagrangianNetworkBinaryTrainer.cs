using LagrangeMLNet.Data;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Calibrators.CalibratedModelParametersBase<
    Microsoft.ML.Trainers.LinearBinaryModelParameters, Microsoft.ML.Calibrators.PlattCalibrator>;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// A residual network for a <see cref="bool"/> label, trained with logistic loss; its probabilities need no further calibration.
/// </summary>
/// <remarks>
/// The model is the mean of <see cref="LagrangianNetworkOptions.Members"/> networks. Features are standardised inside, and those with many
/// values embedded piecewise linearly; steps along the stationary path need no learning rate; the loss on rows held out and
/// <see cref="Mechanics.StoppingRule"/> end learning. The model leaves as stock parts (<see cref="NetworkPredictionTransformer{TModel}"/>).
/// </remarks>
public sealed class LagrangianNetworkBinaryTrainer : ITrainerEstimator<NetworkPredictionTransformer<Model>, Model>
{
    private readonly NetworkSession _session;

    internal LagrangianNetworkBinaryTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new NetworkSession(env, options, StockSchema.Logistic, options.BalanceClasses);
    }

    /// <inheritdoc/>
    public TrainerInfo Info => TrainingSession.Info;

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public NetworkReport? LastReport => _session.Report;

    /// <summary>Trains a network.</summary>
    /// <param name="input">Training data.</param>
    /// <returns>A transformer made of stock ML.NET parts.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The data holds no usable row, or a value that cannot be learnt from; or the device has too little memory.
    /// </exception>
    /// <exception cref="NotSupportedException">A native library, libtorch or the ONNX runtime, is missing.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public NetworkPredictionTransformer<Model> Fit(IDataView input) => Train(input, null, null);

    /// <summary>Trains a network and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public NetworkPredictionTransformer<Model> Fit(IDataView trainData, IDataView validationData) => Train(trainData, validationData, null);

    /// <summary>Resumes training from an earlier network.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="model">
    /// What an earlier fit returned, over the same features and with the same architecture, alone or in a chain, saved and loaded again or
    /// not; it brings its standardisation with it.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public NetworkPredictionTransformer<Model> Fit(IDataView trainData, ITransformer model) =>
        Train(trainData, null, EarlierNetwork.Of<Model>(model));

    /// <summary>Resumes training from an earlier network and measures velocity on data of its own.</summary>
    /// <param name="trainData">Training data.</param>
    /// <param name="validationData">Data that is never learnt from, with the same columns.</param>
    /// <param name="model">
    /// What an earlier fit returned, over the same features and with the same architecture, alone or in a chain, saved and loaded again or
    /// not; it brings its standardisation with it.
    /// </param>
    /// <inheritdoc cref="Fit(IDataView)"/>
    public NetworkPredictionTransformer<Model> Fit(
        IDataView trainData, IDataView validationData, ITransformer model) =>
        Train(trainData, validationData, EarlierNetwork.Of<Model>(model));

    /// <inheritdoc/>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema) => _session.GetOutputSchema(inputSchema);

    private NetworkPredictionTransformer<Model> Train(
        IDataView train, IDataView? validation, NetworkWeights? start) =>
        _session.Learn(PredictionTask.Binary, _ => 1, train, validation, start, network => Transformer(network, train.Schema));

    private NetworkPredictionTransformer<Model> Transformer(NetworkWeights network, DataViewSchema inputSchema) =>
        new(network, inputSchema, _session.Columns.Features, (schema, hidden) =>
        {
            IHost host = _session.Host;
            LinearBinaryModelParameters linear = MLNetInternals.NewLinearBinaryModelParameters(
                host, new VBuffer<float>(network.HeadUnits, network.HeadWeights), network.HeadBiases[0], stats: null);
            // The score is a log-odds: slope −1 and offset 0 turn it into its probability.
            var model = (Model)MLNetInternals.Calibrated<LinearBinaryModelParameters, PlattCalibrator>
                .NewParameterMixingModelParameters(host, linear, MLNetInternals.NewPlattCalibrator(host, slope: -1, offset: 0));
            return MLNetInternals.Transformer<Model>.NewBinary(host, model, schema, hidden, threshold: 0, thresholdColumn: "Score");
        });

    /// <summary>Options of <see cref="LagrangianNetworkBinaryTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianNetworkBinaryTrainer.Options { Width = 256, MaximumNumberOfEpochs = 50, Seed = 7 };
    /// </code>
    /// </example>
    public sealed class Options : LagrangianNetworkOptions
    {
        /// <summary>
        /// Whether all classes count the same, however many rows each has: example weights are scaled so that the classes' sums agree and
        /// the total stays. Probabilities then refer to balanced classes. Default: false.
        /// </summary>
        [BooleanChoice(false)]
        public bool BalanceClasses { get; set; }
    }
}
