using LagrangeMLNet.Data;
using LagrangeMLNet.Training;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Binning;

/// <summary>Turns rows of numbers into rows of bins.</summary>
internal static class RowBinner
{
    /// <summary>Rows from which bins are chosen: their quantiles have an error of a fifth of a bin.</summary>
    private const int SampledRows = 1 << 16;

    /// <summary>Groups of sparse columns: what threads share among them.</summary>
    private const int SparseGroups = 8;

    /// <summary>Chooses bins.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="mostBins">Most bins of a column.</param>
    /// <param name="seed">Seed of the sample.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static BinnedColumn[] Choose(IRowSource rows, int mostBins, int seed, Workers workers, Action checkAlive)
    {
        ColumnLayout layout = rows.Layout;
        var samples = new ColumnSamples(layout);
        double share = (double)SampledRows / rows.Rows;
        foreach (Tile tile in rows.Batches().SelectMany(batch => batch))
        {
            checkAlive();
            for (int r = 0; r < tile.Count; r++)
            {
                int row = tile.Row(r);
                if (share >= 1 || RowHash.Share(tile.Block.FirstRow + row, seed) < share)
                    samples.Add(tile.Block, row);
                else
                    samples.AddMissing(tile.Block, row);
            }
        }

        var bins = new (float[] Ends, bool HasMissing)[layout.Slots];
        int[] slots = new int[layout.Slots];
        for (int slot = 0; slot < layout.Slots; slot++)
            slots[layout.PositionOf(slot)] = slot;
        workers.ForEach([.. Enumerable.Range(0, layout.Slots)], position => bins[position] = samples.Bins(position, mostBins));

        var columns = new List<BinnedColumn>();
        int offset = 0, dense = 0;
        double sparse = 0, perGroup = Math.Max(1, layout.Sparse) / (double)SparseGroups;
        for (int position = 0; position < layout.Slots; position++)
        {
            (float[] ends, bool hasMissing) = bins[position];
            bool isSparse = position >= layout.Dense;
            int group = (int)(sparse / perGroup);
            sparse += isSparse ? 1 : 0;
            if (ends.Length == 0 && !hasMissing)
                continue;
            var column = new BinnedColumn(slots[position], ends, hasMissing, isSparse)
            {
                Offset = offset,
                Place = isSparse ? group : dense,
            };
            dense += isSparse ? 0 : 1;
            offset = checked(offset + column.Bins);
            columns.Add(column);
        }

        return [.. columns];
    }

    /// <summary>Puts rows into bins.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="columns">The bins.</param>
    /// <param name="start">Scores of an earlier model, or null.</param>
    /// <param name="outputs">Number of scores of a row.</param>
    /// <param name="workers">Threads.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static BinnedRows Bin(
        IRowSource rows, BinnedColumn[] columns, EarlierScores? start, int outputs, Workers workers, Action checkAlive)
    {
        ColumnLayout layout = rows.Layout;
        int count = checked((int)rows.Rows);
        BinnedColumn[] dense = [.. columns.Where(column => !column.IsSparse)];
        byte[][] bytes = [.. dense.Select(_ => new byte[count])];
        var byPosition = new BinnedColumn?[layout.Sparse];
        foreach (BinnedColumn column in columns)
            if (column.IsSparse)
                byPosition[layout.PositionOf(column.Slot) - layout.Dense] = column;
        GroupBuilder[] groups = [.. columns.Where(column => column.IsSparse).Select(column => column.Place).Distinct().Order()
            .Select(place => new GroupBuilder(count, place))];
        var groupOf = new GroupBuilder?[SparseGroups + 1];
        foreach (GroupBuilder group in groups)
            groupOf[group.Place] = group;
        var labels = new float[count];
        float[]? weights = null;
        double[]? scores = start is null ? null : new double[(long)count * outputs];
        var row = new float[layout.Slots];

        foreach (IReadOnlyList<Tile> batch in rows.Batches())
        {
            if (batch.Count == 0)
                continue;
            workers.ForEach([.. Enumerable.Range(0, dense.Length)], c =>
            {
                int position = layout.PositionOf(dense[c].Slot);
                foreach (Tile tile in batch)
                {
                    Span<byte> target = bytes[c].AsSpan((int)(tile.Block.FirstRow + tile.Row(0)), tile.Count);
                    for (int r = 0; r < tile.Count; r++)
                        target[r] = (byte)dense[c].BinOf(tile.Block.Dense[((long)tile.Row(r) * layout.Dense) + position]);
                }
            });
            foreach (Tile tile in batch)
            {
                checkAlive();
                RowBlock block = tile.Block;
                for (int r = 0; r < tile.Count; r++)
                {
                    int own = tile.Row(r), place = (int)(block.FirstRow + own);
                    labels[place] = block.Labels[own];
                    if (block.Weights is not null)
                        (weights ??= new float[count])[place] = block.Weights[own];
                    for (int i = block.Starts[own]; i < block.Starts[own + 1]; i++)
                        if (byPosition[block.Indices[i]] is { } column && block.Values[i] != 0 && column.BinOf(block.Values[i]) is var bin
                            && bin != column.ZeroBin)
                            groupOf[column.Place]!.Add(column.Offset + bin);
                    foreach (GroupBuilder group in groups)
                        group.End(place);
                    start?.Invoke(Expand(block, own, row), scores.AsSpan(place * outputs, outputs));
                }
            }
        }

        return new BinnedRows
        {
            Columns = columns,
            Rows = count,
            Slots = layout.Slots,
            Dense = bytes,
            Sparse = SparseOf(columns, groups),
            Labels = labels,
            Weights = weights,
            Start = scores,
        };
    }

    private static SparseGroup[] SparseOf(BinnedColumn[] columns, GroupBuilder[] groups)
    {
        if (groups.Length == 0)
            return [];
        var sparse = new SparseGroup[groups[^1].Place + 1];
        foreach (GroupBuilder group in groups)
        {
            int first = Array.FindIndex(columns, column => column.IsSparse && column.Place == group.Place);
            int end = Array.FindLastIndex(columns, column => column.IsSparse && column.Place == group.Place) + 1;
            sparse[group.Place] = group.Build(first, end);
        }

        for (int i = 0; i < sparse.Length; i++)
            sparse[i] ??= new SparseGroup(0, 0, [], []);
        return sparse;
    }

    private static VBuffer<float> Expand(RowBlock block, int row, float[] target)
    {
        ColumnLayout layout = block.Layout;
        for (int slot = 0; slot < layout.Slots; slot++)
        {
            int position = layout.PositionOf(slot);
            target[slot] = position < layout.Dense ? block.DenseRow(row)[position] : 0;
        }

        if (layout.Sparse > 0)
        {
            var slots = new Dictionary<int, float>();
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                slots[block.Indices[i] + layout.Dense] = block.Values[i];
            for (int slot = 0; slot < layout.Slots && slots.Count > 0; slot++)
                if (slots.TryGetValue(layout.PositionOf(slot), out float value))
                    target[slot] = value;
        }

        return new VBuffer<float>(target.Length, target);
    }

    private sealed class GroupBuilder(int rows, int place)
    {
        private readonly int[] _starts = new int[rows + 1];
        private readonly List<int> _places = [];

        public int Place => place;

        public void Add(int bin) => _places.Add(bin);

        public void End(int row) => _starts[row + 1] = _places.Count;

        public SparseGroup Build(int first, int end) => new(first, end, _starts, [.. _places]);
    }
}

/// <summary>Scores of an earlier model for a row.</summary>
/// <param name="features">The row's features.</param>
/// <param name="scores">Receives a score an output.</param>
internal delegate void EarlierScores(in VBuffer<float> features, Span<double> scores);
