using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Trials;

/// <summary>What a trial reached on a subset.</summary>
/// <param name="Point">The point of the learning curve.</param>
/// <param name="RowLosses">The loss of every validation row, for comparing trials row by row.</param>
internal sealed record RungResult(SweepRung Point, float[] RowLosses)
{
    public static RungResult Of(int rung, int rows, float[] losses, TimeSpan duration)
    {
        var (mean, error) = Moments(losses.Length, i => losses[i]);
        return new RungResult(new SweepRung(rung, rows, mean, error, duration), losses);
    }

    /// <summary>Mean of numbers and its standard error.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no number: a mean over nothing compares nothing.</exception>
    public static (double Mean, double StandardError) Moments(int count, Func<int, double> number)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        double mean = 0, squares = 0;
        for (int i = 0; i < count; i++)
        {
            // Welford, Technometrics 4 (1962).
            double change = number(i) - mean;
            mean += change / (i + 1);
            squares += change * (number(i) - mean);
        }

        return (mean, count < 2 ? double.PositiveInfinity : Math.Sqrt(squares / (count - 1) / count));
    }
}
