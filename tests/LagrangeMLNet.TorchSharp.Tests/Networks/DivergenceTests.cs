using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Networks;
using LagrangeMLNet.Networks.Training;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchTests.Trainers;
using LagrangeMLNet.Training;
using Microsoft.ML;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Networks;

/// <summary>Steps far too long: the fit goes back to the best state, halves its step, says so, and ends in a sound model.</summary>
public class DivergenceTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Theory]
    [InlineData(FisherStructure.Diagonal)]
    [InlineData(FisherStructure.Kronecker)]
    public void Steps_that_are_too_long_are_halved_until_learning_goes_on(FisherStructure metric)
    {
        (NetworkWeights network, NetworkReport report, List<string> warnings) = Learn(stepFactor: 100, metric);

        string[] halvings = [.. report.Remarks.Where(remark => remark.Contains("Learning diverged", StringComparison.Ordinal))];
        Assert.NotEmpty(halvings);
        Assert.Equal(halvings, warnings);
        for (int i = 0; i < halvings.Length; i++)
        {
            double factor = Math.Pow(2, -i - 1);
            Assert.EndsWith(
                $"with {factor.ToString("G3", CultureInfo.InvariantCulture)} of the step length.", halvings[i], StringComparison.Ordinal);
        }

        Assert.NotEqual(StopReason.Diverged, report.StopReason);
        Assert.True(report.HeldOutLoss < report.Path[0].Velocity - 0.1, $"{report.Path[0].Velocity} -> {report.HeldOutLoss}");
        Assert.Equal(report.Path.Min(state => state.Velocity), report.HeldOutLoss);
        AssertSound(network);
    }

    [Fact]
    public void Steps_that_stay_too_long_end_in_the_best_state_seen_and_the_report_says_so()
    {
        (NetworkWeights network, NetworkReport report, _) = Learn(stepFactor: 1e12, FisherStructure.Diagonal);

        Assert.Equal(StopReason.Diverged, report.StopReason);
        Assert.Contains(report.Remarks, remark => remark.Contains("the model is the best state that was seen", StringComparison.Ordinal));
        Assert.True(report.HeldOutLoss <= report.Path[0].Velocity);
        AssertSound(network);
    }

    private static void AssertSound(NetworkWeights network) =>
        Assert.All(network.Values, values => Assert.All(values, value => Assert.True(float.IsFinite(value))));

    private static (NetworkWeights Network, NetworkReport Report, List<string> Warnings) Learn(double stepFactor, FisherStructure metric)
    {
        var problem = new NetworkProblem(
            PredictionTask.Regression,
            1,
            NetworkRow.View(Context, NetworkRow.Make(500)),
            null,
            new TrainingColumns(nameof(NetworkRow.Number), nameof(NetworkRow.Features), null));
        var settings = new LagrangeMLNet.Trainers.LagrangianNetworkRegressionTrainer.Options
        {
            Width = 16,
            EmbeddingPieces = 8,
            Metric = metric,
            MaximumNumberOfEpochs = 40,
            Device = NetworkDevice.Cpu,
        }.ToSettings();
        var warnings = new List<string>();
        var hooks = new TrainingHooks(() => { }, _ => { }, warnings.Add, null);
        var learner = new NetworkLearner { NewOptimizer = WithLongSteps };
        (NetworkWeights network, NetworkReport report) = learner.Learn(problem, settings, null, hooks);
        return (network, report, warnings);

        LagrangianOptimizer WithLongSteps(ResidualNetwork learning, NetworkSettings chosen)
        {
            LagrangianOptimizer optimizer = NetworkLearner.OptimizerOf(learning, chosen);
            foreach (torch.optim.ILearningRateController group in optimizer.ParamGroups)
                group.LearningRate *= stepFactor;
            return optimizer;
        }
    }
}
