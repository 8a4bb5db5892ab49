using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Boosting;

/// <summary>How labels lie about predicted means, in predicted standard deviations: as measured on held-out rows.</summary>
/// <param name="Scale">What predicted standard deviations have to be multiplied by to be right in the mean square.</param>
/// <param name="Lower">Lower bound, in standard deviations so corrected.</param>
/// <param name="Upper">Upper bound, likewise.</param>
internal sealed record PredictiveSpread(double Scale, double Lower, double Upper)
{
    /// <summary>The spread of held-out rows.</summary>
    /// <param name="heldOut">Rows with mean and logarithm of the standard deviation as scores; null, or none: a Gaussian's.</param>
    /// <param name="level">Share of labels between the bounds.</param>
    public static PredictiveSpread Of(ScoredRows? heldOut, double level)
    {
        double tail = (1 - level) / 2;
        if (heldOut is null || !(heldOut.Weight > 0))
            return new PredictiveSpread(1, -NormalQuantile.Of(1 - tail), NormalQuantile.Of(1 - tail));
        int rows = heldOut.Labels.Length;
        var standardised = new float[rows];
        double squares = 0;
        for (int row = 0; row < rows; row++)
        {
            double residual = heldOut.Labels[row] - heldOut.Scores[2 * row];
            standardised[row] = (float)(residual * Math.Exp(-ScaleScore.Clamp(heldOut.Scores[(2 * row) + 1])));
            squares += heldOut.Weights[row] * standardised[row] * standardised[row];
        }

        double scale = Math.Sqrt(squares / heldOut.Weight);
        if (!(scale > 0) || !double.IsFinite(scale))
            scale = 1;
        // One more row than was seen: the quantile of n rows at (n + 1)/n of the share.
        double outer = Math.Max(0, ((tail * (rows + 1)) - 1) / rows), inner = Math.Min(1, (1 - tail) * (rows + 1) / rows);
        double lower = WeightedQuantile.Of([.. standardised], [.. heldOut.Weights], outer);
        double upper = WeightedQuantile.Of(standardised, [.. heldOut.Weights], inner);
        return new PredictiveSpread(scale, lower / scale, upper / scale);
    }
}
