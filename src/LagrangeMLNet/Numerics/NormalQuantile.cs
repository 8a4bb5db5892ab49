namespace LagrangeMLNet.Numerics;

/// <summary>Quantile of the standard normal distribution.</summary>
internal static class NormalQuantile
{
    /// <summary>
    /// z with Φ(z) = <paramref name="probability"/>, to 4.5·10⁻⁴ (Abramowitz and Stegun, Handbook of Mathematical Functions, formula
    /// 26.2.23): far more exact than the normality it is used with.
    /// </summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    public static double Of(double probability)
    {
        if (probability < 0.5)
            return -Of(1 - probability);
        if (probability == 0.5)
            return 0;
        double t = Math.Sqrt(-2 * Math.Log(1 - probability));
        return t - ((2.515517 + (t * (0.802853 + (t * 0.010328)))) / (1 + (t * (1.432788 + (t * (0.189269 + (t * 0.001308)))))));
    }
}
