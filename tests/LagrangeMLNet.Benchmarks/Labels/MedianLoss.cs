namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>Median of losses, and its standard error.</summary>
/// <param name="Value">The median.</param>
/// <param name="StandardError">
/// Half the distance of the order statistics √n/2 ranks below and above the median: about one standard error whatever the distribution (the
/// number of values below the median is binomial).
/// </param>
internal readonly record struct MedianLoss(double Value, double StandardError)
{
    public static MedianLoss Of(IEnumerable<double> losses)
    {
        double[] sorted = [.. losses.Order()];
        var n = sorted.Length;
        var low = Math.Max(0, (int)Math.Round((n / 2.0) - (Math.Sqrt(n) / 2) - 0.5));
        return new MedianLoss((sorted[(n - 1) / 2] + sorted[n / 2]) / 2, (sorted[n - 1 - low] - sorted[low]) / 2);
    }
}
