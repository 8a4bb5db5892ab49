namespace LagrangeMLNet.Binning;

/// <summary>
/// Rows in bins. A dense column is one byte a row, column after column. Sparse columns are stored in groups, row after row, as the places
/// in a histogram of the bins that zero is not in.
/// </summary>
internal sealed class BinnedRows
{
    /// <summary>The columns that have two bins or more.</summary>
    public required BinnedColumn[] Columns { get; init; }

    /// <summary>Number of rows.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of feature slots, constant ones included.</summary>
    public required int Slots { get; init; }

    /// <summary>Bins of each dense column.</summary>
    public required byte[][] Dense { get; init; }

    /// <summary>Sparse columns.</summary>
    public required SparseGroup[] Sparse { get; init; }

    /// <summary>Labels.</summary>
    public required float[] Labels { get; init; }

    /// <summary>Example weights, of mean 1; null where all rows weigh 1.</summary>
    public required float[]? Weights { get; set; }

    /// <summary>Scores of an earlier model, row after row; null where there is none.</summary>
    public double[]? Start { get; init; }

    /// <summary>Number of bins of all columns.</summary>
    public int TotalBins => Columns.Length == 0 ? 0 : Columns[^1].Offset + Columns[^1].Bins;

    /// <summary>These rows, and then others in the same bins.</summary>
    public BinnedRows Followed(BinnedRows others) => new()
    {
        Columns = Columns,
        Rows = checked(Rows + others.Rows),
        Slots = Slots,
        Dense = [.. Dense.Zip(others.Dense, (own, more) => (byte[])[.. own, .. more])],
        Sparse = [.. Sparse.Zip(others.Sparse, (own, more) => own.Followed(more))],
        Labels = [.. Labels, .. others.Labels],
        Weights = Weights is null ? null : [.. Weights, .. others.Weights!],
        Start = Start is null ? null : [.. Start, .. others.Start!],
    };

    /// <summary>The bin of a row.</summary>
    public int BinOf(BinnedColumn column, int row) =>
        column.IsSparse ? Sparse[column.Place].BinOf(column, row) : Dense[column.Place][row];
}

/// <summary>Sparse columns next to each other in a histogram, stored row after row.</summary>
/// <param name="First">First of the columns.</param>
/// <param name="End">One past the last.</param>
/// <param name="Starts">Where each row begins, and last the end.</param>
/// <param name="Places">Places of bins in a histogram, ascending within a row.</param>
internal sealed record SparseGroup(int First, int End, int[] Starts, int[] Places)
{
    /// <summary>The same columns of these rows, and then of others.</summary>
    public SparseGroup Followed(SparseGroup others) => this with
    {
        Starts = End == First ? [] : [.. Starts, .. others.Starts.Skip(1).Select(start => checked(start + Places.Length))],
        Places = [.. Places, .. others.Places],
    };

    public int BinOf(BinnedColumn column, int row)
    {
        int low = Starts[row], high = Starts[row + 1];
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (Places[middle] < column.Offset)
                low = middle + 1;
            else
                high = middle;
        }

        int bin = low < Starts[row + 1] ? Places[low] - column.Offset : column.Bins;
        return bin < column.Bins ? bin : column.ZeroBin;
    }
}
