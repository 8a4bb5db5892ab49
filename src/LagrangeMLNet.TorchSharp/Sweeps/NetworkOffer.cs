using LagrangeMLNet.Data;
using LagrangeMLNet.Runtime;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

[assembly: TrainerOffer(typeof(NetworkOffer))]

namespace LagrangeMLNet.Sweeps;

/// <summary>The network trainers, as default candidates of sweeps.</summary>
internal sealed class NetworkOffer : ITrainerOffer
{
    private const string Name = "LagrangianNetwork";

    /// <summary>A network is trained by libtorch, and scored by the ONNX runtime: without either, every trial would fail.</summary>
    public string? Problem => TorchRuntime.Problem ?? OnnxLibrary.Problem;

    /// <inheritdoc/>
    public void OfferTo(ITrainerOfferReceiver receiver)
    {
        receiver.Add<LagrangianNetworkBinaryTrainer.Options>(
            PredictionTask.Binary,
            Name,
            (context, options, settings) => context.BinaryClassification.Trainers.LagrangianNetwork(Set(options, settings)),
            Cost);
        receiver.Add<LagrangianNetworkMulticlassTrainer.Options>(
            PredictionTask.Multiclass,
            Name,
            (context, options, settings) => context.MulticlassClassification.Trainers.LagrangianNetwork(Set(options, settings)),
            Cost);
        receiver.Add<LagrangianNetworkRegressionTrainer.Options>(
            PredictionTask.Regression,
            Name,
            (context, options, settings) => context.Regression.Trainers.LagrangianNetwork(Set(options, settings)),
            Cost);
    }

    private static TOptions Set<TOptions>(TOptions options, OfferedSettings settings)
        where TOptions : LagrangianNetworkOptions
    {
        options.LabelColumnName = settings.Label;
        options.FeatureColumnName = settings.Features;
        options.ExampleWeightColumnName = settings.Weights;
        options.Seed = settings.Seed;
        options.CancellationToken = settings.CancellationToken;
        return options;
    }

    /// <summary>Multiplications of a step: of each member the first layer, and two of width × width a block; some tens of passes.</summary>
    private static double Cost(LagrangianNetworkOptions options) =>
        10 + (40 * options.Members * (1 + (2 * options.Blocks)) * (options.Width / 256.0) * (options.Width / 256.0));
}
