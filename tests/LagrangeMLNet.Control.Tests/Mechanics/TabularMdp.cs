using LagrangeMLNet.Control.Mechanics;

namespace LagrangeMLNet.Control.Tests.Mechanics;

/// <summary>
/// A decision process of few states, of which everything can be computed: r(s, a), P(s′ | s, a), where it starts, π₀ and γ.
/// </summary>
internal sealed class TabularMdp
{
    public TabularMdp(int states, int actions, double discount, int seed)
    {
        var random = new Random(seed);
        (States, Actions, Discount) = (states, actions, discount);
        Rewards = [.. Enumerable.Range(0, states).Select(_ => Enumerable.Range(0, actions).Select(_ => random.NextDouble()).ToArray())];
        Next = [.. Enumerable.Range(0, states).Select(_ => Enumerable.Range(0, actions).Select(_ => Simplex(random, states)).ToArray())];
        Prior = [.. Enumerable.Range(0, states).Select(_ => Simplex(random, actions))];
        Start = Simplex(random, states);
    }

    public int States { get; }

    public int Actions { get; }

    public double Discount { get; }

    public double[][] Rewards { get; }

    public double[][][] Next { get; }

    public double[][] Prior { get; }

    public double[] Start { get; }

    /// <summary>r(s, a) + γ·Σ P(s′|s, a)·V(s′) of all actions of a state.</summary>
    public double[] ActionValues(double[] values, int state) =>
        [.. Enumerable.Range(0, Actions).Select(a => Rewards[state][a] + (Discount * Dot(Next[state][a], values)))];

    /// <summary>The fixed point of V(s) = τ·ln Σ π₀·exp(Q/τ), by iteration of that equation until it moves no more.</summary>
    public double[] SoftFixedPoint(double temperature)
    {
        var values = new double[States];
        for (double change = 1; change > 1e-13;)
        {
            double[] improved = [.. Enumerable.Range(0, States)
                .Select(s => SoftBellman.Value(ActionValues(values, s), Prior[s], temperature))];
            change = improved.Zip(values, (a, b) => Math.Abs(a - b)).Max();
            values = improved;
        }

        return values;
    }

    /// <summary>π(a|s) ∝ π₀·exp(Q/τ), the gradient of the soft value.</summary>
    public double[][] SoftPolicy(double[] values, double temperature) => [.. Enumerable.Range(0, States).Select(s =>
    {
        var policy = new double[Actions];
        SoftBellman.Policy(ActionValues(values, s), Prior[s], temperature, policy);
        return policy;
    })];

    /// <summary>The value of a policy that pays τ·KL(π ‖ π₀), by a linear solve.</summary>
    public double[] Evaluate(double[][] policy, double temperature)
    {
        double[] rewards = [.. Enumerable.Range(0, States)
            .Select(s => Dot(policy[s], Rewards[s]) - (temperature * SoftBellman.RelativeEntropy(policy[s], Prior[s])))];
        return Solve((s, other) => (s == other ? 1 : 0) - (Discount * Transition(policy, s, other)), rewards);
    }

    /// <summary>d = (1 − γ)·ν + γ·Pᵀ_π·d, the share of time spent in each state.</summary>
    public double[] Occupancy(double[][] policy) => Solve(
        (s, other) => (s == other ? 1 : 0) - (Discount * Transition(policy, other, s)), [.. Start.Select(p => (1 - Discount) * p)]);

    /// <summary>All policies without chance: each state's action.</summary>
    public IEnumerable<double[][]> DeterministicPolicies() => Enumerable.Range(0, (int)Math.Pow(Actions, States)).Select(code =>
        Enumerable.Range(0, States).Select(s =>
        {
            var policy = new double[Actions];
            policy[code / (int)Math.Pow(Actions, s) % Actions] = 1;
            return policy;
        }).ToArray());

    public static double Dot(double[] left, double[] right) => left.Zip(right, (a, b) => a * b).Sum();

    private double Transition(double[][] policy, int from, int to) =>
        Enumerable.Range(0, Actions).Sum(a => policy[from][a] * Next[from][a][to]);

    /// <summary>Gauss and Jordan, with pivots.</summary>
    private double[] Solve(Func<int, int, double> matrix, double[] right)
    {
        int n = right.Length;
        double[][] a = [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n).Select(j => matrix(i, j)).Append(right[i]).ToArray())];
        for (int k = 0; k < n; k++)
        {
            int best = Enumerable.Range(k, n - k).MaxBy(i => Math.Abs(a[i][k]));
            (a[k], a[best]) = (a[best], a[k]);
            for (int i = 0; i < n; i++)
            {
                double factor = a[i][k] / a[k][k];
                for (int j = k; i != k && j <= n; j++)
                    a[i][j] -= factor * a[k][j];
            }
        }

        return [.. Enumerable.Range(0, n).Select(i => a[i][n] / a[i][i])];
    }

    private static double[] Simplex(Random random, int count)
    {
        double[] weights = [.. Enumerable.Range(0, count).Select(_ => 0.05 + random.NextDouble())];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }
}
