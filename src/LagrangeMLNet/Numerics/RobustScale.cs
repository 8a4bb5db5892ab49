namespace LagrangeMLNet.Numerics;

/// <summary>Median of numbers, and their spread about it, which half of them can be anything without moving far.</summary>
internal static class RobustScale
{
    // σ of a normal distribution from its median, and from its mean, absolute deviation.
    private const double MedianToSigma = 1.4826022185056018;
    private const double MeanToSigma = 1.2533141373155001;

    /// <summary>
    /// The median, and the median absolute deviation from it as a normal distribution's σ; where more than half of the numbers are equal,
    /// the mean one, and 0 where all are.
    /// </summary>
    /// <param name="values">The numbers; overwritten.</param>
    public static (double Median, double Spread) Of(Span<float> values)
    {
        if (values.IsEmpty)
            return (0, 0);
        double median = Median(values);
        double sum = 0;
        foreach (ref float value in values)
        {
            double deviation = Math.Abs(value - median);
            sum += deviation;
            value = (float)deviation;
        }

        double spread = Median(values);
        return (median, spread > 0 ? MedianToSigma * spread : MeanToSigma * sum / values.Length);
    }

    private static double Median(Span<float> values)
    {
        values.Sort();
        return (values[(values.Length - 1) / 2] / 2.0) + (values[values.Length / 2] / 2.0);
    }
}
