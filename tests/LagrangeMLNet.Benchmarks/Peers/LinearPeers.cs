using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>ML.NET's linear trainers at default options, and the grids of LBFGS and of closed-form ridge.</summary>
internal static class LinearPeers
{
    private const string PlattRemark = "time includes the calibrator's";

    public static IEnumerable<Competitor> Binary(DataSet set)
    {
        var trainers = set.Context.BinaryClassification.Trainers;
        yield return Competitor.Of("LBFGS", PeerRole.LbfgsDefault, () => trainers.LbfgsLogisticRegression());
        yield return Competitor.Of("SDCA", PeerRole.SdcaDefault, () => trainers.SdcaLogisticRegression());
        yield return Competitor.Of("SGD calibrated", PeerRole.OtherLinear, () => trainers.SgdCalibrated());
        yield return Competitor.Of(
            "Averaged perceptron + Platt", PeerRole.OtherLinear, () => Calibrated(set, trainers.AveragedPerceptron()), PlattRemark);
        yield return Competitor.Of("Linear SVM + Platt", PeerRole.OtherLinear, () => Calibrated(set, trainers.LinearSvm()), PlattRemark);
    }

    public static IEnumerable<Competitor> Multiclass(DataSet set)
    {
        var trainers = set.Context.MulticlassClassification.Trainers;
        yield return Competitor.Of("LBFGS", PeerRole.LbfgsDefault, () => trainers.LbfgsMaximumEntropy());
        yield return Competitor.Of("SDCA", PeerRole.SdcaDefault, () => trainers.SdcaMaximumEntropy());
    }

    public static IEnumerable<Competitor> Regression(DataSet set)
    {
        var trainers = set.Context.Regression.Trainers;
        yield return Competitor.Of("SDCA", PeerRole.SdcaDefault, () => trainers.Sdca());
        yield return Competitor.Of("Online gradient descent", PeerRole.OtherLinear, () => trainers.OnlineGradientDescent());
    }

    public static IEnumerable<Competitor> Poisson(DataSet set) =>
        [Competitor.Of("LBFGS", PeerRole.LbfgsDefault, () => set.Context.Regression.Trainers.LbfgsPoissonRegression())];

    public static PeerGrid BinaryGrid(DataSet set) => Lbfgs(l2 => set.Context.BinaryClassification.Trainers.LbfgsLogisticRegression(
        new LbfgsLogisticRegressionBinaryTrainer.Options { L1Regularization = 0, L2Regularization = l2 }));

    public static PeerGrid MulticlassGrid(DataSet set) => Lbfgs(l2 => set.Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
        new LbfgsMaximumEntropyMulticlassTrainer.Options { L1Regularization = 0, L2Regularization = l2 }));

    public static PeerGrid PoissonGrid(DataSet set) => Lbfgs(l2 => set.Context.Regression.Trainers.LbfgsPoissonRegression(
        new LbfgsPoissonRegressionTrainer.Options { L1Regularization = 0, L2Regularization = l2 }));

    public static PeerGrid RidgeGrid(DataSet set) => new(
        "Ridge in closed form", PeerRole.RidgeBest, l2 => train => ClosedFormRidge.Fit(set.Context, train, l2));

    private static PeerGrid Lbfgs(Func<float, IEstimator<ITransformer>> at) =>
        new("LBFGS", PeerRole.LbfgsBest, l2 => train => Fitted.From(at(l2).Fit(train)));

    private static EstimatorChain<ITransformer> Calibrated(DataSet set, IEstimator<ITransformer> trainer) =>
        new EstimatorChain<ITransformer>().Append(trainer).Append<ITransformer>(set.Context.BinaryClassification.Calibrators.Platt());
}
