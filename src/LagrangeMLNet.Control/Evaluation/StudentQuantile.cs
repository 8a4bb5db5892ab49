using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Quantile of Student's t distribution.</summary>
internal static class StudentQuantile
{
    /// <summary>
    /// t with P(T ≤ t) = <paramref name="probability"/>: exact for 1 and 2 degrees of freedom, else the Cornish–Fisher expansion
    /// (Abramowitz
    /// and Stegun, formula 26.7.5), within 1 % from 3 degrees on and 0.1 % from 10.
    /// </summary>
    /// <param name="probability">Between 0 and 1, both excluded.</param>
    /// <param name="degrees">Degrees of freedom, at least 1.</param>
    public static double Of(double probability, int degrees)
    {
        if (degrees == 1)
            return Math.Tan(Math.PI * (probability - 0.5));
        if (degrees == 2)
            return ((2 * probability) - 1) * Math.Sqrt(1 / (2 * probability * (1 - probability)));
        double z = NormalQuantile.Of(probability), s = z * z, v = degrees;
        double first = z * (s + 1) / 4;
        double second = z * (((((5 * s) + 16) * s) + 3) / 96);
        double third = z * (((((((3 * s) + 19) * s) + 17) * s) - 15) / 384);
        double fourth = z * (((((((((79 * s) + 776) * s) + 1482) * s) - 1920) * s) - 945) / 92160);
        return z + ((first + ((second + ((third + (fourth / v)) / v)) / v)) / v);
    }
}
