using LagrangeMLNet.Data;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that predict a yes or no, cheapest first.</summary>
internal static class BinaryCandidates
{
    /// <param name="costOfTrees">By how many times trees cost more than on a table of numbers.</param>
    public static IEnumerable<Candidate> Default(double costOfTrees)
    {
        yield return Candidate.Create<LagrangianLogisticRegressionBinaryTrainer.Options>("Lagrangian", (context, options, settings) =>
            context.BinaryClassification.Trainers.LagrangianLogisticRegression(LinearTrainers.Lagrangian(options, settings)));
        yield return Candidate.Create<LbfgsOptions>("LBFGS", (context, options, settings) =>
            context.BinaryClassification.Trainers.LbfgsLogisticRegression(new LbfgsLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = settings.LabelColumnName,
                FeatureColumnName = settings.FeatureColumnName,
                ExampleWeightColumnName = settings.ExampleWeightColumnName,
                L1Regularization = (float)options.L1Regularization,
                L2Regularization = (float)options.L2Regularization,
                NumberOfThreads = settings.NumberOfThreads,
            }))
            .StartingFrom(LbfgsOptions.KnownGood);
        yield return Candidate.Create<SdcaOptions>("SDCA", (context, options, settings) =>
            new RowBoundEstimator(rows => context.BinaryClassification.Trainers.SdcaLogisticRegression(new SdcaLogisticRegressionBinaryTrainer.Options
            {
                LabelColumnName = settings.LabelColumnName,
                FeatureColumnName = settings.FeatureColumnName,
                ExampleWeightColumnName = settings.ExampleWeightColumnName,
                L1Regularization = (float)options.L1Regularization,
                L2Regularization = (float)options.L2Regularization,
                NumberOfThreads = settings.NumberOfThreads,
                MaximumNumberOfIterations = LinearTrainers.PassesOfSdca(rows),
            })),
            cost: _ => LinearTrainers.CostOfSdca,
            fixedRows: LinearTrainers.FixedRowsOfSdca)
            .StartingFrom(SdcaOptions.KnownGood);
        yield return Candidate.Create<BoostedTreesOptions>(
            "LightGBM",
            (context, options, settings) => context.BinaryClassification.Trainers.LightGbm(
                TreeTrainers.LightGbm(new LightGbmBinaryTrainer.Options(), options, settings)),
            cost: options => costOfTrees * options.Cost,
            fixedRows: TreeTrainers.FixedRowsOfLightGbm)
            .StartingFrom(BoostedTreesOptions.KnownGood)
            .OfStockTrees(PredictionTask.Binary);
        yield return Candidate.Create<BoostedTreesOptions>(
            "FastTree",
            (context, options, settings) => context.BinaryClassification.Trainers.FastTree(
                TreeTrainers.Boosted(new FastTreeBinaryTrainer.Options(), options, settings)),
            cost: options => costOfTrees * options.CostOfFastTree,
            fixedRows: TreeTrainers.FixedRowsOfFastTree)
            .StartingFrom(BoostedTreesOptions.KnownGood)
            .OfStockTrees(PredictionTask.Binary);
        // A forest's scores are no probabilities until they are calibrated.
        yield return Candidate.Create<RandomForestOptions>(
            "FastForest",
            (context, options, settings) => context.BinaryClassification.Trainers
                .FastForest(TreeTrainers.Forest(new FastForestBinaryTrainer.Options(), options, settings))
                .Append(
                    context.BinaryClassification.Calibrators.Platt(
                        settings.LabelColumnName, exampleWeightColumnName: settings.ExampleWeightColumnName)),
            cost: options => costOfTrees * options.Cost,
            fixedRows: TreeTrainers.FixedRowsOfFastForest)
            .OfStockTrees(PredictionTask.Binary);
    }
}
