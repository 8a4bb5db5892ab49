using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>Copies chosen rows of a source, in memory or streamed, into memory of their own, with weights of their own.</summary>
internal static class WeightedCopy
{
    private const int LargestBlock = 4096;

    /// <param name="source">The rows, in the coordinates of training.</param>
    /// <param name="inflation">What a row's weight is multiplied by, 0 to leave it out; asked for each row once, in order.</param>
    /// <param name="seed">Seed of samples of the copy.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static RowSet Of(IRowSource source, Func<long, float> inflation, int seed, Action checkAlive)
    {
        var blocks = new List<RowBlock>();
        RowBlock? target = null;
        long copied = 0;
        foreach (var batch in source.Batches())
            foreach (var tile in batch)
            {
                checkAlive();
                var block = tile.Block;
                for (int r = 0; r < tile.Count; r++)
                {
                    int row = tile.Row(r);
                    float factor = inflation(block.FirstRow + row);
                    if (factor == 0)
                        continue;
                    if (target is null || target.IsFull)
                    {
                        target = new RowBlock(source.Layout, LargestBlock, weighted: true, block.Offsets is not null) { FirstRow = copied };
                        blocks.Add(target);
                    }

                    target.Append(block, row, (block.Weights?[row] ?? 1) * factor);
                    copied++;
                }
            }

        target?.Trim();
        return new RowSet(source.Layout, blocks, seed);
    }
}
