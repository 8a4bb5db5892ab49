using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Exploration;

/// <summary>
/// How a service decides so that its log tells of other actions too. Each rule gives the probabilities of all actions; the decision is
/// drawn by them, and its own probability belongs into the log. Pure functions.
/// </summary>
public static class ExplorationRule
{
    /// <summary>Raises each probability to a floor: π(a) ← (1 − A·ε)·π(a) + ε, A the number of actions.</summary>
    /// <param name="probabilities">Probabilities of sum 1, changed in place.</param>
    /// <param name="floor">ε, from 0 to 1/A; every weight in later evaluations is at most 1/ε.</param>
    /// <exception cref="ArgumentException">There is no action, or the floor is out of range.</exception>
    public static void Floor(Span<double> probabilities, double floor)
    {
        if (probabilities.IsEmpty || !(floor >= 0 && floor * probabilities.Length <= 1))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The floor is {floor} for {probabilities.Length} actions; allowed is [0, 1/actions]."),
                nameof(floor));
        }

        double rest = 1 - (probabilities.Length * floor);
        foreach (ref double p in probabilities)
            p = (rest * p) + floor;
    }

    /// <summary>
    /// Inverse-gap weighting, SquareCB (Foster and Rakhlin, Beyond UCB, ICML 2020): an action whose predicted reward is g below the best is
    /// taken with probability 1/(A + γ·g), the best with what is left.
    /// </summary>
    /// <param name="rewards">Predicted rewards, one an action, finite.</param>
    /// <param name="gamma">γ ≥ 0, per unit of reward; 0 is uniform, and it should grow with the root of the decisions learnt from.</param>
    /// <param name="probabilities">Receives the probabilities, as many.</param>
    /// <exception cref="ArgumentException">Lengths differ, there is no action, a reward is not finite, or γ is negative.</exception>
    public static void InverseGap(ReadOnlySpan<double> rewards, double gamma, Span<double> probabilities)
    {
        if (rewards.IsEmpty || rewards.Length != probabilities.Length)
        {
            throw new ArgumentException(
                $"There are {rewards.Length} rewards and room for {probabilities.Length} probabilities.", nameof(probabilities));
        }

        if (!(gamma >= 0 && double.IsFinite(gamma)))
            throw new ArgumentException(FormattableString.Invariant($"γ is {gamma}; allowed is [0, ∞)."), nameof(gamma));
        int best = 0;
        for (int a = 0; a < rewards.Length; a++)
        {
            if (!double.IsFinite(rewards[a]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The predicted reward of action {a} is {rewards[a]}; it must be finite."),
                    nameof(rewards));
            }

            if (rewards[a] > rewards[best])
                best = a;
        }

        double left = 1;
        for (int a = 0; a < rewards.Length; a++)
        {
            if (a == best)
                continue;
            probabilities[a] = 1 / (rewards.Length + (gamma * (rewards[best] - rewards[a])));
            left -= probabilities[a];
        }

        probabilities[best] = left;
    }

    /// <summary>
    /// Draws an action. The same event and seed always draw the same one, so that a decision asked for twice is one decision.
    /// </summary>
    /// <param name="probabilities">Probabilities of sum 1.</param>
    /// <param name="eventNumber">Number of the event, not negative.</param>
    /// <param name="seed">Seed.</param>
    /// <returns>The action, from 0, and the probability to log.</returns>
    /// <exception cref="ArgumentException">There is no action, a probability is negative or none, or they do not sum to 1.</exception>
    public static Decision Draw(ReadOnlySpan<double> probabilities, long eventNumber, int seed)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(eventNumber);
        double sum = 0;
        foreach (double p in probabilities)
            sum = p >= 0 ? sum + p : double.NaN;
        if (!(Math.Abs(sum - 1) <= 1e-4))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"The probabilities must not be negative and must sum to 1, but sum to {sum}."),
                nameof(probabilities));
        }

        double draw = RowHash.Share(eventNumber, seed) * sum;
        int drawn = -1;
        for (int a = 0; a < probabilities.Length && (drawn < 0 || draw >= 0); a++)
        {
            if (probabilities[a] == 0)
                continue;
            drawn = a;
            draw -= probabilities[a];
        }

        return new Decision(drawn, probabilities[drawn] / sum);
    }
}

/// <summary>An action that was drawn.</summary>
/// <param name="Action">The action, from 0.</param>
/// <param name="Probability">The probability it was drawn with: what the log's <c>Probability</c> holds.</param>
public readonly record struct Decision(int Action, double Probability);
