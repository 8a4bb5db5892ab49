using Microsoft.ML.Data;

namespace LagrangeMLNet.Data;

/// <summary>Reads a data view into contiguous blocks: once if it fits the memory limit, otherwise as a stream.</summary>
internal static class RowReader
{
    private const int TargetBlockBytes = 8 << 20;
    private const int LayoutRows = 1024;
    private const long LayoutBytes = 16 << 20;
    private const int LargestBlock = 1 << 16;
    private const int SmallestBlock = Tile.Size;

    /// <summary>Reads all rows.</summary>
    /// <param name="schema">What to read.</param>
    /// <param name="layout">The layout to use, or null to choose one from the first rows.</param>
    /// <param name="maximumBytes">Memory that the rows may take.</param>
    /// <param name="seed">Seed of the samples.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    /// <param name="skipped">Receives the number of rows left out because something was missing.</param>
    /// <returns>A <see cref="RowSet"/> if the rows fit, else <see cref="StreamedRows"/>.</returns>
    public static IRowSource Read(
        RowSchema schema, ColumnLayout? layout, long maximumBytes, int seed, Action checkAlive, out long skipped)
    {
        using var cursor = new RowCursor(schema);
        var blocks = new List<RowBlock>();
        var head = new List<HeadRow>();
        if (layout is null)
            layout = ChooseLayout(cursor, head);
        else if (layout.Slots != cursor.Slots)
            DataErrors.WidthDiffers(schema.Features, layout.Slots, cursor.Slots);

        int capacity = BlockCapacity(layout, head, schema.View.GetRowCount() * schema.Share, maximumBytes);
        RowBlock? block = null;
        long rows = 0, bytes = 0;
        foreach (var row in head)
            AppendTo(row.Features, row.Label, row.Weight, row.Offset);
        head.Clear();
        while (cursor.MoveNext())
            AppendTo(cursor.Features, cursor.Label, cursor.Weight, cursor.Offset);
        skipped = cursor.Skipped;
        block?.Trim();
        return bytes > maximumBytes
            ? new StreamedRows(schema, layout, rows, capacity, null, checkAlive)
            : new RowSet(layout, blocks, seed);

        void AppendTo(in VBuffer<float> features, float label, float weight, float offset)
        {
            if (rows % Tile.Size == 0)
                checkAlive();
            rows++;
            if (bytes > maximumBytes)
                return;
            if (block is null || block.IsFull)
            {
                block?.Trim();
                block = new RowBlock(layout, capacity, schema.Weight is not null, schema.Offset is not null) { FirstRow = rows - 1 };
                blocks.Add(block);
                bytes = 0;
                foreach (var one in blocks)
                    bytes += one.Bytes;
                if (bytes > maximumBytes)
                {
                    // Too much: from here on rows are only counted.
                    blocks.Clear();
                    block = null;
                    return;
                }
            }

            Append(block, features, label, weight, offset);
        }
    }

    public static void Append(RowBlock block, in VBuffer<float> features, float label, float weight, float offset)
    {
        if (features.IsDense)
            block.Append(features.GetValues(), label, weight, offset);
        else
            block.Append(features.GetIndices(), features.GetValues(), label, weight, offset);
    }

    private static ColumnLayout ChooseLayout(RowCursor cursor, List<HeadRow> head)
    {
        var nonZeros = new int[cursor.Slots];
        for (long bytes = 0; head.Count < LayoutRows && bytes < LayoutBytes && cursor.MoveNext();)
        {
            var copy = default(VBuffer<float>);
            cursor.Features.CopyTo(ref copy);
            head.Add(new HeadRow(copy, cursor.Label, cursor.Weight, cursor.Offset));
            bytes += copy.GetValues().Length * 8L;
            var values = copy.GetValues();
            var slots = copy.IsDense ? default : copy.GetIndices();
            for (int i = 0; i < values.Length; i++)
                if (values[i] != 0)
                    nonZeros[copy.IsDense ? i : slots[i]]++;
        }

        return ColumnLayout.FromCounts(nonZeros, head.Count);
    }

    private static int BlockCapacity(ColumnLayout layout, List<HeadRow> head, double? rowCount, long maximumBytes)
    {
        double stored = 0;
        foreach (var row in head)
            stored += (double)row.Features.GetValues().Length / head.Count;
        double bytesPerRow = 16 + (4.0 * layout.Dense) + (layout.Sparse == 0 ? 0 : 8 * stored);
        double capacity = Math.Clamp(Math.Min(TargetBlockBytes, maximumBytes / 8) / bytesPerRow, SmallestBlock, LargestBlock);
        // Whole tiles: where tiles begin, and so the order of sums, does not depend on how many rows are announced.
        return (int)Math.Max(1, Math.Ceiling(Math.Min(rowCount ?? capacity, capacity) / Tile.Size)) * Tile.Size;
    }

    // A class: lists of values would be compiled for this type alone, in the first fit.
    private sealed record HeadRow(VBuffer<float> Features, float Label, float Weight, float Offset);
}
