using LagrangeMLNet.Data;
using LagrangeMLNet.Interop;
using LagrangeMLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.SearchSpace;
using Microsoft.ML.Trainers;
using Model = Microsoft.ML.Trainers.MaximumEntropyModelParameters;

namespace LagrangeMLNet.Trainers;

/// <summary>
/// A residual network for a key label, trained with softmax loss.
/// </summary>
/// <remarks>
/// The model is the mean of <see cref="LagrangianNetworkOptions.Members"/> networks. Features are standardised inside, and those with many
/// values embedded piecewise linearly; steps along the stationary path need no learning rate; the loss on rows held out and
/// <see cref="Mechanics.StoppingRule"/> end learning. The model leaves as stock parts (<see cref="NetworkPredictionTransformer{TModel}"/>).
/// </remarks>
public sealed class LagrangianNetworkMulticlassTrainer : ITrainerEstimator<NetworkPredictionTransformer<Model>, Model>
{
    private readonly NetworkSession _session;

    internal LagrangianNetworkMulticlassTrainer(IHostEnvironment env, Options options)
    {
        ArgumentNullException.ThrowIfNull(env);
        ArgumentNullException.ThrowIfNull(options);
        _session = new NetworkSession(env, options, StockSchema.MaximumEntropy, options.BalanceClasses);
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
        _session.Learn(
            PredictionTask.Multiclass,
            LagrangianMaximumEntropyMulticlassTrainer.CountClasses,
            train,
            validation,
            start,
            network => Transformer(network, train.Schema));

    private NetworkPredictionTransformer<Model> Transformer(NetworkWeights network, DataViewSchema inputSchema) =>
        new(network, inputSchema, _session.Columns.Features, (schema, hidden) =>
        {
            IHost host = _session.Host;
            float[] biasesThenWeights = [.. network.HeadBiases, .. network.HeadWeights];
            Model model = MLNetInternals.NewMaximumEntropyModelParameters(
                host,
                new VBuffer<float>(biasesThenWeights.Length, biasesThenWeights),
                network.Shape.Outputs,
                network.HeadUnits,
                LagrangianMaximumEntropyMulticlassTrainer.ClassNames(inputSchema[_session.Columns.Label], network.Shape.Outputs),
                stats: null);
            return MLNetInternals.Transformer<Model>.NewMulticlass(
                host, model, schema, hidden, _session.Columns.Label, scoreColumn: "Score", predictedLabel: "PredictedLabel");
        });

    /// <summary>Options of <see cref="LagrangianNetworkMulticlassTrainer"/>.</summary>
    /// <example>
    /// <code>
    /// var options = new LagrangianNetworkMulticlassTrainer.Options { Width = 256, MaximumNumberOfEpochs = 50, Seed = 7 };
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
