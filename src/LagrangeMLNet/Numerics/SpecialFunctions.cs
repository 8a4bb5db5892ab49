namespace LagrangeMLNet.Numerics;

/// <summary>The error function, the digamma function and logarithms near 1, to double precision.</summary>
internal static class SpecialFunctions
{
    // Where 1 − erf is below the resolution of double precision.
    private const double ErfIsOne = 6;

    // From here on the asymptotic series of digamma leaves less than 1e-14.
    private const double Asymptotic = 12;

    /// <summary>
    /// erf x = 2/√π e^(−x²) Σ 2ⁿ x^(2n+1)/(2n+1)!!, whose terms have one sign (Abramowitz and Stegun, Handbook of Mathematical Functions,
    /// 7.1.6).
    /// </summary>
    public static double Erf(double x)
    {
        double square = x * x;
        if (square >= ErfIsOne * ErfIsOne)
            return Math.Sign(x);
        double term = x, sum = x;
        for (int n = 1; Math.Abs(term) > 1e-17 * Math.Abs(sum); n++)
        {
            term *= 2 * square / ((2 * n) + 1);
            sum += term;
        }

        return 2 / Math.Sqrt(Math.PI) * Math.Exp(-square) * sum;
    }

    /// <summary>ψ(x) = d ln Γ(x)/dx for x > 0: the recurrence up to 12, then the asymptotic series (6.3.5 and 6.3.18).</summary>
    public static double Digamma(double x)
    {
        double shift = 0;
        for (; x < Asymptotic; x++)
            shift -= 1 / x;
        double inverse = 1 / (x * x);
        return shift + Math.Log(x) - (0.5 / x)
            - (inverse * ((1 / 12.0) - (inverse * ((1 / 120.0) - (inverse * ((1 / 252.0) - (inverse * ((1 / 240.0) - (inverse / 132)))))))));
    }

    /// <summary>ln(1 + u) for u ≥ 0, to full relative precision: what multiplies it may be large.</summary>
    public static double LogOnePlus(double u) => u < 1e-3 ? u * (1 - (u * (0.5 - (u * ((1 / 3.0) - (u / 4)))))) : Math.Log(1 + u);

    /// <summary>u − ln(1 + u) for u ≥ 0, without cancellation.</summary>
    public static double LogarithmDeficit(double u) => u < 1e-3 ? u * u * (0.5 - (u * ((1 / 3.0) - (u / 4)))) : u - Math.Log(1 + u);
}
