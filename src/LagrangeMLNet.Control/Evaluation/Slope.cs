using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// Selection among estimators ordered by falling spread and rising bias (Lepski's principle; Su, Srinath and Krishnamurthy, Adaptive
/// estimator selection for off-policy evaluation, ICML 2020): the last one whose interval still meets those of all before it.
/// </summary>
internal static class Slope
{
    /// <param name="estimates">Estimates and their standard errors, by falling spread.</param>
    /// <param name="confidence">Confidence that all intervals hold at once.</param>
    /// <returns>Index of the chosen one.</returns>
    public static int Select(IReadOnlyList<(double Value, double StandardError)> estimates, double confidence)
    {
        double width = 2 * NormalQuantile.Of(1 - ((1 - confidence) / (2 * estimates.Count)));
        double lower = double.NegativeInfinity, upper = double.PositiveInfinity;
        int chosen = 0;
        for (int k = 0; k < estimates.Count; k++)
        {
            var (value, error) = estimates[k];
            lower = Math.Max(lower, value - (width * error));
            upper = Math.Min(upper, value + (width * error));
            if (!(lower <= upper))
                break;
            chosen = k;
        }

        return chosen;
    }
}
