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
    public void Refuses_what_is_no_distribution()
    {
        Assert.Throws<ArgumentException>(() => ExplorationRule.Draw([0.5, 0.4], 0, 0));
        Assert.Throws<ArgumentException>(() => ExplorationRule.Draw([double.NaN, 1], 0, 0));
        Assert.Throws<ArgumentException>(() => ExplorationRule.InverseGap([1, double.NaN], 1, new double[2]));
        Assert.Throws<ArgumentException>(() => ExplorationRule.InverseGap([1, 2], -1, new double[2]));
    }
}
