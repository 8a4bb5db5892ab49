namespace LagrangeMLNet.Training;

/// <summary>
/// Probabilities of drawing rows, each by itself (Poisson sampling), for estimates in which a drawn row counts with the inverse of its
/// probability.
/// </summary>
/// <remarks>
/// An estimate Σ_S d/π of Σ d has the variance Σ (1 − π)/π ‖d‖². For a given expected number of rows Σ π that is least at π ∝ ‖d‖ (Neyman
/// 1934), capped at 1. Sources for regression: Wang, Zhu and Ma, Journal of the American Statistical Association 113 (2018), theorem 3; Ai,
/// Yu, Zhang and Wang, Statistica Sinica 31 (2021).
/// </remarks>
internal static class OptimalSubsampling
{
    // Capping rows at 1 leaves more to the others; a handful of rounds settle it.
    private const int MostRounds = 20;

    /// <summary>
    /// Writes min(1, c·((1 − γ)·a/ā + γ)) with c such that the probabilities add up to <paramref name="expected"/>, ā the mean of a.
    /// </summary>
    /// <param name="importance">a ≥ 0, one a row; a row with a negative one is never drawn.</param>
    /// <param name="expected">Expected number of rows drawn; all eligible rows get 1 if it is not less than their number.</param>
    /// <param name="uniformShare">γ in [0, 1]: no weight then exceeds rows / (γ · expected).</param>
    /// <param name="probabilities">Receives the probabilities; may be the same memory as <paramref name="importance"/>.</param>
    /// <returns>The sum of the probabilities.</returns>
    public static double Probabilities(ReadOnlySpan<float> importance, double expected, double uniformShare, Span<float> probabilities)
    {
        long eligible = 0;
        double total = 0;
        foreach (float a in importance)
            if (a >= 0)
                (eligible, total) = (eligible + 1, total + a);
        bool isFlat = !(total > 0) || !double.IsFinite(total);
        double slope = (1 - uniformShare) * eligible / total, floor = isFlat ? 1 : uniformShare;
        double factor = expected / Math.Max(1, eligible);
        for (int round = 0; round < MostRounds; round++)
        {
            double free = 0, capped = 0;
            foreach (float a in importance)
            {
                if (!(a >= 0))
                    continue;
                double p = factor * ((isFlat ? 0 : slope * a) + floor);
                if (p >= 1)
                    capped++;
                else
                    free += p;
            }

            if (capped == 0 || free == 0 || free + capped >= expected * (1 - 1e-6))
                break;
            factor *= Math.Max(1, (expected - capped) / free);
        }

        double sum = 0;
        for (int i = 0; i < importance.Length; i++)
        {
            float a = importance[i];
            float p = a >= 0 ? (float)Math.Min(1, factor * ((isFlat ? 0 : slope * a) + floor)) : 0;
            probabilities[i] = p;
            sum += p;
        }

        return sum;
    }
}
