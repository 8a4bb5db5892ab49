namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>What a trial is expected to gain over the best (Jones, Schonlau and Welch, Journal of Global Optimization 13, 1998).</summary>
internal static class ExpectedImprovement
{
    /// <summary>Terms of the continued fraction: from u = −2 on enough for ten digits.</summary>
    private const int Terms = 80;

    /// <summary>ln E[max(0, best − Y)] for a normal Y; finite also where the gain is too small to be written as a number.</summary>
    /// <param name="best">The best value so far; lower is better.</param>
    /// <param name="mean">Mean of Y.</param>
    /// <param name="deviation">Standard deviation of Y, above 0.</param>
    public static double Log(double best, double mean, double deviation)
    {
        double u = (best - mean) / deviation;
        double logDensity = (-0.5 * u * u) - (0.5 * Math.Log(2 * Math.PI));
        // u·Φ(u) + φ(u) = φ(u)·(1 + u·Mills(−u)): the first form cancels where u is well below 0, the second one nearly not.
        return Math.Log(deviation) + (u < -2
            ? logDensity + Math.Log(Math.Max(1 + (u * Mills(-u)), 1 / (4 * u * u)))
            : Math.Log((u * Cumulative(u)) + Math.Exp(logDensity)));
    }

    /// <summary>
    /// Φ(−x)/φ(x) as Laplace's continued fraction (Abramowitz and Stegun, Handbook of Mathematical Functions, formula 26.2.14).
    /// </summary>
    private static double Mills(double x)
    {
        double tail = x;
        for (int term = Terms; term > 0; term--)
            tail = x + (term / tail);
        return 1 / tail;
    }

    /// <summary>Φ(u), to 7.5·10⁻⁸ (Abramowitz and Stegun, formula 26.2.17).</summary>
    private static double Cumulative(double u)
    {
        if (u > 0)
            return 1 - Cumulative(-u);
        double t = 1 / (1 - (0.2316419 * u));
        double polynomial = t * (0.319381530 + (t * (-0.356563782 + (t * (1.781477937 + (t * (-1.821255978 + (t * 1.330274429))))))));
        return Math.Exp(-0.5 * u * u) / Math.Sqrt(2 * Math.PI) * polynomial;
    }
}
