namespace LagrangeMLNet.Boosting;

/// <summary>A leaf while a tree grows.</summary>
internal sealed class LeafState
{
    /// <summary>Where its rows begin.</summary>
    public required int Start { get; init; }

    /// <summary>Number of its rows.</summary>
    public required int Count { get; init; }

    /// <summary>Sum of its rows' pairs.</summary>
    public required long Sum { get; init; }

    /// <summary>Smallest step that monotone columns above leave to it.</summary>
    public double Lowest { get; init; } = double.NegativeInfinity;

    /// <summary>Largest step that monotone columns above leave to it.</summary>
    public double Highest { get; init; } = double.PositiveInfinity;

    /// <summary>Sums of each bin; null once the leaf will not be divided.</summary>
    public long[]? Histogram { get; set; }

    /// <summary>The best way to divide it.</summary>
    public Split Best { get; set; } = Split.None;

    public double Clamp(double step) => Math.Min(Math.Max(step, Lowest), Highest);
}
