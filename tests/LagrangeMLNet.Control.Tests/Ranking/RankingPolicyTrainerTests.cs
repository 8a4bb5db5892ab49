using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Ranking;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Ranking;

public class RankingPolicyTrainerTests
{
    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Learns_what_to_show_whom()
    {
        var policy = Fit(SampleRankings.Simulate(4_000, 1), out var report);
        var fresh = SampleRankings.Simulate(500, 2);
        double best = fresh.Average(decision => decision.Actions.Max(action => SampleRankings.Mean(Likes(decision), action)));
        Assert.InRange(Value(policy.Decide, fresh), best - 0.03, best);
        Assert.True(report.Chosen.LowerImprovement > 0.1, report.ToString());
        Assert.Contains("Reward per decision", report.ToString());
    }

    [Fact]
    public void An_action_never_seen_is_judged_by_its_features_and_is_uncertain()
    {
        var policy = Fit(SampleRankings.Simulate(4_000, 1), out _);
        OfferedAction[] offered = [SampleRankings.Article(1), SampleRankings.Article("new", "sport", 1)];
        var rewards = new double[2];
        policy.Rewards(SampleRankings.Reader("sport"), offered, rewards);
        Assert.Equal(0.6, rewards[0], 0.06);
        Assert.Equal(0.6, rewards[1], 0.06);
        var covariance = new double[4];
        policy.RewardCovariance(SampleRankings.Reader("sport"), offered, covariance);
        Assert.True(covariance[3] > covariance[0]);
        Assert.Equal(covariance[1], covariance[2]);
    }

    [Fact]
    public void The_posterior_covers_what_actions_earn()
    {
        int covered = 0, looked = 0;
        for (int seed = 0; seed < 20; seed++)
        {
            var policy = Fit(SampleRankings.Simulate(600, seed), out _);
            foreach (var decision in SampleRankings.Simulate(10, 100 + seed))
            {
                int count = decision.Actions.Count;
                var rewards = new double[count];
                var covariance = new double[count * count];
                policy.Rewards(decision.Context, decision.Actions, rewards);
                policy.RewardCovariance(decision.Context, decision.Actions, covariance);
                for (int a = 0; a < count; a++, looked++)
                {
                    double error = rewards[a] - SampleRankings.Mean(Likes(decision), decision.Actions[a]);
                    covered += Math.Abs(error) < 1.96 * Math.Sqrt(covariance[(a * count) + a]) ? 1 : 0;
                }
            }
        }

        // Decisions of one fit share their errors, so the share spreads more than that of 800 draws.
        Assert.InRange(covered / (double)looked, 0.88, 0.99);
    }

    [Fact]
    public void Estimates_hold_the_truth()
    {
        var policy = Fit(SampleRankings.Simulate(2_000, 1), out _);
        var log = SampleRankings.Simulate(4_000, 7);
        RankingFunction first = (_, probabilities) => probabilities[0] = 1;
        var evaluations = _context.Control().EvaluateRankings(
            new RankingLog(log), [("learnt", policy.Decide), ("first", first)], new EvaluationOptions { ConfidenceLevel = 0.99 });
        Assert.Equal(["learnt", "first"], evaluations.Select(evaluation => evaluation.Policy));
        foreach (var (evaluation, function) in evaluations.Zip([policy.Decide, first]))
        {
            foreach (var estimator in new[] { Estimator.InversePropensity, Estimator.DoublyRobust, Estimator.MoreRobust })
                Assert.InRange(Value(function, log), evaluation[estimator].Lower, evaluation[estimator].Upper);
            Assert.Empty(evaluation.Warnings);
        }

        Assert.Equal(
            log.Average(decision => decision.Taken == 0 ? decision.Reward / decision.Probability : 0),
            evaluations[1][Estimator.InversePropensity].Value,
            1e-12);
        Assert.True(evaluations[0].Improvement.Lower > 0);
    }

    [Fact]
    public void Leaves_as_a_stock_regression()
    {
        var policy = Fit(SampleRankings.Simulate(600, 1), out _);
        var (model, schema) = policy.ToTransformer(_context);
        string path = Path.GetTempFileName();
        try
        {
            _context.Model.Save(model, schema, path);
            var loaded = new MLContext().Model.Load(path, out var read);
            VBuffer<ReadOnlyMemory<char>> names = default;
            read["Features"].GetSlotNames(ref names);
            Assert.Equal(policy.FeatureNames, names.DenseValues().Select(name => name.ToString()));
            var decision = SampleRankings.Simulate(1, 5)[0];
            var definition = SchemaDefinition.Create(typeof(Joint));
            definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, policy.FeatureNames.Count);
            var rows = _context.Data.LoadFromEnumerable(
                decision.Actions.Select(action => new Joint { Features = policy.JointFeaturesOf(decision.Context, action) }), definition);
            var rewards = new double[decision.Actions.Count];
            policy.Rewards(decision.Context, decision.Actions, rewards);
            float[] scores = [.. loaded.Transform(rows).GetColumn<float>("Score")];
            Assert.Equal(rewards.Length, scores.Length);
            Assert.All(rewards.Zip(scores), pair => Assert.Equal(pair.First, pair.Second, 1e-5));
        }
        finally
        {
            File.Delete(path);
        }
    }

    [Fact]
    public void Is_the_same_each_time_and_says_what_it_left_out()
    {
        var log = SampleRankings.Simulate(600, 1);
        var policies = Enumerable.Range(0, 2).Select(_ => Fit(log, out var _)).ToArray();
        var rewards = policies.Select(policy =>
        {
            var values = new double[4];
            policy.Rewards(log[0].Context, log[0].Actions, values);
            return values;
        }).ToArray();
        Assert.Equal(rewards[0], rewards[1]);
        var small = _context.Control().Trainers.RankingPolicy(new RankingPolicyTrainer.Options { MaximumNumberOfFeatures = 20 });
        Assert.Equal(20, small.Fit(new RankingLog(log)).FeatureNames.Count);
        Assert.Contains(small.LastReport!.Warnings, warning => warning.Contains("were left out", StringComparison.Ordinal));
    }

    [Fact]
    public void Rewards_that_are_all_the_same_leave_the_uniform_policy()
    {
        var policy = Fit([.. SampleRankings.Simulate(50, 1).Select(decision => decision with { Reward = 1 })], out var report);
        var probabilities = new double[4];
        policy.Decide(SampleRankings.Simulate(1, 3)[0], probabilities);
        Assert.Equal([0.25, 0.25, 0.25, 0.25], probabilities);
        Assert.Contains("No temperature's policy", report.ToString());
    }

    [Fact]
    public void Names_what_cannot_be_used()
    {
        var policy = Fit(SampleRankings.Simulate(50, 1), out _);
        Assert.Contains("no action", Assert.Throws<ArgumentException>(() => policy.Rewards([], [], [])).Message);
        Assert.Contains("room for 3", Assert.Throws<ArgumentException>(
            () => policy.Rewards([], [SampleRankings.Article(1)], new double[3])).Message);
        Assert.Contains("'age' is Infinity", Assert.Throws<ArgumentException>(
            () => policy.Rewards([new("age", float.PositiveInfinity)], [SampleRankings.Article(1)], new double[1])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Control().Trainers.RankingPolicy(new RankingPolicyTrainer.Options { MaximumNumberOfFeatures = 1 }));
        var error = Assert.Throws<InvalidOperationException>(() => _context.Control().EvaluateRankings(
            new RankingLog(SampleRankings.Simulate(50, 1)), [("half", (_, probabilities) => probabilities[0] = 0.5)]));
        Assert.Contains("The policy 'half', row 0: the sum is 0.5", error.Message);
    }

    private RankingPolicy Fit(RankingEvent[] log, out RankingReport report)
    {
        var trainer = _context.Control().Trainers.RankingPolicy();
        var policy = trainer.Fit(new RankingLog(log));
        report = trainer.LastReport!;
        return policy;
    }

    /// <summary>What a policy truly earns in the contexts of a log.</summary>
    private static double Value(RankingFunction policy, RankingEvent[] log) => log.Average(decision =>
    {
        var probabilities = new double[decision.Actions.Count];
        policy(decision, probabilities);
        return probabilities.Zip(decision.Actions, (p, action) => p * SampleRankings.Mean(Likes(decision), action)).Sum();
    });

    private static string Likes(RankingEvent decision) => decision.Context[0].Name["likes=".Length..];

    private sealed class Joint
    {
        public float[] Features { get; set; } = [];
    }
}
