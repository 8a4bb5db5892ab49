using LagrangeMLNet.Binning;

namespace LagrangeMLNet.Boosting;

/// <summary>Scales example weights so that the classes' sums agree and the total stays.</summary>
internal static class ClassBalance
{
    public static void Apply(BinnedRows rows, int learnt)
    {
        float[] weights = rows.Weights ??= [.. Enumerable.Repeat(1f, rows.Rows)];
        var sums = new Dictionary<float, double>();
        double total = 0;
        for (int row = 0; row < learnt; row++)
        {
            sums[rows.Labels[row]] = sums.GetValueOrDefault(rows.Labels[row]) + weights[row];
            total += weights[row];
        }

        for (int row = 0; row < rows.Rows; row++)
            if (sums.TryGetValue(rows.Labels[row], out double own))
                weights[row] = (float)(weights[row] * total / (own * sums.Count));
    }
}
