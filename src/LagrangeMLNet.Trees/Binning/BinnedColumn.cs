namespace LagrangeMLNet.Binning;

/// <summary>The bins of one feature slot.</summary>
/// <param name="slot">The slot.</param>
/// <param name="ends">Upper ends of all bins of values but the last.</param>
/// <param name="hasMissing">Whether a last bin holds missing values.</param>
/// <param name="isSparse">Whether only the bins that zero is not in are stored.</param>
internal sealed class BinnedColumn(int slot, float[] ends, bool hasMissing, bool isSparse)
{
    /// <summary>Most bins: a bin is one byte.</summary>
    public const int MostBins = 255;

    public int Slot => slot;

    public bool IsSparse => isSparse;

    /// <summary>Number of bins that hold values.</summary>
    public int ValueBins => ends.Length + 1;

    /// <summary>Number of bins, that of missing values included.</summary>
    public int Bins => ValueBins + (hasMissing ? 1 : 0);

    /// <summary>The bin of missing values; −1 if there are none.</summary>
    public int MissingBin => hasMissing ? ValueBins : -1;

    /// <summary>The bin that zero is in.</summary>
    public int ZeroBin { get; } = BinOf(ends, 0);

    /// <summary>Where the column's bins begin in a histogram.</summary>
    public int Offset { get; init; }

    /// <summary>Where the column's bytes, or its group of sparse columns, lie.</summary>
    public int Place { get; init; }

    /// <summary>The largest value of a bin that is not the last.</summary>
    public float EndOf(int bin) => ends[bin];

    /// <summary>The bin of a value; one that is missing where no bin is for such lies where zero does.</summary>
    public int BinOf(float value) =>
        float.IsNaN(value) ? (hasMissing ? ValueBins : ZeroBin) : BinOf(ends, value);

    private static int BinOf(float[] ends, float value)
    {
        int low = 0, high = ends.Length;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (value <= ends[middle])
                high = middle;
            else
                low = middle + 1;
        }

        return low;
    }
}
