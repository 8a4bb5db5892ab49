namespace LagrangeMLNet.Training;

/// <summary>
/// A Fisher matrix, the rows it was measured on, and what they say of the dispersion and of how many parameters they determine.
/// </summary>
/// <param name="Fisher">Σ w F, symmetric, row-major.</param>
/// <param name="Weight">Σ w.</param>
/// <param name="Rows">Number of rows.</param>
/// <param name="Dispersion">φ.</param>
/// <param name="Effective">γ, the number of parameters that the rows determine.</param>
internal sealed record FisherMatrix(double[] Fisher, double Weight, long Rows, double Dispersion, double Effective)
{
    /// <summary>F + Λ of rows of the summed weight <paramref name="weight"/>, factored.</summary>
    public FisherStep Factor(double weight, Prior prior, double share) => FisherStep.Factor(Fisher, weight / Weight, prior, share);
}

/// <summary>
/// When a descent measures the Fisher matrix: at every point, never as long as another sample's serves, or once where it is the same
/// everywhere.
/// </summary>
/// <param name="IsMeasured">Whether the next pass measures it.</param>
/// <param name="IsConstant">Whether it is the same at every θ.</param>
internal readonly record struct MetricSchedule(bool IsMeasured, bool IsConstant)
{
    // A borrowed matrix that lets the decrement shrink by less than this no longer serves.
    private const double LeastContraction = 4;

    public static MetricSchedule Begin(FisherMatrix? borrowed, bool isConstant) => new(borrowed is null, isConstant);

    public MetricSchedule Measured() => this with { IsMeasured = true };

    /// <summary>After a step.</summary>
    /// <param name="wasShortened">Whether the one before had to be shortened.</param>
    /// <param name="decrement">What the step promises.</param>
    /// <param name="last">What the one before promised.</param>
    public MetricSchedule Next(bool wasShortened, double decrement, double last) => this with
    {
        IsMeasured = !IsConstant && (IsMeasured || wasShortened || decrement > last / LeastContraction),
    };
}
