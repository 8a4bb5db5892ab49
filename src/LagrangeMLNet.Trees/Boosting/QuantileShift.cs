using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Losses;

namespace LagrangeMLNet.Boosting;

/// <summary>
/// What makes a predicted quantile have its share of held-out labels below it: trees come too close to the labels that they were fitted to.
/// Source: Romano, Patterson and Candès, Conformalized Quantile Regression, NeurIPS 2019.
/// </summary>
internal static class QuantileShift
{
    /// <summary>The shift of all scores, in the units of training.</summary>
    /// <param name="heldOut">Rows with the quantile as the first of two scores.</param>
    /// <param name="probability">Share of labels below the quantile.</param>
    public static double Of(ScoredRows heldOut, double probability)
    {
        float[] residuals = [.. heldOut.Labels.Select((label, row) => label - heldOut.Scores[2 * row])];
        return residuals.Length == 0 || !(heldOut.Weight > 0) ? 0 : WeightedQuantile.Of(residuals, [.. heldOut.Weights], probability);
    }
}
