using LagrangeMLNet.Data;

namespace LagrangeMLNet.Binning;

/// <summary>
/// A sample of each slot's values, from which bins are chosen. Of sparse slots the values that are not zero are kept, and zeros counted.
/// </summary>
/// <param name="layout">Where each slot lies.</param>
internal sealed class ColumnSamples(ColumnLayout layout)
{
    private readonly List<float>?[] _values = new List<float>?[layout.Slots];
    private readonly bool[] _hasMissing = new bool[layout.Slots];
    private int _rows;

    /// <summary>Takes a row.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="row">Its number there.</param>
    public void Add(RowBlock block, int row)
    {
        _rows++;
        ReadOnlySpan<float> dense = block.DenseRow(row);
        for (int position = 0; position < dense.Length; position++)
            Add(position, dense[position]);
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            if (block.Values[i] != 0)
                Add(layout.Dense + block.Indices[i], block.Values[i]);
    }

    /// <summary>Notes which slots of a row that is not in the sample are missing.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="row">Its number there.</param>
    public void AddMissing(RowBlock block, int row)
    {
        ReadOnlySpan<float> dense = block.DenseRow(row);
        for (int position = 0; position < dense.Length; position++)
            _hasMissing[position] |= float.IsNaN(dense[position]);
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            _hasMissing[layout.Dense + block.Indices[i]] |= float.IsNaN(block.Values[i]);
    }

    /// <summary>The ends of a slot's bins, and whether values are missing.</summary>
    /// <param name="position">Position of the slot in the layout.</param>
    /// <param name="mostBins">Most bins, that of missing values included.</param>
    public (float[] Ends, bool HasMissing) Bins(int position, int mostBins)
    {
        bool hasMissing = _hasMissing[position];
        int zeros = position < layout.Dense ? 0 : _rows - (_values[position]?.Count ?? 0) - (hasMissing ? 1 : 0);
        int stored = _values[position]?.Count ?? 0;
        var sorted = new float[stored + Math.Max(zeros, position < layout.Dense ? 0 : 1)];
        _values[position]?.CopyTo(sorted);
        Array.Sort(sorted);
        return (BinEdges.Choose(sorted, mostBins - (hasMissing ? 1 : 0)), hasMissing);
    }

    private void Add(int position, float value)
    {
        if (float.IsNaN(value))
            _hasMissing[position] = true;
        else
            // −0 and 0 are the same value.
            (_values[position] ??= []).Add(value + 0f);
    }
}
