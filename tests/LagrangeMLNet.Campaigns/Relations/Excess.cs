using LagrangeMLNet.Campaigns.Problems;

namespace LagrangeMLNet.Campaigns.Relations;

/// <summary>A difference of losses row by row.</summary>
internal static class Excess
{
    /// <returns>Mean of one − other and its standard error.</returns>
    public static (double Mean, double StandardError) Of(double[] one, double[] other, Problem rows)
    {
        double[] differences = [.. one.Zip(other, (a, b) => double.IsPositiveInfinity(b) ? 0 : a - b)];
        double mean = Loss.Mean(differences, rows);
        double variance = Loss.Mean([.. differences.Select(difference => (difference - mean) * (difference - mean))], rows);
        return (mean, Math.Sqrt(variance / Math.Max(1, rows.Rows - 1)));
    }
}
