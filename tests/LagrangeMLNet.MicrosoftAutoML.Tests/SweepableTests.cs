using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.AutoML;
using Microsoft.ML.Data;
using Microsoft.ML.SearchSpace;
using Xunit;
using ChoiceOption = Microsoft.ML.SearchSpace.Option.ChoiceOption;

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
            Progress = new Heard<LearningState>(states.Add),
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

    [Fact]
    public void The_strength_of_L2_is_swept_beside_the_one_that_the_trainer_finds()
    {
        var context = new MLContext(1);
        var auto = context.Auto();
        foreach (var sweepable in new[]
        {
            auto.LagrangianLogisticRegression(), auto.LagrangianMaximumEntropy(), auto.Lagrangian(), auto.LagrangianPoisson(),
            auto.LagrangianBinaryTrainers()[0], auto.LagrangianMulticlassTrainers()[0], auto.LagrangianRegressionTrainers()[0],
        })
        {
            var option = Assert.IsType<ChoiceOption>(sweepable.SearchSpace["L2Regularization"]);
            Assert.Equal("automatic", option.SampleFromFeatureSpace(option.Default!).AsType<string>());
            Assert.All(
                option.Choices.Where(choice => choice.ParameterType != ParameterType.String),
                choice => Assert.True(choice.AsType<float>() > 0));
        }

        Assert.DoesNotContain("L2Regularization", auto.Lagrangian(new() { L2Regularization = 2 }).SearchSpace.Keys);
    }

    [Theory]
    [InlineData("automatic")]
    [InlineData("100000")]
    public void A_swept_strength_is_the_trainers(string strength)
    {
        var context = new MLContext(1);
        const string label = nameof(ExperimentRow.Number);
        var rows = ExperimentRow.View(context, ExperimentRow.Make(300));
        var options = Parameter.CreateNestedParameter();
        options["L2Regularization"] = strength == "automatic" ? Parameter.FromString(strength) : Parameter.FromFloat(100000);
        var swept = context.Auto().Lagrangian(new() { LabelColumnName = label }).BuildFromOption(context, options).Fit(rows);
        var given = context.Regression.Trainers.Lagrangian(new Trainers.LagrangianRegressionTrainer.Options
        {
            LabelColumnName = label,
            L2Regularization = strength == "automatic" ? null : 100000,
        }).Fit(rows);
        Assert.Equal(given.Transform(rows).GetColumn<float>("Score"), swept.Transform(rows).GetColumn<float>("Score"));
    }

    [Theory]
    [InlineData("binary")]
    [InlineData("multiclass")]
    [InlineData("regression")]
    public void Networks_take_part_where_they_are_wanted(string task)
    {
        var context = new MLContext(1);
        var auto = context.Auto();
        SweepableEstimator[] Of(bool useNetworks) => task switch
        {
            "binary" => auto.LagrangianBinaryTrainers(nameof(ExperimentRow.Yes), useNetworks: useNetworks),
            "multiclass" => auto.LagrangianMulticlassTrainers(nameof(ExperimentRow.Kind), useNetworks: useNetworks),
            _ => auto.LagrangianRegressionTrainers(nameof(ExperimentRow.Number), useNetworks: useNetworks),
        };
        Assert.Single(Of(useNetworks: false));
        if (Assert.Single(TrainerOffers.Present).Problem is { } problem)
        {
            Assert.Contains(problem, Assert.Throws<InvalidOperationException>(() => Of(useNetworks: true)).Message);
            return;
        }

        var network = Of(useNetworks: true)[1];
        Assert.Contains("Width", network.SearchSpace.Keys);
        var options = network.SearchSpace.SampleFromFeatureSpace(network.SearchSpace.Default);
        options["Width"] = Parameter.FromInt(32);
        options["Members"] = Parameter.FromInt(1);
        var rows = ExperimentRow.View(context, ExperimentRow.Make(200));
        var scored = network.BuildFromOption(context, options).Fit(rows).Transform(rows);
        Assert.Equal(200, scored.Preview(200).RowView.Length);
    }

    [Fact]
    public void Without_their_package_networks_are_refused() => Assert.Contains(
        "LagrangeMLNet.TorchSharp",
        Assert.Throws<InvalidOperationException>(() => new NetworkSweepables(PredictionTask.Binary, "Label", "Features").Of([])).Message);
}
