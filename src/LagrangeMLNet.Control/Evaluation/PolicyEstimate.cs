using System.Globalization;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>An estimate of what a policy earns per decision. Unit: that of the reward.</summary>
/// <param name="Estimator">How it was estimated.</param>
/// <param name="Value">The estimate; NaN where the log holds nothing to tell it by.</param>
/// <param name="StandardError">Its standard error; NaN where there is no estimate.</param>
/// <param name="Lower">Lower end of the confidence interval; −∞ where nothing is known.</param>
/// <param name="Upper">Upper end; +∞ where nothing is known.</param>
/// <param name="Threshold">
/// The most weight of <see cref="Estimator.SwitchDoublyRobust"/>, or λ of <see cref="Estimator.OptimisticShrinkage"/>; +∞ where weights are
/// left as they are.
/// </param>
public sealed record PolicyEstimate(
    Estimator Estimator, double Value, double StandardError, double Lower, double Upper, double Threshold = double.PositiveInfinity)
{
    /// <summary>The estimate on one line. The same in every culture.</summary>
    public override string ToString()
    {
        string threshold = double.IsFinite(Threshold) ? string.Create(CultureInfo.InvariantCulture, $" (threshold {Threshold:G3})") : "";
        return string.Create(CultureInfo.InvariantCulture, $"{Estimator}: {Value:G5} [{Lower:G5}, {Upper:G5}]{threshold}");
    }
}
