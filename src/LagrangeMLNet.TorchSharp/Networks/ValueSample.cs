using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>
/// Values of some rows, each with equal chance (a reservoir: Vitter, ACM Transactions on Mathematical Software 11, 1985), from which the
/// edges of piecewise-linear embeddings are taken.
/// </summary>
/// <param name="layout">Where each slot lies.</param>
/// <param name="readsSparse">Whether slots of the sparse part are wanted too.</param>
/// <param name="seed">Seed of the choice.</param>
internal sealed class ValueSample(ColumnLayout layout, bool readsSparse, int seed)
{
    private const int FewestRows = 1000;
    private const int MostRows = 20_000;

    /// <summary>Values in the sample, at most, where they are not too few rows.</summary>
    private const int MostValues = 1 << 22;

    private readonly int _size = Math.Clamp(MostValues / Math.Max(1, layout.Slots), FewestRows, MostRows);
    private readonly Random _random = new(seed);
    private readonly List<(float[] Dense, int[] Indices, float[] Values)> _rows = [];
    private long _seen;

    public void Add(RowPlace place)
    {
        long slot = _seen < _size ? _seen : _random.NextInt64(_seen + 1);
        _seen++;
        if (slot >= _size)
            return;
        RowBlock block = place.Block;
        Range sparse = readsSparse ? block.Starts[place.Row]..block.Starts[place.Row + 1] : ..0;
        (float[], int[], float[]) row = (block.DenseRow(place.Row).ToArray(), block.Indices[sparse], block.Values[sparse]);
        if (slot < _rows.Count)
            _rows[(int)slot] = row;
        else
            _rows.Add(row);
    }

    /// <summary>The sampled values of every position of the layout, ascending; empty for positions that are not read.</summary>
    /// <param name="checkAlive">Called now and then; throws to end it.</param>
    public float[][] ByPosition(Action checkAlive)
    {
        var values = new float[layout.Slots][];
        var filled = new int[layout.Slots];
        for (int position = 0; position < layout.Slots; position++)
            values[position] = position < layout.Dense || readsSparse ? new float[_rows.Count] : [];
        foreach ((float[] dense, int[] indices, float[] sparse) in _rows)
        {
            for (int position = 0; position < dense.Length; position++)
                values[position][filled[position]++] = dense[position];
            for (int i = 0; i < indices.Length; i++)
                values[layout.Dense + indices[i]][filled[layout.Dense + indices[i]]++] = sparse[i];
        }

        // What a sparse row does not name is 0, as the arrays are.
        foreach (float[] all in values)
        {
            checkAlive();
            Array.Sort(all);
        }

        return values;
    }

    /// <summary>Whether sorted values are fewer than some different ones.</summary>
    public static bool HasFewerThan(int some, float[] values)
    {
        int different = Math.Min(1, values.Length);
        for (int i = 1; i < values.Length && different < some; i++)
            different += values[i] != values[i - 1] ? 1 : 0;
        return different < some;
    }

    /// <summary>
    /// Ascending edges of the pieces of a slot. A value that more rows have than fall to a piece is an edge by itself; the others are
    /// quantiles of the rows that are left, so that a slot which is mostly one value is resolved where it is not.
    /// </summary>
    /// <param name="values">Sampled values, ascending.</param>
    /// <param name="pieces">Most pieces.</param>
    public static float[] Edges(float[] values, int pieces)
    {
        if (values.Length == 0)
            return [];
        var (edges, others) = (new SortedSet<float> { values[0], values[^1] }, new List<float>());
        for (int first = 0, end; first < values.Length; first = end)
        {
            for (end = first + 1; end < values.Length && values[end] == values[first];)
                end++;
            if ((end - first) * (long)pieces > values.Length)
                edges.Add(values[first]);
            else
                others.AddRange(values.AsSpan(first, end - first));
        }

        int quantiles = pieces + 1 - edges.Count;
        for (int i = 1; i <= quantiles && others.Count > 0; i++)
            edges.Add(others[(int)((others.Count - 1L) * i / (quantiles + 1))]);
        return [.. edges.Aggregate(new List<float>(), AddIfApart)];

        // Edges so near to each other that the piece between them has no finite slope are one edge.
        static List<float> AddIfApart(List<float> edges, float edge)
        {
            if (edges.Count == 0 || float.IsNormal(edge - edges[^1]) && float.IsFinite(1 / (edge - edges[^1])))
                edges.Add(edge);
            return edges;
        }
    }
}
