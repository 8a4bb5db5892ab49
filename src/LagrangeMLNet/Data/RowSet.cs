using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Data;

/// <summary>Rows that passes run over, batch by batch; within a batch, tile by tile.</summary>
internal interface IRowSource
{
    ColumnLayout Layout { get; }

    long Rows { get; }

    /// <summary>All rows once. A batch's tiles are valid until the next batch is asked for.</summary>
    IEnumerable<IReadOnlyList<Tile>> Batches();
}

/// <summary>Rows in memory.</summary>
internal sealed class RowSet(ColumnLayout layout, IReadOnlyList<RowBlock> blocks, int seed) : IRowSource
{
    private readonly Tile[] _all = TilesOf(blocks);

    public ColumnLayout Layout => layout;

    public IReadOnlyList<RowBlock> Blocks => blocks;

    public long Rows { get; } = Total(blocks, static block => block.Rows);

    public long Bytes => Total(blocks, static block => block.Bytes);

    public IEnumerable<IReadOnlyList<Tile>> Batches() => [_all];

    /// <summary>
    /// A random sample of about <paramref name="share"/> of the rows, as a view on the same memory. Samples are nested: a larger share
    /// contains a smaller one.
    /// </summary>
    public IRowSource Sample(double share)
    {
        if (share >= 1)
            return this;
        var samples = new int[blocks.Count][];
        long rows = 0;
        int count = 0;
        for (int i = 0; i < samples.Length; i++)
        {
            var chosen = new List<int>();
            for (int row = 0; row < blocks[i].Rows; row++)
                if (RowHash.Share(blocks[i].FirstRow + row, seed) < share)
                    chosen.Add(row);
            samples[i] = [.. chosen];
            rows += samples[i].Length;
            count += (samples[i].Length + Tile.Size - 1) / Tile.Size;
        }

        var tiles = new Tile[count];
        int next = 0;
        for (int i = 0; i < samples.Length; i++)
            for (int start = 0; start < samples[i].Length; start += Tile.Size)
                tiles[next++] = new Tile(blocks[i], start, Math.Min(Tile.Size, samples[i].Length - start), samples[i]);
        return new SampledRows(layout, rows, tiles);
    }

    /// <summary>
    /// The rows whose hash is at least <paramref name="from"/> and less than <paramref name="to"/>, a random sample of about that share,
    /// side by side in memory of their own.
    /// </summary>
    public RowSet Copy(double from, double to)
    {
        var copies = new List<RowBlock>();
        long rows = 0;
        foreach (var block in blocks)
        {
            var copy = new RowBlock(layout, Math.Max(1, CountOf(block, from, to)), block.Weights is not null, block.Offsets is not null)
            {
                FirstRow = rows,
            };
            for (int row = 0; row < block.Rows; row++)
                if (IsWithin(block, row, from, to))
                    copy.Append(block, row);
            copy.Trim();
            rows += copy.Rows;
            if (copy.Rows > 0)
                copies.Add(copy);
        }

        return new RowSet(layout, copies, seed);
    }

    private int CountOf(RowBlock block, double from, double to)
    {
        int count = 0;
        for (int row = 0; row < block.Rows; row++)
            count += IsWithin(block, row, from, to) ? 1 : 0;
        return count;
    }

    private bool IsWithin(RowBlock block, int row, double from, double to)
    {
        double hash = RowHash.Share(block.FirstRow + row, seed);
        return hash >= from && hash < to;
    }

    private static long Total(IReadOnlyList<RowBlock> blocks, Func<RowBlock, long> of)
    {
        long total = 0;
        foreach (var block in blocks)
            total += of(block);
        return total;
    }

    public static Tile[] TilesOf(IReadOnlyList<RowBlock> blocks)
    {
        int count = 0;
        foreach (var block in blocks)
            count += (block.Rows + Tile.Size - 1) / Tile.Size;
        var tiles = new Tile[count];
        int next = 0;
        foreach (var block in blocks)
            for (int start = 0; start < block.Rows; start += Tile.Size)
                tiles[next++] = new Tile(block, start, Math.Min(Tile.Size, block.Rows - start), null);
        return tiles;
    }

    private sealed class SampledRows(ColumnLayout layout, long rows, IReadOnlyList<Tile> tiles) : IRowSource
    {
        public ColumnLayout Layout => layout;

        public long Rows => rows;

        public IEnumerable<IReadOnlyList<Tile>> Batches() => [tiles];
    }
}
