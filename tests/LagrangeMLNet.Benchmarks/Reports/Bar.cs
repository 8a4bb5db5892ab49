namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>How a bar's figures are written.</summary>
internal enum BarUnit
{
    /// <summary>A plain ratio.</summary>
    Ratio,

    /// <summary>A relative difference, as a percentage with sign.</summary>
    Percent,

    /// <summary>A share, as a percentage.</summary>
    Share,
}

/// <summary>A bar that the project set itself, with what was measured in this run. Met when the figure is at most the goal.</summary>
/// <param name="Topic">Which of the lines.</param>
/// <param name="Subject">The set or case.</param>
/// <param name="Text">What is compared with what.</param>
/// <param name="Figure">What was measured; NaN where it could not be.</param>
/// <param name="Goal">The largest figure that meets the bar.</param>
/// <param name="Unit">How to write both.</param>
internal sealed record Bar(string Topic, string Subject, string Text, double Figure, double Goal, BarUnit Unit)
{
    public bool IsMet => Figure <= Goal;

    public bool IsMeasured => !double.IsNaN(Figure);
}
