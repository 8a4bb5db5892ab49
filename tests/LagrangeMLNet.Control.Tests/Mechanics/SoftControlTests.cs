using CsCheck;
using LagrangeMLNet.Control.Mechanics;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Mechanics;

/// <summary>Control as the Hamiltonian side: fixed point, dual optimum, primal optimum and linear program are one.</summary>
public class SoftControlTests
{
    private static readonly Gen<(TabularMdp Process, double Temperature)> Problems = Gen.Select(
        Gen.Int[2, 6], Gen.Int[2, 4], Gen.Double[0.3, 0.95], Gen.Int[0, 1_000_000], Gen.Double[0.05, 2],
        (states, actions, discount, seed, temperature) => (new TabularMdp(states, actions, discount, seed), temperature));

    /// <summary>
    /// The dual, min (1 − γ)·ν·V where V is no less than its soft Bellman image, has its optimum where the multipliers, which are the
    /// occupancies of the gradient's policy, make the Lagrangian stationary; the primal, the entropy-regularised reward of these
    /// occupancies, is then the same.
    /// </summary>
    [Fact]
    public void Soft_fixed_point_dual_optimum_and_primal_optimum_agree() => Problems.Sample(problem =>
    {
        var (process, temperature) = problem;
        var values = process.SoftFixedPoint(temperature);
        var policy = process.SoftPolicy(values, temperature);
        var occupancy = process.Occupancy(policy);
        double dual = (1 - process.Discount) * TabularMdp.Dot(process.Start, values);
        double primal = Enumerable.Range(0, process.States).Sum(s => occupancy[s] * (TabularMdp.Dot(policy[s], process.Rewards[s])
            - (temperature * SoftBellman.RelativeEntropy(policy[s], process.Prior[s]))));
        Assert.Equal(dual, primal, 1e-10);
        for (int s = 0; s < process.States; s++)
        {
            double flow = Enumerable.Range(0, process.States).Sum(from =>
                occupancy[from] * Enumerable.Range(0, process.Actions).Sum(a => policy[from][a] * process.Next[from][a][s]));
            Assert.Equal(0, ((1 - process.Discount) * process.Start[s]) + (process.Discount * flow) - occupancy[s], 1e-10);
            Assert.True(occupancy[s] > 0);
        }
    }, iter: 300);

    [Fact]
    public void Newtons_steps_from_the_prior_reach_the_same_fixed_point() => Problems.Sample(problem =>
    {
        var (process, temperature) = problem;
        var policy = process.Prior;
        var values = process.Evaluate(policy, temperature);
        for (int step = 0; step < 60; step++)
        {
            policy = process.SoftPolicy(values, temperature);
            var improved = process.Evaluate(policy, temperature);
            Assert.All(improved.Zip(values), pair => Assert.True(pair.First >= pair.Second - 1e-10));
            values = improved;
        }

        Assert.All(values.Zip(process.SoftFixedPoint(temperature)), pair => Assert.Equal(pair.First, pair.Second, 1e-10));
    }, iter: 200);

    /// <summary>Feasible primal and dual solutions of one value: both are optimal, whoever found them.</summary>
    [Fact]
    public void Hard_values_and_occupancies_solve_the_linear_program() => Problems.Sample(problem =>
    {
        var process = problem.Process;
        var values = process.SoftFixedPoint(0);
        var policy = process.SoftPolicy(values, 0);
        var occupancy = process.Occupancy(policy);
        for (int s = 0; s < process.States; s++)
        {
            Assert.All(process.ActionValues(values, s), value => Assert.True(value <= values[s] + 1e-10));
            Assert.True(occupancy[s] >= 0);
        }

        double primal = Enumerable.Range(0, process.States).Sum(s => occupancy[s] * TabularMdp.Dot(policy[s], process.Rewards[s]));
        Assert.Equal((1 - process.Discount) * TabularMdp.Dot(process.Start, values), primal, 1e-10);
    }, iter: 300);

    [Fact]
    public void Soft_values_lie_between_the_hard_ones_and_their_entropy_bound() => Problems.Sample(problem =>
    {
        var process = problem.Process;
        var hard = process.SoftFixedPoint(0);
        double nats = -Math.Log(process.Prior.Min(prior => prior.Min())) / (1 - process.Discount);
        foreach (double temperature in new[] { 1e-1, 1e-3, 1e-6, 1e-9, 1e-12 })
        {
            Assert.All(process.SoftFixedPoint(temperature).Zip(hard), pair =>
                Assert.InRange(pair.First, pair.Second - (temperature * nats) - 1e-10, pair.Second + 1e-10));
        }
    }, iter: 100);

    [Fact]
    public void A_thousand_processes_have_the_value_of_their_best_policy()
    {
        for (int seed = 0; seed < 1000; seed++)
        {
            var process = new TabularMdp(3 + (seed % 2), 2 + (seed % 3 == 0 ? 1 : 0), 0.5 + (0.4 * (seed % 10) / 10), seed);
            double[] best = [.. Enumerable.Repeat(double.NegativeInfinity, process.States)];
            foreach (var policy in process.DeterministicPolicies())
                best = [.. best.Zip(process.Evaluate(policy, 0), Math.Max)];
            Assert.All(process.SoftFixedPoint(0).Zip(best), pair => Assert.Equal(pair.Second, pair.First, 1e-10));
        }
    }

    /// <summary>
    /// Along changes of a policy that keep its sum, the Hessian of τ·KL is the inverse of the Fisher metric over τ, the Hessian of its
    /// Legendre transform.
    /// </summary>
    [Fact]
    public void The_Fisher_metric_is_the_inverse_of_the_divergences_Hessian() => Gen.Select(
        Gen.Double[0.1, 1].Array[5], Gen.Double[0.1, 1].Array[5], Gen.Double[-1, 1].Array[5], Gen.Double[0.2, 3]).Sample(
        (rawPolicy, rawPrior, direction, temperature) =>
        {
            const double step = 1e-4;
            double[] policy = [.. rawPolicy.Select(p => p / rawPolicy.Sum())], prior = [.. rawPrior.Select(p => p / rawPrior.Sum())];
            double mean = TabularMdp.Dot(policy, direction);
            // What the metric makes of a change of the values: a change of the policy of sum 0.
            double[] change = [.. policy.Select((p, a) => p * (direction[a] - mean) / temperature)];
            double curvature = (Cost(step) - (2 * Cost(0)) + Cost(-step)) / (step * step);
            Assert.Equal(TabularMdp.Dot(direction, change), curvature, 1e-5);

            double Cost(double length) => temperature * SoftBellman.RelativeEntropy(
                [.. policy.Select((p, a) => p + (length * change[a]))], prior);
        });
}
