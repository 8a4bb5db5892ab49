using System.Collections;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// The rows to choose from, as vectors z = √w · (x, 1) / scale: w the Fisher information of a row's label, scale the columns' own (or one
/// for all), so that z zᵀ is the information that a label brings, in units in which single precision is at home.
/// </summary>
/// <param name="Source">The rows.</param>
/// <param name="Intercept">Whether there is an intercept.</param>
/// <param name="InverseScale">1/scale of each element of z.</param>
/// <param name="SkippedPositions">Positions in the pool that were passed over in reading, ascending.</param>
/// <param name="Costs">Cost of each row that was read, or null.</param>
/// <param name="Groups">Group of each row that was read, or null.</param>
internal sealed record DesignPool(
    IRowSource Source, bool Intercept, float[] InverseScale, List<long> SkippedPositions, float[]? Costs, int[]? Groups)
{
    public int Parameters { get; } = RowVectors.Size(Source.Layout, Intercept);

    /// <summary>Rows that must not be chosen; null if there are none.</summary>
    public BitArray? Excluded { get; set; }

    /// <summary>Rows that were read, the excluded ones among them.</summary>
    public int Rows => checked((int)Source.Rows);

    public bool MayChoose(long row) => Excluded is null || !Excluded[(int)row];

    /// <summary>Whether any row has an element that is not 0; taken for granted of rows that are streamed.</summary>
    public bool TellsAnything() => Source is not RowSet all || all.Blocks.Any(block =>
        block.Dense.AsSpan(0, block.Rows * block.Layout.Dense).IndexOfAnyExcept(0f) >= 0
        || block.Values.AsSpan(0, block.Starts[block.Rows]).IndexOfAnyExcept(0f) >= 0
        || (Intercept && block.Labels.AsSpan(0, block.Rows).IndexOfAnyExcept(0f) >= 0));

    /// <summary>The position in the pool of the row that was read as number <paramref name="row"/>.</summary>
    public long PositionOf(long row)
    {
        // The smallest p with p = row + number of skipped positions at most p.
        int low = 0, high = SkippedPositions.Count;
        while (low < high)
        {
            int middle = (low + high) / 2;
            if (SkippedPositions[middle] - middle <= row)
                low = middle + 1;
            else
                high = middle;
        }

        return row + low;
    }

    /// <summary>Brings some of the rows together in memory.</summary>
    /// <param name="rows">Numbers of the rows, ascending.</param>
    public Candidates Fetch(int[] rows)
    {
        var blocks = new RowBlock[rows.Length];
        var places = new int[rows.Length];
        var held = Source switch
        {
            RowSet all => all.Blocks,
            StreamedRows streamed => Collect(streamed, rows),
            _ => throw new InvalidOperationException($"Rows cannot be fetched from {Source.GetType().Name}."),
        };
        bool isCopy = Source is StreamedRows;
        for (int i = 0, b = 0; i < rows.Length; i++)
        {
            long wanted = isCopy ? i : rows[i];
            while (wanted >= held[b].FirstRow + held[b].Rows)
                b++;
            (blocks[i], places[i]) = (held[b], (int)(wanted - held[b].FirstRow));
        }

        return new Candidates(Parameters, rows, blocks, places, Select(Costs, rows), Select(Groups, rows));
    }

    private static IReadOnlyList<RowBlock> Collect(StreamedRows streamed, int[] rows)
    {
        int next = 0;
        return streamed.Collect(
            row =>
            {
                if (next >= rows.Length || rows[next] != row)
                    return false;
                next++;
                return true;
            },
            seed: 0).Blocks;
    }

    private static T[]? Select<T>(T[]? all, int[] rows) => all is null ? null : [.. rows.Select(row => all[row])];
}
