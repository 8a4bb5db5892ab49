using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.TorchBenchmarks.Networks;

/// <summary>The network trainer of a set's task.</summary>
internal static class NetworkFit
{
    /// <summary>Fits at the defaults, apart from what is changed.</summary>
    public static (ITransformer Model, NetworkReport Report) Of(DataSet set, Action<LagrangianNetworkOptions> change)
    {
        switch (set.Task)
        {
            case LearningTask.Binary:
                var binary = set.Context.BinaryClassification.Trainers.LagrangianNetwork(
                    With(new LagrangianNetworkBinaryTrainer.Options(), change));
                return (binary.Fit(set.Train), binary.LastReport!);
            case LearningTask.Multiclass:
                var multiclass = set.Context.MulticlassClassification.Trainers.LagrangianNetwork(
                    With(new LagrangianNetworkMulticlassTrainer.Options(), change));
                return (multiclass.Fit(set.Train), multiclass.LastReport!);
            default:
                var regression = set.Context.Regression.Trainers.LagrangianNetwork(
                    With(new LagrangianNetworkRegressionTrainer.Options(), change));
                return (regression.Fit(set.Train), regression.LastReport!);
        }
    }

    private static TOptions With<TOptions>(TOptions options, Action<LagrangianNetworkOptions> change)
        where TOptions : LagrangianNetworkOptions
    {
        change(options);
        return options;
    }
}
