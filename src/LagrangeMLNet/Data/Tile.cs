namespace LagrangeMLNet.Data;

/// <summary>A few rows of one block, small enough to stay in a core's cache: consecutive ones, or those that a sample lists.</summary>
internal readonly struct Tile(RowBlock block, int start, int count, int[]? sample)
{
    /// <summary>Rows in a full tile.</summary>
    public const int Size = 256;

    public RowBlock Block { get; } = block;

    public int Count { get; } = count;

    /// <summary>The block's row that is the tile's row <paramref name="r"/>.</summary>
    public int Row(int r) => sample is null ? start + r : sample[start + r];

    /// <summary>How many of the tile's rows lie side by side.</summary>
    public int Run => sample is null ? Count : 1;

    /// <summary>The tile's part of a per-row array, copied to <paramref name="target"/> if the rows do not lie side by side.</summary>
    public ReadOnlySpan<float> Gather(float[] perRow, Span<float> target)
    {
        if (sample is null)
            return perRow.AsSpan(start, Count);
        for (int r = 0; r < Count; r++)
            target[r] = perRow[sample[start + r]];
        return target[..Count];
    }
}
