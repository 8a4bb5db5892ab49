namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// Selection among estimators ordered by falling spread and rising bias (Lepski's principle; Su, Srinath and Krishnamurthy, Adaptive
/// estimator selection for off-policy evaluation, ICML 2020): the last one whose differences from all before it are no more than chance.
/// All are of the same decisions, so a difference has a spread of its own, much smaller than the estimates' (Goldenshluger and Lepski,
/// Annals of Statistics 39, 2011), and the direct method's bias shows in it while its own spread says nothing of the bias.
/// </summary>
internal static class Slope
{
    /// <summary>
    /// Largest difference in standard errors of the difference. Its square less the variance of the difference estimates the bias squared,
    /// and the variance that is saved is about that of the difference: at √2 the one outweighs the other.
    /// </summary>
    private static readonly double MostDifference = Math.Sqrt(2);

    /// <param name="contributions">Each estimator's contributions, decision by decision; by falling spread.</param>
    /// <returns>Index of the chosen one.</returns>
    public static int Select(IReadOnlyList<double[]> contributions)
    {
        var spread = SampleMoments.Of(contributions[0]).StandardError;
        for (int k = 1; k < contributions.Count; k++)
        {
            double own = SampleMoments.Of(contributions[k]).StandardError;
            // Beyond the place where the order breaks, nothing is promised.
            if (!(own <= spread))
                return k - 1;
            spread = own;
            for (int before = 0; before < k; before++)
            {
                var difference = SampleMoments.Of([.. contributions[k].Zip(contributions[before], (late, early) => late - early)]);
                if (!(Math.Abs(difference.Mean) <= MostDifference * difference.StandardError))
                    return k - 1;
            }
        }

        return contributions.Count - 1;
    }
}
