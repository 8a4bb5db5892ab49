using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that predict a class, cheapest first.</summary>
internal static class MulticlassCandidates
{
    /// <param name="classes">Number of classes: one-versus-all trains as many models.</param>
    public static IEnumerable<Candidate> Default(int classes)
    {
        yield return Candidate.Create<LagrangianMaximumEntropyMulticlassTrainer.Options>("Lagrangian", (context, options, settings) =>
            context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(LinearTrainers.Lagrangian(options, settings)));
        yield return Candidate.Create<LbfgsOptions>("LBFGS", (context, options, settings) =>
            context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(new LbfgsMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = settings.LabelColumnName,
                FeatureColumnName = settings.FeatureColumnName,
                L1Regularization = (float)options.L1Regularization,
                L2Regularization = (float)options.L2Regularization,
                NumberOfThreads = settings.NumberOfThreads,
            }));
        yield return Candidate.Create<SdcaOptions>("SDCA", (context, options, settings) =>
            context.MulticlassClassification.Trainers.SdcaMaximumEntropy(new SdcaMaximumEntropyMulticlassTrainer.Options
            {
                LabelColumnName = settings.LabelColumnName,
                FeatureColumnName = settings.FeatureColumnName,
                L1Regularization = (float)options.L1Regularization,
                L2Regularization = (float)options.L2Regularization,
                NumberOfThreads = settings.NumberOfThreads,
            }));
        yield return Candidate.Create<BoostedTreesOptions>(
            "LightGBM",
            (context, options, settings) => context.MulticlassClassification.Trainers.LightGbm(
                TreeTrainers.LightGbm(new LightGbmMulticlassTrainer.Options(), options, settings)),
            cost: options => classes * options.Cost);
        yield return Candidate.Create<BoostedTreesOptions>(
            "FastTree",
            (context, options, settings) => context.MulticlassClassification.Trainers.OneVersusAll(
                context.BinaryClassification.Trainers.FastTree(
                    TreeTrainers.Boosted(new FastTreeBinaryTrainer.Options(), options, settings)),
                settings.LabelColumnName),
            cost: options => 2 * classes * options.Cost);
        yield return Candidate.Create<RandomForestOptions>(
            "FastForest",
            (context, options, settings) => context.MulticlassClassification.Trainers.OneVersusAll(
                context.BinaryClassification.Trainers.FastForest(
                    TreeTrainers.Forest(new FastForestBinaryTrainer.Options(), options, settings)),
                settings.LabelColumnName),
            cost: options => 2 * classes * options.Cost);
    }
}
