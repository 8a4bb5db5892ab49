namespace LagrangeMLNet.Numerics;

/// <summary>
/// Where a falling function crosses 0: a bracket that grows about a guess, then regula falsi of the Illinois kind (Dowell and Jarratt, BIT
/// 11 (1971), 168–174).
/// </summary>
internal static class MonotoneRoot
{
    private const double FirstStep = 0.25;
    private const double Tolerance = 1e-9;
    private const int MostSteps = 100;

    /// <param name="f">The function; above 0 to the left of the root, below to the right.</param>
    /// <param name="low">Least answer, given where the function is not above 0 there.</param>
    /// <param name="high">Largest answer, given where the function is not below 0 there.</param>
    /// <param name="guess">Where to begin.</param>
    public static double Find(Func<double, double> f, double low, double high, double guess)
    {
        guess = Math.Clamp(guess, low, high);
        double left = guess, right = guess, atLeft = f(guess), atRight = atLeft;
        for (double step = FirstStep; atLeft <= 0 && left > low; step *= 2)
        {
            (right, atRight) = (left, atLeft);
            left = Math.Max(low, left - step);
            atLeft = f(left);
        }

        for (double step = FirstStep; atRight > 0 && right < high; step *= 2)
        {
            (left, atLeft) = (right, atRight);
            right = Math.Min(high, right + step);
            atRight = f(right);
        }

        if (!(atLeft > 0))
            return left;
        if (!(atRight <= 0))
            return right;
        int side = 0;
        for (int i = 0; i < MostSteps && right - left > Tolerance; i++)
        {
            double middle = ((atLeft * right) - (atRight * left)) / (atLeft - atRight);
            // Rounding, or values that are far apart, may leave the chord at an end.
            if (!(middle > left && middle < right))
                middle = (left + right) / 2;
            double at = f(middle);
            if (at > 0)
            {
                (left, atLeft) = (middle, at);
                if (side == 1)
                    atRight /= 2;
                side = 1;
            }
            else
            {
                (right, atRight) = (middle, at);
                if (side == -1)
                    atLeft /= 2;
                side = -1;
                if (at == 0)
                    return middle;
            }
        }

        return (left + right) / 2;
    }
}
