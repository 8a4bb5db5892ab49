namespace LagrangeMLNet.Data;

/// <summary>
/// A run of rows in contiguous memory: a dense part of <c>Rows × Layout.Dense</c> values, and a compressed-sparse-row part whose indices
/// count from 0 at the first sparse position.
/// </summary>
internal sealed class RowBlock
{
    private int _capacity;

    public RowBlock(ColumnLayout layout, int capacity, bool weighted, bool offset)
    {
        Layout = layout;
        _capacity = capacity;
        Dense = GC.AllocateUninitializedArray<float>(checked(capacity * layout.Dense));
        Starts = new int[capacity + 1];
        Indices = [];
        Values = [];
        Labels = new float[capacity];
        Weights = weighted ? new float[capacity] : null;
        Offsets = offset ? new float[capacity] : null;
    }

    public ColumnLayout Layout { get; }

    public int Rows { get; private set; }

    /// <summary>Number of kept rows before this block: the block's row r is the data's row FirstRow + r.</summary>
    public long FirstRow { get; set; }

    public float[] Dense { get; private set; }

    public int[] Starts { get; private set; }

    public int[] Indices { get; private set; }

    public float[] Values { get; private set; }

    public float[] Labels { get; private set; }

    public float[]? Weights { get; private set; }

    public float[]? Offsets { get; private set; }

    public bool IsFull => Rows == _capacity;

    /// <summary>Bytes that the block's arrays take.</summary>
    public long Bytes => sizeof(float) * ((long)Dense.Length + Values.Length + Indices.Length + Starts.Length + Labels.Length
        + (Weights?.Length ?? 0) + (Offsets?.Length ?? 0));

    public ReadOnlySpan<float> DenseRow(int row) => Dense.AsSpan(row * Layout.Dense, Layout.Dense);

    /// <summary>Appends a row given by all its values, slot by slot.</summary>
    public void Append(ReadOnlySpan<float> values, float label, float weight, float offset)
    {
        int dense = Layout.Dense;
        var denseRow = Dense.AsSpan(Rows * dense, dense);
        int end = Starts[Rows];
        if (Layout.Sparse == 0)
        {
            values.CopyTo(denseRow);
        }
        else
        {
            EnsureSparse(end + Layout.Sparse);
            for (int slot = 0; slot < values.Length; slot++)
            {
                int position = Layout.PositionOf(slot);
                if (position < dense)
                    denseRow[position] = values[slot];
                else if (values[slot] != 0)
                    (Indices[end], Values[end++]) = (position - dense, values[slot]);
            }
        }

        Finish(end, label, weight, offset);
    }

    /// <summary>Appends a row given by its explicitly stored slots, indices ascending.</summary>
    public void Append(ReadOnlySpan<int> slots, ReadOnlySpan<float> values, float label, float weight, float offset)
    {
        int dense = Layout.Dense;
        var denseRow = Dense.AsSpan(Rows * dense, dense);
        denseRow.Clear();
        int end = Starts[Rows];
        EnsureSparse(end + values.Length);
        if (dense == 0)
        {
            slots.CopyTo(Indices.AsSpan(end));
            values.CopyTo(Values.AsSpan(end));
            end += values.Length;
        }
        else
        {
            for (int i = 0; i < values.Length; i++)
            {
                int position = Layout.PositionOf(slots[i]);
                if (position < dense)
                    denseRow[position] = values[i];
                else
                    (Indices[end], Values[end++]) = (position - dense, values[i]);
            }
        }

        Finish(end, label, weight, offset);
    }

    /// <summary>Appends a row of another block of the same layout.</summary>
    public void Append(RowBlock source, int row) => Append(source, row, source.Weights?[row] ?? 1);

    /// <summary>Appends a row of another block of the same layout with a weight of its own.</summary>
    public void Append(RowBlock source, int row, float weight)
    {
        source.DenseRow(row).CopyTo(Dense.AsSpan(Rows * Layout.Dense));
        int start = source.Starts[row], length = source.Starts[row + 1] - start, end = Starts[Rows];
        if (Values.Length < end + length)
            EnsureSparse(end + length);
        source.Indices.AsSpan(start, length).CopyTo(Indices.AsSpan(end));
        source.Values.AsSpan(start, length).CopyTo(Values.AsSpan(end));
        Finish(end + length, source.Labels[row], weight, source.Offsets?[row] ?? 0);
    }

    /// <summary>Forgets the rows and keeps the memory.</summary>
    public void Clear() => Rows = 0;

    /// <summary>Gives back memory that no row uses.</summary>
    public void Trim()
    {
        _capacity = Rows;
        Dense = Trimmed(Dense, Rows * Layout.Dense);
        Indices = Trimmed(Indices, Starts[Rows]);
        Values = Trimmed(Values, Starts[Rows]);
        Starts = Trimmed(Starts, Rows + 1);
        Labels = Trimmed(Labels, Rows);
        Weights = Weights is null ? null : Trimmed(Weights, Rows);
        Offsets = Offsets is null ? null : Trimmed(Offsets, Rows);
    }

    private static T[] Trimmed<T>(T[] array, int length) =>
        array.Length - length <= length / 16 ? array : array.AsSpan(0, length).ToArray();

    private void EnsureSparse(int needed)
    {
        if (needed <= Values.Length)
            return;
        // Arrays that were too small lie about until they are collected: better to begin with what the layout expects, a little above.
        double expected = Rows == 0 ? _capacity * Layout.SparsePerRow : (double)needed / (Rows + 1) * _capacity;
        int size = (int)Math.Min(Math.Max(1.04 * expected, needed + 256L), Array.MaxLength);
        var indices = GC.AllocateUninitializedArray<int>(size);
        var values = GC.AllocateUninitializedArray<float>(size);
        Indices.AsSpan(0, Starts[Rows]).CopyTo(indices);
        Values.AsSpan(0, Starts[Rows]).CopyTo(values);
        (Indices, Values) = (indices, values);
    }

    private void Finish(int end, float label, float weight, float offset)
    {
        Starts[Rows + 1] = end;
        Labels[Rows] = label;
        if (Weights is not null)
            Weights[Rows] = weight;
        if (Offsets is not null)
            Offsets[Rows] = offset;
        Rows++;
    }
}
