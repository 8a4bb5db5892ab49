using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Xunit;

namespace LagrangeMLNet.MicrosoftAutoML.Tests;

public sealed class SweepableTests
{
    [Fact]
    public void A_sweepable_made_by_hand_runs_with_Microsofts_own_runner()
    {
        var mlContext = new MLContext(1);
        var sweepable = mlContext.Auto().CreateSweepableEstimator(
            (ctx, o) => ctx.BinaryClassification.Trainers.LagrangianLogisticRegression(o),
            new SearchSpace<LagrangianLogisticRegressionBinaryTrainer.Options>(new() { LabelColumnName = nameof(ExperimentRow.Yes) }));
        var rows = ExperimentRow.View(mlContext, ExperimentRow.Make(600));
        var best = mlContext.Auto().CreateExperiment()
            .SetPipeline(new SweepablePipelineSource(mlContext).Of(sweepable))
            .SetDataset(mlContext.Data.TrainTestSplit(rows, 0.3))
            .SetBinaryClassificationMetric(BinaryClassificationMetric.AreaUnderRocCurve, nameof(ExperimentRow.Yes))
            .SetMaxModelToExplore(4)
            .Run();

        Assert.InRange(best.Metric, 0.8, 1);
        Assert.Equal(600, best.Model.Transform(rows).GetColumn<float>("Score").Count());
    }

    public static TheoryData<string> Trainers => ["binary", "multiclass", "regression", "counts"];

    /// <summary>Each with both runners: some of the spaces have no dimension, which the tuner must survive.</summary>
    [Theory]
    [MemberData(nameof(Trainers))]
    public void Every_trainer_of_ours_is_a_sweepable(string task)
    {
        foreach (bool isOurs in new[] { false, true })
        {
            var mlContext = new MLContext(1);
            var auto = mlContext.Auto();
            var sweepable = task switch
            {
                "binary" => auto.LagrangianLogisticRegression(new() { LabelColumnName = nameof(ExperimentRow.Yes) }),
                "multiclass" => auto.LagrangianMaximumEntropy(new() { LabelColumnName = nameof(ExperimentRow.Kind) }),
                "regression" => auto.Lagrangian(new() { LabelColumnName = nameof(ExperimentRow.Number) }),
                _ => auto.LagrangianPoisson(new() { LabelColumnName = nameof(ExperimentRow.Count) }),
            };
            var rows = ExperimentRow.View(mlContext, ExperimentRow.Make(400));
            var experiment = auto.CreateExperiment()
                .SetPipeline(new SweepablePipelineSource(mlContext).Of(sweepable))
                .SetDataset(mlContext.Data.TrainTestSplit(rows, 0.3))
                .SetMaxModelToExplore(5);
            experiment = task switch
            {
                "binary" => experiment.SetBinaryClassificationMetric(BinaryClassificationMetric.Accuracy, nameof(ExperimentRow.Yes)),
                "multiclass" => experiment.SetMulticlassClassificationMetric(
                    MulticlassClassificationMetric.MicroAccuracy, nameof(ExperimentRow.Kind)),
                "regression" => experiment.SetRegressionMetric(RegressionMetric.RSquared, nameof(ExperimentRow.Number)),
                _ => experiment.SetRegressionMetric(RegressionMetric.RSquared, nameof(ExperimentRow.Count)),
            };
            var best = (isOurs ? experiment.UseLagrangian() : experiment).Run();
            Assert.InRange(best.Metric, task == "counts" ? 0.3 : 0.7, 1);
        }
    }

    [Fact]
    public void Options_given_hold_in_every_trial_and_progress_is_heard()
    {
        var mlContext = new MLContext(1);
        var states = new List<LearningState>();
        var sweepable = mlContext.Auto().LagrangianLogisticRegression(new()
        {
            LabelColumnName = nameof(ExperimentRow.Yes),
            MaximumNumberOfPasses = 1,
            Progress = new Heard(states),
        });
        var options = Parameter.CreateNestedParameter();
        options["BalanceClasses"] = Parameter.FromBool(true);
        var trainer = Assert.IsType<LagrangianLogisticRegressionBinaryTrainer>(sweepable.BuildFromOption(mlContext, options));
        trainer.Fit(ExperimentRow.View(mlContext, ExperimentRow.Make(300)));

        Assert.NotEmpty(states);
        Assert.Equal(StopReason.BudgetSpent, trainer.LastReport!.StopReason);
    }

    [Fact]
    public void Options_that_cannot_be_used_are_refused_before_any_trial() => Assert.Contains(
        "Tolerance",
        Assert.ThrowsAny<ArgumentException>(() => new MLContext(1).Auto().Lagrangian(new() { Tolerance = 2 })).Message);

    private sealed class Heard(List<LearningState> states) : IProgress<LearningState>
    {
        public void Report(LearningState value) => states.Add(value);
    }
}
