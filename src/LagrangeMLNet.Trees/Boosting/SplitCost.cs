using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>
/// What the best of many divisions saves by chance alone. At one threshold of one column, twice the saved loss over the dispersion is χ² of
/// one degree of freedom where there is nothing to learn; along the thresholds of a column it is the square of an Ornstein–Uhlenbeck
/// process.
/// </summary>
/// <remarks>
/// P(max &gt; u²) ≈ Σ 2 φ(u) (1/u + u T) over columns, T the length of the process: the logarithm of the number of bins (Leadbetter,
/// Lindgren and Rootzén, Extremes, 1983, theorem 12.2.9; Lunde, Kleppe and Skaug, arXiv 2008.05926, for its use in trees). The level is the
/// one passed by chance in half of the leaves.
/// </remarks>
internal static class SplitCost
{
    /// <summary>Loss that the best division saves by chance in the median, for a dispersion of 1. Unit: nat.</summary>
    public static double OfChance(IEnumerable<BinnedColumn> columns)
    {
        double count = 0, length = 0;
        foreach (BinnedColumn column in columns)
        {
            count++;
            length += Math.Log(Math.Max(1, column.ValueBins - 1));
        }

        if (count == 0)
            return 0;
        double low = 0.5, high = 40;
        for (int i = 0; i < 60; i++)
        {
            double u = (low + high) / 2;
            double expected = 2 * Math.Exp(-u * u / 2) / Math.Sqrt(2 * Math.PI) * ((count / u) + (u * length));
            if (expected > Math.Log(2))
                low = u;
            else
                high = u;
        }

        return low * low / 2;
    }
}
