using CsCheck;
using LagrangeMLNet.Control.Mechanics;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Mechanics;

/// <summary>The soft value is the Legendre transform of relative entropy.</summary>
public class SoftBellmanTests
{
    private static readonly Gen<(double[] Values, double[] Prior, double Temperature)> Problems =
        Gen.Int[2, 8].SelectMany(n => Gen.Select(
            Gen.Double[-3, 3].Array[n],
            Gen.Double[0.05, 1].Array[n].Select(weights => weights.Select(weight => weight / weights.Sum()).ToArray()),
            Gen.Double[0.1, 5]));

    [Fact]
    public void The_policy_attains_the_value() => Problems.Sample(problem =>
    {
        var (values, prior, temperature) = problem;
        Assert.Equal(
            SoftBellman.Value(values, prior, temperature),
            Objective(values, prior, temperature, Policy(values, prior, temperature)),
            1e-10);
    });

    [Fact]
    public void No_other_policy_exceeds_the_value() => Gen.Select(Problems, Gen.Double[0.01, 1].Array[8]).Sample((problem, raw) =>
    {
        var (values, prior, temperature) = problem;
        double sum = raw.Take(values.Length).Sum();
        double[] other = [.. raw.Take(values.Length).Select(weight => weight / sum)];
        Assert.True(Objective(values, prior, temperature, other) <= SoftBellman.Value(values, prior, temperature) + 1e-10);
    });

    [Fact]
    public void The_policy_is_the_gradient_and_its_Fisher_metric_the_Hessian() => Problems.Sample(problem =>
    {
        const double step = 1e-4;
        var (values, prior, temperature) = problem;
        var policy = Policy(values, prior, temperature);
        for (int a = 0; a < values.Length; a++)
        {
            double[] up = (double[])values.Clone(), down = (double[])values.Clone();
            up[a] += step;
            down[a] -= step;
            double gradient = (SoftBellman.Value(up, prior, temperature) - SoftBellman.Value(down, prior, temperature)) / (2 * step);
            Assert.Equal(policy[a], gradient, 1e-5);
            var (high, low) = (Policy(up, prior, temperature), Policy(down, prior, temperature));
            for (int b = 0; b < values.Length; b++)
            {
                double fisher = ((a == b ? policy[a] : 0) - (policy[a] * policy[b])) / temperature;
                Assert.Equal(fisher, (high[b] - low[b]) / (2 * step), 1e-4);
            }
        }
    });

    [Fact]
    public void The_maximum_is_the_limit_of_low_temperatures() => Problems.Sample(problem =>
    {
        var (values, prior, _) = problem;
        Assert.Equal(values.Max(), SoftBellman.Value(values, prior, 0));
        Assert.Equal(values.Max(), SoftBellman.Value(values, prior, 1e-9), 1e-7);
    });

    [Fact]
    public void The_mean_under_the_prior_is_the_limit_of_high_temperatures() => Problems.Sample(problem =>
    {
        var (values, prior, _) = problem;
        Assert.Equal(values.Zip(prior, (value, p) => value * p).Sum(), SoftBellman.Value(values, prior, 1e7), 1e-5);
    });

    [Fact]
    public void An_action_without_support_is_never_taken()
    {
        Assert.Equal([0, 1, 0], Policy([5, 1, 0], [0, 0.5, 0.5], 0));
        Assert.Equal(0, Policy([5, 1, 0], [0, 0.5, 0.5], 1)[0]);
    }

    [Fact]
    public void Refuses_what_is_no_problem()
    {
        Assert.Throws<ArgumentException>(() => SoftBellman.Value([], [], 1));
        Assert.Throws<ArgumentException>(() => SoftBellman.Value([1, 2], [1], 1));
        Assert.Throws<ArgumentException>(() => SoftBellman.Value([1, 2], [], -1));
        Assert.Throws<ArgumentException>(() => SoftBellman.Value([1, 2], [0, 0], 1));
    }

    private static double[] Policy(double[] values, double[] prior, double temperature)
    {
        var policy = new double[values.Length];
        SoftBellman.Policy(values, prior, temperature, policy);
        return policy;
    }

    private static double Objective(double[] values, double[] prior, double temperature, double[] policy) =>
        values.Zip(policy, (value, p) => value * p).Sum() - (temperature * SoftBellman.RelativeEntropy(policy, prior));
}
