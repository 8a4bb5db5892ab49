using System.Globalization;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// An estimate of what a policy returns from the start of an episode, discounted; its average reward per step with a discount of 1.
/// </summary>
/// <param name="Estimator">How it was estimated.</param>
/// <param name="Value">The estimate; NaN where the log holds nothing to tell it by.</param>
/// <param name="StandardError">Its standard error over episodes; NaN where there is no estimate.</param>
/// <param name="Lower">Lower end of the confidence interval; −∞ where nothing is known.</param>
/// <param name="Upper">Upper end; +∞ where nothing is known.</param>
public sealed record EpisodeEstimate(EpisodeEstimator Estimator, double Value, double StandardError, double Lower, double Upper)
{
    /// <summary>The estimate on one line. The same in every culture.</summary>
    public override string ToString() =>
        string.Create(CultureInfo.InvariantCulture, $"{Estimator}: {Value:G5} [{Lower:G5}, {Upper:G5}]");
}
