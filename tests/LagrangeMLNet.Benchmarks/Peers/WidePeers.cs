using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>The L2 grids of LBFGS and SDCA on wide sets, both by the strength that stands against the sum of the rows' losses.</summary>
internal static class WidePeers
{
    /// <summary>10⁵ … 10⁻³, half a decade apart.</summary>
    public static IReadOnlyList<float> Strengths { get; } = [.. Enumerable.Range(0, 17).Select(i => MathF.Pow(10, 5 - (i / 2f)))];

    /// <summary>LBFGS at a strength; null for least squares, which it does not fit.</summary>
    public static Competitor? Lbfgs(DataSet set, float l2) => set.Task switch
    {
        LearningTask.Binary => Of("LBFGS", () => set.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            new LbfgsLogisticRegressionBinaryTrainer.Options { L1Regularization = 0, L2Regularization = l2 })),
        LearningTask.Multiclass => Of("LBFGS", () => set.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0, L2Regularization = l2 })),
        LearningTask.Poisson => Of("LBFGS", () => set.Context.Regression.Trainers.LbfgsPoissonRegression(
            new LbfgsPoissonRegressionTrainer.Options { L1Regularization = 0, L2Regularization = l2 })),
        _ => null,
    };

    /// <summary>SDCA at a strength, which it takes as a mean over rows; null for counts, which it does not fit.</summary>
    public static Competitor? Sdca(DataSet set, float l2)
    {
        var perRow = l2 / set.TrainSize.Rows;
        return set.Task switch
        {
            LearningTask.Binary => Of("SDCA", () => set.Context.BinaryClassification.Trainers.SdcaLogisticRegression(
                new SdcaLogisticRegressionBinaryTrainer.Options { L1Regularization = 0, L2Regularization = perRow, NumberOfThreads = 1 })),
            LearningTask.Multiclass => Of("SDCA", () => set.Context.MulticlassClassification.Trainers.SdcaMaximumEntropy(
                new SdcaMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0, L2Regularization = perRow, NumberOfThreads = 1 })),
            LearningTask.Regression => Of("SDCA", () => set.Context.Regression.Trainers.Sdca(
                new SdcaRegressionTrainer.Options { L1Regularization = 0, L2Regularization = perRow, NumberOfThreads = 1 })),
            _ => null,
        };
    }

    private static Competitor Of(string name, Func<IEstimator<ITransformer>> estimator) => Competitor.Of(name, PeerRole.OtherLinear, estimator);
}
