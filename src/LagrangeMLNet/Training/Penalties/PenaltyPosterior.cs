namespace LagrangeMLNet.Training;

/// <summary>
/// What held-out losses say of the strength of the prior. Folds of few rows tell neighbouring strengths apart poorly, and the lowest of
/// their losses may lie at either end of a flat valley. So the losses are taken as a likelihood of the strength, and the mean of its
/// logarithm is chosen: the valley's middle where it is flat, its bottom where it is steep.
/// </summary>
/// <remarks>
/// The product of the held-out rows' probabilities as a likelihood of what they were predicted with: Geisser and Eddy, Journal of the
/// American Statistical Association 74 (1979), 153–160.
/// </remarks>
internal static class PenaltyPosterior
{
    private const int PointsBetween = 8;

    // One decade: what is thought of the distance between the strength and a row's Fisher information before any loss is seen. A Cauchy
    // distribution, so that losses that know better are not held back.
    private static readonly double Scale = Math.Log(10);

    /// <summary>
    /// The mean of the logarithm of the strength; losses that are not finite do not count, and without any it is the expected one.
    /// </summary>
    /// <param name="losses">Held-out loss, summed over the rows, by the logarithm of the strength, at equal distances. Unit: nat.</param>
    /// <param name="expected">Logarithm of the strength that is expected.</param>
    public static double Mean(SortedList<double, double> losses, double expected)
    {
        var points = new List<(double Strength, double Surprise)>();
        double[] at = [.. losses.Keys.Where(key => double.IsFinite(losses[key]))];
        double[] loss = [.. at.Select(key => losses[key])];
        if (at.Length == 0)
            return expected;
        for (int i = 0; i + 1 < at.Length; i++)
            for (int k = 0; k < PointsBetween; k++)
            {
                double share = k / (double)PointsBetween;
                points.Add((at[i] + (share * (at[i + 1] - at[i])), Between(loss[Math.Max(0, i - 1)], loss[i], loss[i + 1],
                    loss[Math.Min(at.Length - 1, i + 2)], share)));
            }

        points.Add((at[^1], loss[^1]));
        double least = double.PositiveInfinity, sum = 0, mean = 0;
        for (int i = 0; i < points.Count; i++)
        {
            double distance = (points[i].Strength - expected) / Scale;
            points[i] = points[i] with { Surprise = points[i].Surprise + Math.Log(1 + (distance * distance)) };
            least = Math.Min(least, points[i].Surprise);
        }

        foreach (var (strength, surprise) in points)
        {
            double weight = Math.Exp(least - surprise);
            sum += weight;
            mean += weight * strength;
        }

        return mean / sum;
    }

    /// <summary>
    /// Between the second and the third of four values (Catmull and Rom's cubic, in: Computer Aided Geometric Design, 1974), no lower than
    /// a parabola's bottom could lie.
    /// </summary>
    private static double Between(double a, double b, double c, double d, double share) => Math.Max(
        b + (share / 2 * (c - a + (share * ((2 * a) - (5 * b) + (4 * c) - d + (share * ((3 * (b - c)) + d - a)))))),
        Math.Min(b, c) - (Math.Min(Math.Abs(a - b), Math.Abs(c - d)) / 4));
}
