using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Experiments;

/// <summary>Settings of a diagonal <see cref="AdaptivePath"/>. The defaults are Adam's.</summary>
internal sealed record AdaptivePathSettings
{
    /// <summary>Time step η of the path, above 0; default 0.001.</summary>
    public double StepSize
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw MetricThrow.OutOfRange(nameof(StepSize), value, "StepSize must be above 0.");
    } = 0.001;

    /// <summary>Retention β₁ of the moving average of the gradient, 0 (none) to below 1; default 0.9.</summary>
    public double GradientRetention
    {
        get;
        init => field = Retention(value, nameof(GradientRetention));
    } = 0.9;

    /// <summary>
    /// Retention β₂ of the moving average of squared gradients, the diagonal empirical Fisher information; 0 to below 1; default 0.999.
    /// </summary>
    public double FisherRetention
    {
        get;
        init => field = Retention(value, nameof(FisherRetention));
    } = 0.999;

    /// <summary>
    /// Damping ε, added to F^p (as RMSprop and Adam do), so that a gradient that was never seen moves nothing; above 0; default 1e-8.
    /// </summary>
    public double Damping
    {
        get;
        init => field = value > 0 && double.IsFinite(value)
            ? value
            : throw MetricThrow.OutOfRange(nameof(Damping), value, "Damping must be above 0.");
    } = 1e-8;

    /// <summary>Whether both averages are corrected for their start at 0; default true.</summary>
    public bool CorrectsBias { get; init; } = true;

    /// <summary>Exponent p; default 1/2.</summary>
    public FisherExponent Exponent { get; init; } = FisherExponent.Half;

    /// <summary>RMSprop (Tieleman and Hinton, 2012): exponent 1/2, no average of the gradient, no correction.</summary>
    public static AdaptivePathSettings RmsProp { get; } = new() { GradientRetention = 0, FisherRetention = 0.99, CorrectsBias = false };

    /// <summary>Adam (Kingma and Ba, 2015, algorithm 1): exponent 1/2, both averages, both corrected.</summary>
    public static AdaptivePathSettings Adam { get; } = new();

    private static double Retention(double value, string name) => value is >= 0 and < 1
        ? value
        : throw MetricThrow.OutOfRange(name, value, $"{name} is a share: set it to 0 or more and below 1.");
}
