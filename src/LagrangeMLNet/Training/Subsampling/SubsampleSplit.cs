using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Which part each candidate row takes: pilot, held out of everything, or the rows that a sample is drawn from.</summary>
/// <param name="rows">Number of candidates.</param>
/// <param name="pilotRows">Expected number of rows of the pilot.</param>
/// <param name="seed">Seed of the choice.</param>
internal sealed class SubsampleSplit(long rows, double pilotRows, int seed)
{
    // Enough rows to tell a loss to a few hundredths of its spread, and few enough that learning does not miss them.
    private const double LargestHeldOutShare = 0.05;
    private const int LargestHeldOut = 10_000;

    // Drawing has a hash of its own, as the parts are told apart by the other.
    private const int DrawSalt = 0x3C6EF372;

    private readonly double _pilotShare = pilotRows / rows;
    private readonly double _firstHeldOut = 1 - Math.Min(LargestHeldOutShare, (double)LargestHeldOut / rows);

    public bool IsPilot(long row) => RowHash.Share(row, seed) < _pilotShare;

    public bool IsHeldOut(long row) => RowHash.Share(row, seed) >= _firstHeldOut;

    /// <summary>Whether a row that has the probability <paramref name="probability"/> is drawn.</summary>
    public bool IsDrawn(long row, float probability) => RowHash.Share(row, seed ^ DrawSalt) < probability;
}
