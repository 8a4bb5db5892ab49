using CsCheck;
using LagrangeMLNet.Control.Exploration;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Exploration;

public class ExplorationRuleTests
{
    [Fact]
    public void Inverse_gap_is_a_distribution_that_prefers_the_best() => Gen.Select(
        Gen.Double[-5, 5].Array[2, 9], Gen.Double[0, 1000]).Sample((rewards, gamma) =>
    {
        var probabilities = new double[rewards.Length];
        ExplorationRule.InverseGap(rewards, gamma, probabilities);
        Assert.Equal(1, probabilities.Sum(), 1e-12);
        Assert.All(probabilities, p => Assert.True(p > 0));
        Assert.Equal(probabilities.Max(), probabilities[Array.IndexOf(rewards, rewards.Max())], 1e-12);
    });

    [Fact]
    public void Inverse_gap_by_hand()
    {
        var probabilities = new double[3];
        ExplorationRule.InverseGap([1, 0.5, 0], 2, probabilities);
        Assert.Equal([1 - 0.25 - 0.2, 0.25, 0.2], probabilities.Select(p => Math.Round(p, 12)));
    }

    [Fact]
    public void A_floor_holds_and_keeps_the_sum()
    {
        double[] probabilities = [1, 0, 0, 0];
        ExplorationRule.Floor(probabilities, 0.05);
        Assert.Equal([0.85, 0.05, 0.05, 0.05], probabilities.Select(p => Math.Round(p, 12)));
        Assert.Throws<ArgumentException>(() => ExplorationRule.Floor(probabilities, 0.3));
    }

    [Fact]
    public void Draws_follow_the_probabilities_and_repeat()
    {
        double[] probabilities = [0.5, 0, 0.3, 0.2];
        var counts = new int[4];
        for (int i = 0; i < 20_000; i++)
        {
            var decision = ExplorationRule.Draw(probabilities, i, 3);
            Assert.Equal(decision, ExplorationRule.Draw(probabilities, i, 3));
            Assert.Equal(probabilities[decision.Action], decision.Probability);
            counts[decision.Action]++;
        }

        Assert.Equal(0, counts[1]);
        for (int a = 0; a < 4; a++)
            Assert.Equal(probabilities[a], counts[a] / 20_000.0, 0.015);
    }

    [Fact]
    public void Thompson_takes_an_action_as_often_as_it_is_the_best()
    {
        // The difference of the two has mean 0.5 and variance 1 + 1 − 2·0.5 = 1: the first is the best with probability Φ(0.5).
        var probabilities = new double[2];
        ExplorationRule.Thompson([1.5, 1], [1, 0.5, 0.5, 1], 20_000, 5, probabilities);
        Assert.Equal(0.691462, probabilities[0], 0.01);
        Assert.Equal(1, probabilities.Sum(), 1e-12);
        var again = new double[2];
        ExplorationRule.Thompson([1.5, 1], [1, 0.5, 0.5, 1], 20_000, 5, again);
        Assert.Equal(probabilities, again);
    }

    [Fact]
    public void Thompson_takes_the_best_where_nothing_is_uncertain_and_shares_where_all_are_alike()
    {
        var probabilities = new double[3];
        ExplorationRule.Thompson([0.1, 0.3, 0.2], new double[9], 10, 0, probabilities);
        Assert.Equal([0, 1, 0], probabilities);
        ExplorationRule.Thompson([0.2, 0.2, 0.2], [1, 0, 0, 0, 1, 0, 0, 0, 1], 20_000, 0, probabilities);
        Assert.All(probabilities, p => Assert.Equal(1 / 3.0, p, 0.012));
        // The same action twice: what is believed of one is believed of the other, to the last draw.
        ExplorationRule.Thompson([0.2, 0.2], [1, 1, 1, 1], 1_000, 0, probabilities.AsSpan(0, 2));
        Assert.Equal(1, probabilities[0] + probabilities[1], 1e-12);
    }

    [Fact]
    public void Thompson_refuses_what_is_no_belief()
    {
        Assert.Throws<ArgumentException>(() => ExplorationRule.Thompson([1, 2], [1, 0, 0], 10, 0, new double[2]));
        Assert.Throws<ArgumentException>(() => ExplorationRule.Thompson([1, 2], [1, 2, 2, 1], 10, 0, new double[2]));
        Assert.Throws<ArgumentException>(() => ExplorationRule.Thompson([1, double.NaN], [1, 0, 0, 1], 10, 0, new double[2]));
        Assert.Throws<ArgumentException>(() => ExplorationRule.Thompson([], [], 10, 0, []));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExplorationRule.Thompson([1, 2], [1, 0, 0, 1], 0, 0, new double[2]));
    }

    [Fact]
    public void Refuses_what_is_no_distribution()
    {
        Assert.Throws<ArgumentException>(() => ExplorationRule.Draw([0.5, 0.4], 0, 0));
        Assert.Throws<ArgumentException>(() => ExplorationRule.Draw([double.NaN, 1], 0, 0));
        Assert.Throws<ArgumentException>(() => ExplorationRule.InverseGap([1, double.NaN], 1, new double[2]));
        Assert.Throws<ArgumentException>(() => ExplorationRule.InverseGap([1, 2], -1, new double[2]));
    }
}
