namespace LagrangeMLNet.Experiments;

/// <summary>
/// What a diagonal <see cref="AdaptivePath"/> remembers between two steps. Plain arrays, so that a checkpoint can save and restore them.
/// </summary>
internal sealed class AdaptivePathState
{
    /// <param name="parameters">Number of parameters P, at least 1.</param>
    public AdaptivePathState(int parameters)
    {
        MetricThrow.IfNotPositive(parameters, nameof(parameters));
        MeanGradient = new double[parameters];
        Fisher = new double[parameters];
    }

    /// <summary>Number of steps taken.</summary>
    public long Steps { get; set; }

    /// <summary>Moving average of the gradient, before correction.</summary>
    public double[] MeanGradient { get; }

    /// <summary>Moving average of the squared gradient, before correction: the diagonal empirical Fisher information.</summary>
    public double[] Fisher { get; }
}
