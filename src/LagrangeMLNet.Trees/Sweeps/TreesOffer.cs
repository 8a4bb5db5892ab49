using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

[assembly: TrainerOffer(typeof(TreesOffer))]

namespace LagrangeMLNet.Sweeps;

/// <summary>The tree trainers, as default candidates of sweeps.</summary>
internal sealed class TreesOffer : ITrainerOffer
{
    private const string Name = "LagrangianTrees";

    /// <summary>Cost of a fit relative to a linear model's.</summary>
    private const double Cost = 10;

    /// <inheritdoc/>
    public string? Problem => null;

    /// <inheritdoc/>
    public void OfferTo(ITrainerOfferReceiver receiver)
    {
        receiver.Add<LagrangianTreesBinaryTrainer.Options>(
            OfferedTask.Binary,
            Name,
            (context, options, settings) => context.BinaryClassification.Trainers.LagrangianTrees(Set(options, settings)),
            _ => Cost);
        receiver.Add<LagrangianTreesMulticlassTrainer.Options>(
            OfferedTask.Multiclass,
            Name,
            (context, options, settings) => context.MulticlassClassification.Trainers.LagrangianTrees(Set(options, settings)),
            _ => Cost);
        receiver.Add<LagrangianTreesRegressionTrainer.Options>(
            OfferedTask.Regression,
            Name,
            (context, options, settings) => context.Regression.Trainers.LagrangianTrees(Set(options, settings)),
            _ => Cost);
    }

    private static TOptions Set<TOptions>(TOptions options, OfferedSettings settings)
        where TOptions : LagrangianTreesOptions
    {
        options.LabelColumnName = settings.Label;
        options.FeatureColumnName = settings.Features;
        options.ExampleWeightColumnName = settings.Weights;
        options.Seed = settings.Seed;
        options.CancellationToken = settings.CancellationToken;
        return options;
    }
}
