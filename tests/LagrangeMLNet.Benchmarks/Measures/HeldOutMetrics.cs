namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>A figure with its name.</summary>
internal readonly record struct Metric(string Name, double Value);

/// <summary>
/// Metrics on held-out rows, computed here in double from the scored columns. The first is the loss that is compared; lower is
/// better.
/// </summary>
internal sealed record HeldOutMetrics(IReadOnlyList<Metric> Values)
{
    /// <summary>
    /// Probabilities are clipped to [ε, 1 − ε] with ε = 2⁻²⁴, half the distance from 1 to the next smaller float: a probability that was
    /// rounded to 1 claims no more than that.
    /// </summary>
    public const double ProbabilityResolution = 1.0 / (1 << 24);

    public double Loss => Values[0].Value;

    public static double Clip(double probability) => Math.Clamp(probability, ProbabilityResolution, 1 - ProbabilityResolution);
}
