using LagrangeMLNet.Control.Evaluation;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Evaluation;

/// <summary>Estimates computed by hand, and expectations over all episodes that can happen.</summary>
public class EpisodeContributionsTests
{
    // Two episodes of discount 0.5: ρ = (2, 1) and (0.5), r = (1, 3) and (4), q̂ = (2, 1) and (3), v̂ = (1, 2, 0) and (2, 6), the second
    // cut.
    private static readonly WeightedEpisodes Log = new(
        [[2, 1], [0.5]], [[1, 3], [4]], [[2, 1], [3]], [[1, 2, 0], [2, 6]], 0.5);

    [Fact]
    public void Per_decision() => AssertMean((2 + (0.5 * 3) + (0.5 * 4)) / 2, EpisodeContributions.PerDecision(Log));

    [Fact]
    public void Weighted_per_decision() => AssertMean(
        (((2 * 1) + (0.5 * 4)) / 2.5) + (0.5 * 3 / 1.5), EpisodeContributions.WeightedPerDecision(Log));

    [Fact]
    public void Doubly_robust()
    {
        double first = (2 * (1 - 2)) + 1 + (0.5 * ((1 * (3 - 1)) + (2 * 2)));
        double second = (0.5 * (4 - 3)) + 2 + (0.5 * 0.5 * 6);
        Assert.Equal(first, EpisodeContributions.DoublyRobust(Log)[0], 1e-12);
        Assert.Equal(second, EpisodeContributions.DoublyRobust(Log)[1], 1e-12);
        Assert.Equal([1, 2], EpisodeContributions.DoublyRobust(Log, 0));
        Assert.Equal((2 * (1 - 2)) + 1 + (0.5 * 2 * 2), EpisodeContributions.DoublyRobust(Log, 1)[0], 1e-12);
    }

    [Fact]
    public void Weights_of_each_step_have_mean_one()
    {
        var weighted = Log.Normalised();
        Assert.Equal([2 / 1.25, 1 / 0.75], weighted.Weights[0]);
        Assert.Equal([0.5 / 1.25], weighted.Weights[1]);
    }

    [Fact]
    public void Expectations_over_all_episodes_are_the_value()
    {
        // Two steps, two actions; what the second earns depends on both. The log takes action 1 with 0.3, the policy with 0.6 and 0.9.
        double[] logging = [0.7, 0.3];
        double[][] policy = [[0.4, 0.6], [0.1, 0.9]];
        double value = 0, perDecision = 0, robust = 0;
        for (int first = 0; first < 2; first++)
        {
            for (int second = 0; second < 2; second++)
            {
                double[] rewards = [1 + first, (3 * second) - first], weights =
                    [policy[0][first] / logging[first], policy[0][first] * policy[1][second] / logging[first] / logging[second]];
                // A model that is wrong, but whose v̂ is the mean of its q̂ under the policy.
                double[] ofFirst = [0.5, -1], ofSecond = [2, 0.3];
                var one = new WeightedEpisodes(
                    [weights],
                    [rewards],
                    [[ofFirst[first], ofSecond[second]]],
                    [[(0.4 * 0.5) - 0.6, (0.1 * 2) + (0.9 * 0.3), 0]],
                    0.8);
                value += policy[0][first] * policy[1][second] * (rewards[0] + (0.8 * rewards[1]));
                perDecision += logging[first] * logging[second] * EpisodeContributions.PerDecision(one)[0];
                robust += logging[first] * logging[second] * EpisodeContributions.DoublyRobust(one)[0];
            }
        }

        Assert.Equal(value, perDecision, 1e-12);
        Assert.Equal(value, robust, 1e-12);
    }

    [Fact]
    public void Least_on_the_simplex()
    {
        Assert.Equal([0.5, 0.5], EpisodeContributions.LeastOnSimplex([[1, 0], [0, 1]]));
        Assert.Equal([1, 0], EpisodeContributions.LeastOnSimplex([[1, 1], [1, 4]]));
        var shares = EpisodeContributions.LeastOnSimplex([[1, 0, 0], [0, 2, 0], [0, 0, 4]]);
        Assert.Equal(4.0 / 7, shares[0], 1e-6);
        Assert.Equal(1.0 / 7, shares[2], 1e-6);
    }

    private static void AssertMean(double expected, double[] contributions) => Assert.Equal(expected, contributions.Average(), 1e-12);
}
