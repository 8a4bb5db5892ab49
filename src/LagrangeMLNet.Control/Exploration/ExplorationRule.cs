using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Exploration;

/// <summary>
/// How a service decides so that its log tells of other actions too. Each rule gives the probabilities of all actions; the decision is
/// drawn by them, and its own probability belongs into the log. Pure functions.
/// </summary>
public static class ExplorationRule
{
    /// <summary>A share of 0 has no quantile: the least share above it stands for it.</summary>
    private const double Tail = 1.0 / (1UL << 53);

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
        CheckFinite(rewards);
        int best = 0;
        for (int a = 0; a < rewards.Length; a++)
        {
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
    /// Thompson sampling (Thompson, Biometrika 25, 1933): an action is taken as often as it is the best of rewards drawn from what is
    /// believed of them, a normal distribution. The shares of a number of draws are the probabilities: whoever decides by them knows the
    /// probability of the decision exactly, whatever the error of the shares. Raise them to a floor before drawing: an action that was
    /// never the best has 0.
    /// </summary>
    /// <param name="rewards">Expected rewards, one an action, finite.</param>
    /// <param name="covariance">Their covariance, A × A, symmetric, not negative definite; its lower triangle is read.</param>
    /// <param name="draws">Number of draws, at least 1; a share's standard error is at most 1/(2·√draws).</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="probabilities">Receives the probabilities, as many.</param>
    /// <exception cref="ArgumentException">
    /// Lengths differ, there is no action, a reward is not finite, the covariance is not one, or there are no draws.
    /// </exception>
    public static void Thompson(
        ReadOnlySpan<double> rewards, ReadOnlySpan<double> covariance, int draws, int seed, Span<double> probabilities)
    {
        int count = rewards.Length;
        if (count == 0 || probabilities.Length != count || covariance.Length != count * count)
        {
            throw new ArgumentException(
                $"There are {count} rewards, {covariance.Length} covariances and room for {probabilities.Length} probabilities.",
                nameof(probabilities));
        }

        ArgumentOutOfRangeException.ThrowIfLessThan(draws, 1);
        CheckFinite(rewards);
        var factor = Root(covariance, count);
        Span<double> normal = new double[count];
        Span<double> drawn = new double[count];
        probabilities.Clear();
        for (int draw = 0; draw < draws; draw++)
        {
            for (int a = 0; a < count; a++)
                normal[a] = NormalQuantile.Of(Math.Max(RowHash.Share(((long)draw * count) + a, seed), Tail));
            for (int a = 0; a < count; a++)
                drawn[a] = rewards[a] + TensorPrimitives.Dot<double>(factor.Slice(a * count, a + 1), normal[..(a + 1)]);
            probabilities[TensorPrimitives.IndexOfMax<double>(drawn)]++;
        }

        foreach (ref double p in probabilities)
            p /= draws;
    }

    /// <summary>
    /// The lower factor of a covariance that may be singular: actions that are believed to be the same have no room to differ. A trace of
    /// the diagonal makes it definite, too small to be seen in any share.
    /// </summary>
    private static Span<double> Root(ReadOnlySpan<double> covariance, int count)
    {
        double largest = 0;
        for (int a = 0; a < count; a++)
            largest = Math.Max(largest, covariance[(a * count) + a]);
        var factor = covariance.ToArray();
        if (largest == 0)
            return factor;
        for (int a = 0; a < count; a++)
            factor[(a * count) + a] += 1e-9 * largest;
        return Cholesky.TryFactor(factor, count)
            ? factor
            : throw new ArgumentException("The covariance of the rewards is negative definite, or not finite.", nameof(covariance));
    }

    private static void CheckFinite(ReadOnlySpan<double> rewards)
    {
        for (int a = 0; a < rewards.Length; a++)
        {
            if (!double.IsFinite(rewards[a]))
            {
                throw new ArgumentException(
                    FormattableString.Invariant($"The predicted reward of action {a} is {rewards[a]}; it must be finite."),
                    nameof(rewards));
            }
        }
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
