namespace LagrangeMLNet.Data;

/// <summary>
/// Rows that are read anew in every pass, for data that does not fit the memory limit. Two blocks take turns: one is learnt from while the
/// other is read.
/// </summary>
/// <param name="schema">What to read.</param>
/// <param name="layout">Where each slot is stored.</param>
/// <param name="rows">Number of complete rows.</param>
/// <param name="capacity">Rows in a block.</param>
/// <param name="prepare">What is done to a block once it is read, or null.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class StreamedRows(RowSchema schema, ColumnLayout layout, long rows, int capacity, Action<RowBlock>? prepare,
    Action checkAlive)
    : IRowSource
{
    public ColumnLayout Layout => layout;

    public long Rows => rows;

    /// <summary>The same rows, with <paramref name="preparation"/> done to each block.</summary>
    public StreamedRows Prepared(Action<RowBlock> preparation) => new(schema, layout, rows, capacity, preparation, checkAlive);

    public IEnumerable<IReadOnlyList<Tile>> Batches()
    {
        using var cursor = new RowCursor(schema);
        RowBlock current = NewBlock(), next = NewBlock();
        var reading = Task.Run(() => Fill(cursor, current, 0));
        try
        {
            while (true)
            {
                reading.GetAwaiter().GetResult();
                if (current.Rows == 0)
                    yield break;
                long read = current.FirstRow + current.Rows;
                var target = next;
                reading = Task.Run(() => Fill(cursor, target, read));
                yield return RowSet.TilesOf([current]);
                (current, next) = (next, current);
            }
        }
        finally
        {
            // The cursor must not be disposed of while it is being read.
            ((IAsyncResult)reading).AsyncWaitHandle.WaitOne();
        }
    }

    /// <summary>Reads the rows that <paramref name="chosen"/> names into memory.</summary>
    public RowSet Collect(Func<long, bool> chosen, int seed)
    {
        using var cursor = new RowCursor(schema);
        var blocks = new List<RowBlock>();
        RowBlock? block = null;
        for (long row = 0; cursor.MoveNext(); row++)
        {
            if (row % Tile.Size == 0)
                checkAlive();
            if (!chosen(row))
                continue;
            if (block is null || block.IsFull)
            {
                Finish(block);
                block = NewBlock();
                block.FirstRow = blocks.Sum(b => (long)b.Rows);
                blocks.Add(block);
            }

            RowReader.Append(block, cursor.Features, cursor.Label, cursor.Weight, cursor.Offset);
        }

        Finish(block);
        return new RowSet(layout, blocks, seed);

        void Finish(RowBlock? full)
        {
            full?.Trim();
            if (full is not null)
                prepare?.Invoke(full);
        }
    }

    private RowBlock NewBlock() => new(layout, capacity, schema.Weight is not null, schema.Offset is not null);

    private void Fill(RowCursor cursor, RowBlock block, long first)
    {
        block.Clear();
        block.FirstRow = first;
        while (!block.IsFull && cursor.MoveNext())
        {
            if (block.Rows % Tile.Size == 0)
                checkAlive();
            RowReader.Append(block, cursor.Features, cursor.Label, cursor.Weight, cursor.Offset);
        }

        prepare?.Invoke(block);
    }
}
