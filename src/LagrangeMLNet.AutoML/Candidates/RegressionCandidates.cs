using LagrangeMLNet.Data;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;
using Microsoft.ML.Trainers.LightGbm;

namespace LagrangeMLNet.AutoML.Candidates;

/// <summary>The trainers that predict a number, cheapest first.</summary>
internal static class RegressionCandidates
{
    /// <param name="isCount">Whether the labels are counts, as Poisson regression is for.</param>
    /// <param name="costOfTrees">By how many times trees cost more than on a table of numbers.</param>
    public static IEnumerable<Candidate> Default(bool isCount, double costOfTrees)
    {
        yield return Candidate.Create<LagrangianRegressionTrainer.Options>("Lagrangian", (context, options, settings) =>
            context.Regression.Trainers.Lagrangian(LinearTrainers.Lagrangian(options, settings)));
        if (isCount)
        {
            yield return Candidate.Create<LagrangianPoissonRegressionTrainer.Options>("Lagrangian Poisson", (context, options, settings) =>
                LinearTrainers.Finite(
                    context, context.Regression.Trainers.LagrangianPoisson(LinearTrainers.Lagrangian(options, settings))));
            yield return Candidate.Create<LbfgsOptions>("LBFGS Poisson", (context, options, settings) =>
                LinearTrainers.Finite(context, context.Regression.Trainers.LbfgsPoissonRegression(new LbfgsPoissonRegressionTrainer.Options
                {
                    LabelColumnName = settings.LabelColumnName,
                    FeatureColumnName = settings.FeatureColumnName,
                    ExampleWeightColumnName = settings.ExampleWeightColumnName,
                    L1Regularization = (float)options.L1Regularization,
                    L2Regularization = (float)options.L2Regularization,
                    NumberOfThreads = settings.NumberOfThreads,
                })))
            .StartingFrom(LbfgsOptions.KnownGood);
        }

        yield return Candidate.Create<SdcaOptions>("SDCA", (context, options, settings) =>
            new RowBoundEstimator(rows => context.Regression.Trainers.Sdca(new SdcaRegressionTrainer.Options
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
            (context, options, settings) => context.Regression.Trainers.LightGbm(
                TreeTrainers.LightGbm(new LightGbmRegressionTrainer.Options(), options, settings)),
            cost: options => costOfTrees * options.Cost,
            fixedRows: TreeTrainers.FixedRowsOfLightGbm)
            .StartingFrom(BoostedTreesOptions.KnownGood)
            .OfStockTrees(PredictionTask.Regression);
        yield return Candidate.Create<BoostedTreesOptions>(
            "FastTree",
            (context, options, settings) => context.Regression.Trainers.FastTree(
                TreeTrainers.Boosted(new FastTreeRegressionTrainer.Options(), options, settings)),
            cost: options => costOfTrees * options.CostOfFastTree,
            fixedRows: TreeTrainers.FixedRowsOfFastTree)
            .StartingFrom(BoostedTreesOptions.KnownGood)
            .OfStockTrees(PredictionTask.Regression);
        yield return Candidate.Create<RandomForestOptions>(
            "FastForest",
            // A forest none of whose trees could be split answers NaN.
            (context, options, settings) => new RowBoundEstimator(rows => context.Regression.Trainers.FastForest(
                TreeTrainers.Forest(new FastForestRegressionTrainer.Options(), options.ForRows(rows), settings))),
            cost: options => costOfTrees * options.Cost,
            fixedRows: TreeTrainers.FixedRowsOfFastForest)
            .OfStockTrees(PredictionTask.Regression);
    }
}
