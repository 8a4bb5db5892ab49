namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Mean and central moments of a sample.</summary>
/// <param name="Count">Number of values.</param>
/// <param name="Mean">Mean.</param>
/// <param name="Variance">Mean squared deviation (divided by the count).</param>
/// <param name="Third">Mean cubed deviation.</param>
/// <param name="Fourth">Mean deviation to the fourth.</param>
/// <param name="Minimum">Least value.</param>
/// <param name="Maximum">Largest value.</param>
internal readonly record struct SampleMoments(
    int Count, double Mean, double Variance, double Third, double Fourth, double Minimum, double Maximum)
{
    public double StandardError => Math.Sqrt(Variance / Math.Max(1, Count - 1));

    public static SampleMoments Of(ReadOnlySpan<double> values)
    {
        double sum = 0, minimum = double.PositiveInfinity, maximum = double.NegativeInfinity;
        foreach (double value in values)
        {
            sum += value;
            minimum = Math.Min(minimum, value);
            maximum = Math.Max(maximum, value);
        }

        double mean = sum / values.Length, second = 0, third = 0, fourth = 0;
        foreach (double value in values)
        {
            double deviation = value - mean, square = deviation * deviation;
            second += square;
            third += square * deviation;
            fourth += square * square;
        }

        int n = values.Length;
        return new SampleMoments(n, mean, second / n, third / n, fourth / n, minimum, maximum);
    }
}
