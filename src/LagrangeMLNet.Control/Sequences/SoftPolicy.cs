using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Mechanics;

namespace LagrangeMLNet.Control.Sequences;

/// <summary>A softmax of scores linear in φ, and the divergence from a prior of the same form.</summary>
/// <param name="prior">Scores of the prior, actions × coordinates.</param>
/// <param name="scores">Scores of the policy, as many.</param>
internal sealed class SoftPolicy(double[] prior, double[] scores)
{
    private const int MostOnStack = 256;

    public double[] Scores => scores;

    /// <summary>π ∝ π₀·exp(Q/τ), Q = w·φ; what all actions' values share does not count and is taken out, for the rounding.</summary>
    public static SoftPolicy At(int actions, double[] prior, double[] values, double temperature) =>
        new SoftPolicy(prior, prior).Climb(actions, values, temperature);

    /// <summary>The policy times exp(Q/τ), a step of the natural gradient; the prior stays.</summary>
    public SoftPolicy Climb(int actions, double[] values, double temperature)
    {
        int size = prior.Length / actions;
        var climbed = new double[prior.Length];
        for (int j = 0; j < size; j++)
        {
            double mean = 0;
            for (int a = 0; a < actions; a++)
                mean += values[(a * size) + j] / actions;
            for (int a = 0; a < actions; a++)
                climbed[(a * size) + j] = scores[(a * size) + j] + ((values[(a * size) + j] - mean) / temperature);
        }

        return new SoftPolicy(prior, climbed);
    }

    /// <summary>Writes π; returns KL(π ‖ π₀) in nats.</summary>
    /// <param name="coordinates">φ(s).</param>
    /// <param name="policy">Receives π, one an action.</param>
    public double Decide(ReadOnlySpan<double> coordinates, Span<double> policy)
    {
        Linear(scores, coordinates, policy);
        if (ReferenceEquals(prior, scores))
        {
            SoftBellman.Policy(policy, [], 1, policy);
            return 0;
        }

        Span<double> priorLogs = policy.Length <= MostOnStack ? stackalloc double[policy.Length] : new double[policy.Length];
        Linear(prior, coordinates, priorLogs);
        double priorNormaliser = SoftBellman.Value(priorLogs, [], 1), normaliser = SoftBellman.Value(policy, [], 1), divergence = 0;
        for (int a = 0; a < policy.Length; a++)
        {
            double log = policy[a] - normaliser, p = Math.Exp(log);
            divergence += p * (log - (priorLogs[a] - priorNormaliser));
            policy[a] = p;
        }

        return divergence;
    }

    /// <summary>The policy by rows and coordinates; only the latter count.</summary>
    public PolicyAt AtRow => (_, _, coordinates, policy) => Decide(coordinates, policy);

    /// <summary>The policy by rows alone, for systems in other coordinates.</summary>
    public PolicyAt On(Transitions log, StateBasis basis) => (row, isNext, _, policy) =>
    {
        Span<double> phi = basis.Size <= MostOnStack ? stackalloc double[basis.Size] : new double[basis.Size];
        basis.Apply(isNext ? log.NextState(row) : log.State(row), phi);
        Decide(phi, policy);
    };

    /// <summary>w_a·φ of every action.</summary>
    public static void Linear(ReadOnlySpan<double> weights, ReadOnlySpan<double> coordinates, Span<double> values)
    {
        for (int a = 0; a < values.Length; a++)
            values[a] = TensorPrimitives.Dot(weights.Slice(a * coordinates.Length, coordinates.Length), coordinates);
    }
}

/// <summary>Writes a policy's probabilities at a row's state or next state, whose coordinates are given.</summary>
internal delegate void PolicyAt(int row, bool isNext, ReadOnlySpan<double> coordinates, Span<double> policy);
