using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Evaluation;

/// <summary>Estimates computed by hand, and expectations over all logs that can happen.</summary>
public class ContributionsTests
{
    // Three decisions: w = (2, 0.5, 0), r = (1, 3, 5), q̂ of the action (0.5, 2, 4), q̂ of the policy (1, 2, 3).
    private static readonly WeightedDecisions Log = new([2, 0.5, 0], [1, 3, 5], [0.5, 2, 4], [1, 2, 3]);

    [Fact]
    public void Inverse_propensity() => AssertMean(3.5 / 3, Contributions.InversePropensity(Log));

    [Fact]
    public void Self_normalised() => AssertMean(3.5 / 2.5, Contributions.SelfNormalized(Log));

    [Fact]
    public void Direct() => AssertMean(2, Contributions.Direct(Log));

    [Fact]
    public void Doubly_robust() => AssertMean((2 + 2.5 + 3) / 3, Contributions.DoublyRobust(Log));

    [Fact]
    public void Switch_leaves_out_large_weights()
    {
        AssertMean((1 + 2.5 + 3) / 3, Contributions.Switch(Log, 1));
        Assert.Equal(Contributions.DoublyRobust(Log), Contributions.Switch(Log, 2));
        Assert.Equal(Contributions.Direct(Log), Contributions.Switch(Log, 0));
    }

    [Fact]
    public void Shrinkage_goes_from_doubly_robust_to_direct()
    {
        AssertMean((1 + (0.5 * 4 * 2 / 8.0) + 2 + (4 * 0.5 / 4.25) + 3) / 3, Contributions.Shrunk(Log, 4));
        Assert.Equal(Contributions.DoublyRobust(Log), Contributions.Shrunk(Log, double.PositiveInfinity));
        Assert.Equal(Contributions.Direct(Log), Contributions.Shrunk(Log, 0));
    }

    [Fact]
    public void Expectations_over_all_logs_are_the_value()
    {
        // Two contexts and two actions: the expectation of one decision's contribution is a sum of four terms.
        double[][] logging = [[0.2, 0.8], [0.6, 0.4]], target = [[0.7, 0.3], [0.1, 0.9]];
        double[][] rewards = [[1, 2], [-1, 4]], model = [[0.3, 1], [2, 2]];
        double value = 0, inverse = 0, robust = 0;
        for (int x = 0; x < 2; x++)
        {
            for (int a = 0; a < 2; a++)
            {
                double ofPolicy = (target[x][0] * model[x][0]) + (target[x][1] * model[x][1]);
                var one = new WeightedDecisions([target[x][a] / logging[x][a]], [rewards[x][a]], [model[x][a]], [ofPolicy]);
                value += 0.5 * target[x][a] * rewards[x][a];
                inverse += 0.5 * logging[x][a] * Contributions.InversePropensity(one)[0];
                robust += 0.5 * logging[x][a] * Contributions.DoublyRobust(one)[0];
            }
        }

        Assert.Equal(value, inverse, 1e-12);
        Assert.Equal(value, robust, 1e-12);
    }

    [Fact]
    public void Weights_divide_the_policy_by_the_propensity()
    {
        var columns = new DecisionColumns
        {
            Contexts = [0, 0],
            Slots = 1,
            Actions = [1, 0],
            Rewards = [1, 2],
            Probabilities = [0.25, 0.5],
            ActionNames = ["1", "2"],
        };
        var decisions = WeightedDecisions.Of(columns, [0.5, 0.5, 1, 0], [1, 2, 3, 4]);
        Assert.Equal([2, 2], decisions.Weights);
        Assert.Equal([2, 3], decisions.ModelOfAction);
        Assert.Equal([1.5, 3], decisions.ModelOfPolicy);
    }

    private static void AssertMean(double expected, double[] contributions) => Assert.Equal(expected, contributions.Average(), 1e-12);
}
