namespace LagrangeMLNet.Losses;

/// <summary>Quantile of weighted numbers.</summary>
internal static class WeightedQuantile
{
    /// <summary>
    /// The least number up to which the given share of the weight lies; half-way to the next one where the share is met exactly.
    /// </summary>
    /// <param name="values">The numbers, one or more; reordered.</param>
    /// <param name="weights">Their weights, reordered with them; null where all are 1.</param>
    /// <param name="share">The share, in [0, 1].</param>
    public static double Of(float[] values, float[]? weights, double share)
    {
        weights ??= [.. values.Select(_ => 1f)];
        Array.Sort(values, weights);
        double target = share * weights.Sum(weight => (double)weight), sum = 0;
        for (int i = 0; i < values.Length; i++)
        {
            sum += weights[i];
            if (sum > target)
                return values[i];
            if (sum == target && i + 1 < values.Length)
                return (values[i] / 2.0) + (values[i + 1] / 2.0);
        }

        return values[^1];
    }
}
