namespace LagrangeMLNet.Tests.Likelihoods;

/// <summary>Random counts.</summary>
internal static class Counts
{
    /// <summary>A count with mean μ and variance μ + αμ²: the inverse of its distribution function.</summary>
    public static int NegativeBinomial(Random random, double mean, double dispersion)
    {
        double left = random.NextDouble(), probability = Math.Pow(1 + (dispersion * mean), -1 / dispersion);
        int y = 0;
        for (; left >= probability && y < 100_000; y++)
        {
            left -= probability;
            probability *= (y + (1 / dispersion)) / (y + 1) * dispersion * mean / (1 + (dispersion * mean));
        }

        return y;
    }
}
