namespace LagrangeMLNet.Data;

/// <summary>
/// Reads a sample of a view's rows with several cursors, each over a part of the view. A sample's rows lie far apart in memory, and what
/// takes time is to wait for them; to step over the rows before its part costs a cursor next to nothing. Only for views without a weight
/// column: the places of rows with weight can only be counted from the beginning.
/// </summary>
internal static class PartReader
{
    // Rows at the beginning that choose the layout.
    private const long LayoutRows = 1 << 14;

    /// <summary>Views with fewer rows are not worth a second cursor.</summary>
    public const long SmallestView = 1 << 17;

    /// <param name="schema">What to read.</param>
    /// <param name="rows">Number of rows of the view.</param>
    /// <param name="parts">Number of parts.</param>
    /// <param name="forParts">Runs an action for each part.</param>
    /// <param name="maximumBytes">Memory that the rows may take.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    /// <param name="skipped">Receives the number of rows left out because something was missing.</param>
    /// <returns>The rows in the view's order; null if they do not fit the memory or the layout cannot be told.</returns>
    public static RowSet? Read(
        RowSchema schema, long rows, int parts, Action<Action<int>> forParts, long maximumBytes, int seed, Action checkAlive,
        out long skipped)
    {
        skipped = 0;
        var head = RowReader.Read(schema with { End = Math.Min(rows, LayoutRows) }, null, long.MaxValue, seed, checkAlive, out _);
        if (head.Rows == 0)
            return null;
        var sources = new IRowSource[parts];
        var missing = new long[parts];
        forParts(part =>
        {
            var own = schema with { First = rows * part / parts, End = part == parts - 1 ? long.MaxValue : rows * (part + 1) / parts };
            sources[part] = RowReader.Read(own, head.Layout, maximumBytes / parts, seed, checkAlive, out missing[part]);
        });

        var blocks = new List<RowBlock>();
        long before = 0;
        foreach (var source in sources)
        {
            if (source is not RowSet set)
                return null;
            foreach (var block in set.Blocks)
            {
                block.FirstRow = before;
                before += block.Rows;
                blocks.Add(block);
            }
        }

        skipped = missing.Sum();
        return new RowSet(head.Layout, blocks, seed);
    }
}
