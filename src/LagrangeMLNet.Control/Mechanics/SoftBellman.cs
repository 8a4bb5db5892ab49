namespace LagrangeMLNet.Control.Mechanics;

/// <summary>
/// The Hamiltonian side of a decision. The Legendre transform of relative entropy, sup_π [ Σ_a π(a)·Q(a) − τ·KL(π ‖ π₀) ], is the soft
/// value V = τ·ln Σ_a π₀(a)·exp(Q(a)/τ); its gradient in Q is the policy that attains it, π(a) ∝ π₀(a)·exp(Q(a)/τ), and its Hessian is the
/// policy's Fisher metric over τ. As τ → 0 it is the hard maximum. Pure functions; Q, V and τ have the reward's unit, KL is in nats.
/// </summary>
public static class SoftBellman
{
    /// <summary>V = τ·ln Σ_a π₀(a)·exp(Q(a)/τ); the maximum over the support of π₀ at τ = 0.</summary>
    /// <param name="values">Q, one a action, finite.</param>
    /// <param name="prior">π₀, as many, not negative, of sum 1; empty for one that weighs each action 1 (no normalisation).</param>
    /// <param name="temperature">τ ≥ 0.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no action, τ is negative, or π₀ is 0 everywhere.</exception>
    public static double Value(ReadOnlySpan<double> values, ReadOnlySpan<double> prior, double temperature)
    {
        double most = MostSupported(values, prior, temperature);
        if (temperature == 0)
            return most;
        double sum = 0;
        for (int a = 0; a < values.Length; a++)
        {
            double weight = prior.IsEmpty ? 1 : prior[a];
            if (weight > 0)
                sum += weight * Math.Exp((values[a] - most) / temperature);
        }

        return most + (temperature * Math.Log(sum));
    }

    /// <summary>
    /// The gradient of <see cref="Value"/>: π(a) ∝ π₀(a)·exp(Q(a)/τ); at τ = 0 it is π₀ on the best actions, which shares ties as π₀ does.
    /// </summary>
    /// <param name="values">Q, one a action, finite.</param>
    /// <param name="prior">π₀, or empty.</param>
    /// <param name="temperature">τ ≥ 0.</param>
    /// <param name="policy">Receives π; may be <paramref name="values"/> itself.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no action, τ is negative, or π₀ is 0 everywhere.</exception>
    public static void Policy(ReadOnlySpan<double> values, ReadOnlySpan<double> prior, double temperature, Span<double> policy)
    {
        double most = MostSupported(values, prior, temperature);
        double sum = 0;
        for (int a = 0; a < values.Length; a++)
        {
            double weight = prior.IsEmpty ? 1 : prior[a];
            double factor = temperature > 0 ? Math.Exp((values[a] - most) / temperature) : values[a] == most ? 1 : 0;
            policy[a] = weight > 0 ? weight * factor : 0;
            sum += policy[a];
        }

        for (int a = 0; a < values.Length; a++)
            policy[a] /= sum;
    }

    /// <summary>KL(π ‖ π₀) = Σ_a π(a)·ln(π(a)/π₀(a)), in nats; +∞ where π leaves the support of π₀.</summary>
    /// <param name="policy">π, not negative, of sum 1.</param>
    /// <param name="prior">π₀, as many.</param>
    /// <exception cref="ArgumentException">Lengths differ.</exception>
    public static double RelativeEntropy(ReadOnlySpan<double> policy, ReadOnlySpan<double> prior)
    {
        if (policy.Length != prior.Length)
            throw new ArgumentException($"The policy has {policy.Length} actions, and the prior {prior.Length}.", nameof(prior));
        double sum = 0;
        for (int a = 0; a < policy.Length; a++)
        {
            if (policy[a] > 0)
                sum += policy[a] * Math.Log(policy[a] / prior[a]);
        }

        return sum;
    }

    private static double MostSupported(ReadOnlySpan<double> values, ReadOnlySpan<double> prior, double temperature)
    {
        if (values.IsEmpty || (!prior.IsEmpty && prior.Length != values.Length))
            throw new ArgumentException($"There are {values.Length} values and {prior.Length} prior probabilities.", nameof(values));
        if (!(temperature >= 0))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The temperature is {temperature}; allowed is [0, ∞)."), nameof(temperature));
        }

        double most = double.NegativeInfinity;
        for (int a = 0; a < values.Length; a++)
        {
            if (prior.IsEmpty || prior[a] > 0)
                most = Math.Max(most, values[a]);
        }

        return double.IsFinite(most)
            ? most
            : throw new ArgumentException("No action has a finite value and a prior above 0.", nameof(values));
    }
}
