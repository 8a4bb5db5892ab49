using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>
/// Finds the best threshold of a column. A leaf of gradient G and Fisher weight F steps by −G/(F + λ), which saves ½ G²/(F + λ): the
/// natural gradient in function space. Source: Friedman, Annals of Statistics 29 (2001); Chen and Guestrin, KDD 2016, equation 7.
/// </summary>
internal static class SplitFinder
{
    /// <summary>Share of a leaf's own saving below which a division saves nothing: it is rounding.</summary>
    private const double Rounding = 1e-9;

    /// <summary>The best split of a leaf by a column.</summary>
    /// <param name="column">The column.</param>
    /// <param name="number">Its number.</param>
    /// <param name="bins">The column's part of the leaf's histogram.</param>
    /// <param name="leaf">The leaf.</param>
    /// <param name="pairs">Units of the sums.</param>
    /// <param name="rule">What a leaf must have.</param>
    public static Split Find(
        BinnedColumn column, int number, ReadOnlySpan<long> bins, LeafState leaf, GradientPairs pairs, GrowthRule rule)
    {
        long missing = column.MissingBin >= 0 ? bins[column.MissingBin] : 0;
        Split best = Scan(bins, column.ValueBins, 0, missing != 0);
        if (missing != 0)
            best = Better(best, Scan(bins, column.ValueBins, missing, false));
        return best;

        static Split Better(in Split a, in Split b) => b.Column >= 0 && (a.Column < 0 || b.Gain > a.Gain) ? b : a;

        Split Scan(ReadOnlySpan<long> bins, int valueBins, long start, bool splitsMissing)
        {
            // In units of the sums, which scale gains by one factor.
            double gUnit = pairs.GradientUnit, fUnit = pairs.FisherUnit, gainUnit = gUnit * gUnit / fUnit, prior = rule.Prior / fUnit;
            double gAll = (int)(leaf.Sum >> 32), fAll = (uint)leaf.Sum;
            double fewest = rule.FewestRows * fAll / leaf.Count;
            // Chosen once: a leaf keeps its rows, and its bounds.
            double parent = gAll * gAll / (fAll + prior);
            double least = parent * (1 + Rounding), bestGain = least;
            int bestBin = -1;
            long left = start, bestLeft = 0;
            int last = splitsMissing ? valueBins : valueBins - 1;
            sbyte monotone = rule.Monotone is null ? (sbyte)0 : rule.Monotone[number];
            bool isBound = rule.Monotone is not null;
            for (int bin = 0; bin < last; bin++)
            {
                long own = bins[bin];
                if (own == 0)
                    continue;
                left += own;
                double fLeft = (uint)left, fRight = fAll - fLeft;
                if (fLeft < fewest)
                    continue;
                if (fRight < fewest)
                    break;
                double gLeft = (int)(left >> 32), gRight = gAll - gLeft, hLeft = fLeft + prior, hRight = fRight + prior;
                if (isBound)
                {
                    double gain = BoundGain(gLeft * gUnit, hLeft * fUnit, gRight * gUnit, hRight * fUnit, leaf, monotone) / gainUnit;
                    if (gain > bestGain)
                        (bestGain, bestBin, bestLeft) = (gain, bin, left);
                    continue;
                }

                // gLeft²/hLeft + gRight²/hRight over a common denominator: it is divided by only where the split is the best so far.
                double numerator = (gLeft * gLeft * hRight) + (gRight * gRight * hLeft), denominator = hLeft * hRight;
                if (numerator > bestGain * denominator)
                    (bestGain, bestBin, bestLeft) = (numerator / denominator, bin, left);
            }

            return bestBin < 0 ? Split.None : new Split(number, bestBin, start != 0, (bestGain - least) / 2 * gainUnit, bestLeft);
        }
    }

    /// <summary>Twice the loss saved where steps are kept within bounds; nothing where the order of the two is not allowed.</summary>
    private static double BoundGain(double gLeft, double fLeft, double gRight, double fRight, LeafState leaf, sbyte monotone)
    {
        double left = leaf.Clamp(-gLeft / fLeft), right = leaf.Clamp(-gRight / fRight);
        return monotone * (right - left) < 0
            ? double.NegativeInfinity
            : Saved(gLeft, fLeft, left) + Saved(gRight, fRight, right);

        static double Saved(double g, double f, double step) => -((2 * g * step) + (f * step * step));
    }
}
