using System.Text.Json;
using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.SearchSpaces;
using LagrangeMLNet.Sweeps;
using LagrangeMLNet.TorchTests.Trainers;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Sweeps;

public sealed class NetworkCandidateTests : TorchTest
{
    [Fact]
    public void A_network_takes_part_in_a_sweep_that_nobody_told_of_it()
    {
        var context = new MLContext(1);
        // As many rows as are no longer compared in folds, each of which would be a fit.
        var rows = Rows(context, 1100);
        var result = context.Sweep().BinaryClassification(new SweepOptions { MaximumNumberOfTrials = 7 }).Run(rows, "Yes");

        var network = Assert.Single(result.Leaderboard, trial => trial.Candidate == "LagrangianNetwork");
        Assert.Equal(SweepTrialState.Complete, network.State);
        // The label is an interaction: what a network sees and a linear model cannot.
        Assert.InRange(network.Loss, 0, 0.4);
        Assert.All(
            result.Leaderboard.Where(trial => trial.Candidate is "Lagrangian" or "LBFGS"), trial => Assert.InRange(trial.Loss, 0.55, 1));
        Assert.DoesNotContain(result.Remarks, remark => remark.Contains("take no part"));
    }

    [Fact]
    public void Networks_of_two_workers_are_those_of_one()
    {
        // Small and short: what is looked at is whether networks that learn beside each other disturb each other.
        var network = Candidate.Create<LagrangianNetworkBinaryTrainer.Options>("Network", (context, options, settings) =>
        {
            (options.LabelColumnName, options.FeatureColumnName) = (settings.LabelColumnName, settings.FeatureColumnName);
            (options.Seed, options.CancellationToken) = (settings.Seed, settings.CancellationToken);
            (options.Width, options.MaximumNumberOfEpochs) = (32, 4);
            return context.BinaryClassification.Trainers.LagrangianNetwork(options);
        });
        string Trials(int workers)
        {
            var context = new MLContext(1);
            var options = new SweepOptions
            {
                Candidates = [network],
                MaximumNumberOfTrials = 5,
                NumberOfWorkers = workers,
                Pruning = SweepPruning.None,
            };
            var result = context.Sweep().BinaryClassification(options).Run(Rows(context, 300), "Yes");
            Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
            return string.Join('\n', result.Leaderboard.OrderBy(trial => trial.Number).Select(trial => $"{trial.Options} {trial.Loss:R}"));
        }

        string one = Trials(1);
        Assert.Equal(5, one.Split('\n').Distinct().Count());
        Assert.Equal(one, Trials(2));
    }

    [Fact]
    public void Options_travel_as_JSON()
    {
        AssertTravel<LagrangianNetworkBinaryTrainer.Options>();
        AssertTravel<LagrangianNetworkMulticlassTrainer.Options>();
        AssertTravel<LagrangianNetworkRegressionTrainer.Options>();
    }

    /// <summary>Whatever a sweep proposes arrives in the options, and what it does not name keeps its default.</summary>
    private static void AssertTravel<TOptions>()
        where TOptions : LagrangianNetworkOptions, new()
    {
        var space = SearchSpace.Of<TOptions>();
        Assert.InRange(space.Dimensions.Count, 6, 20);
        var random = new Random(1);
        for (int i = 0; i < 50; i++)
        {
            var proposed = new JsonObject(
                space.Dimensions.Select(dimension => KeyValuePair.Create(dimension.Name, dimension.At(random.NextDouble()))));
            var arrived = proposed.Deserialize<TOptions>()!;
            var sent = JsonSerializer.SerializeToNode(arrived)!.AsObject();
            var expected = JsonSerializer.SerializeToNode(new TOptions())!.AsObject();
            foreach (var (name, value) in proposed)
                expected[name] = value?.DeepClone();
            Assert.Equal(Sorted(expected), Sorted(sent));
            arrived.Validate();
        }
    }

    private static string Sorted(JsonObject options) =>
        string.Join(
            '\n', options.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => $"{pair.Key}: {pair.Value?.ToJsonString()}"));

    private static IDataView Rows(MLContext context, int count)
    {
        var rows = NetworkRow.View(context, NetworkRow.Make(count));
        return context.Transforms.SelectColumns("Features", "Yes").Fit(rows).Transform(rows);
    }
}
