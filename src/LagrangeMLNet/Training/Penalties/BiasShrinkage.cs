namespace LagrangeMLNet.Training;

/// <summary>
/// How far few rows' class frequencies are to be believed. The log-frequencies of K classes in n rows are off by √(K/n); where the classes
/// could as well be equally frequent, biases that follow them predict worse than none.
/// </summary>
/// <remarks>
/// The positive-part James–Stein estimator (Proceedings of the Fourth Berkeley Symposium 1 (1961), 361–379): with X² Pearson's statistic of
/// equal frequencies, log-frequencies keep the share 1 − B, B = (K − 3)/X²; a Gaussian prior of precision n/K · B/(1 − B) does the same.
/// </remarks>
internal static class BiasShrinkage
{
    // However even the frequencies are, a prior that rows can overrule.
    private const double Most = 0.9;

    /// <summary>
    /// The penalty on each bias, against the sum of the rows' weighted losses; 0 with fewer than four classes, or where a class has no row.
    /// </summary>
    /// <param name="classWeights">Σ w of each class.</param>
    /// <param name="rows">Number of rows.</param>
    public static double Penalty(ReadOnlySpan<double> classWeights, long rows)
    {
        int classes = classWeights.Length;
        double weight = 0, squares = 0;
        foreach (double sum in classWeights)
        {
            if (!(sum > 0))
                return 0;
            weight += sum;
            squares += sum * sum;
        }

        if (classes <= 3 || !double.IsFinite(squares))
            return 0;
        double pearson = rows * ((classes * squares / (weight * weight)) - 1);
        double shrinkage = Math.Min(Most, (classes - 3) / Math.Max(pearson, 1e-300));
        return weight / classes * shrinkage / (1 - shrinkage);
    }
}
