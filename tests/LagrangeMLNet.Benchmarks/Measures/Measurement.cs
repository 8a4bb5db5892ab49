using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>What was measured of one side on one set.</summary>
internal sealed record Measurement
{
    public required Competitor Competitor { get; init; }

    /// <summary>Median wall-clock seconds of a fit.</summary>
    public double Seconds { get; init; } = double.NaN;

    /// <summary>Number of timed warm runs; 0 if the warm-up itself took so long that it had to serve.</summary>
    public int Runs { get; init; }

    /// <summary>See <see cref="PeakMemory"/>. Unit: byte.</summary>
    public long PeakBytes { get; init; }

    /// <summary>Null if the fit failed.</summary>
    public HeldOutMetrics? Metrics { get; init; }

    public string Remark { get; init; } = "";

    public PeerRole Role => Competitor.Role;

    public double Loss => Metrics?.Loss ?? double.NaN;
}

/// <summary>What was measured of a grid.</summary>
/// <param name="Name">Whose grid.</param>
/// <param name="Points">Strength, seconds of its one fit, and held-out loss.</param>
internal sealed record GridResult(string Name, IReadOnlyList<(float Strength, double Seconds, double Loss)> Points)
{
    public double TotalSeconds => Points.Sum(point => point.Seconds);
}

/// <summary>What was measured on one set. Holds no data, so that the set can be let go.</summary>
internal sealed record SetResult(
    string Name,
    LearningTask Task,
    FeatureFamily Family,
    bool IsSynthetic,
    FeatureMatrixSize TrainSize,
    long TestRows,
    IReadOnlyList<Measurement> Measurements,
    IReadOnlyList<GridResult> Grids)
{
    public Measurement? Of(PeerRole role) => Measurements.FirstOrDefault(m => m.Role == role && !double.IsNaN(m.Loss));

    /// <summary>Linear ML.NET trainers that came to an end, LBFGS at its best L2 among them.</summary>
    public IEnumerable<Measurement> LinearPeers => Measurements.Where(m => m.Competitor.IsLinearPeer && !double.IsNaN(m.Loss));
}
