using Microsoft.ML.Data;

namespace LagrangeMLNet.Data;

/// <summary>Reads a data view once into contiguous blocks.</summary>
internal static class RowReader
{
    private const int TargetBlockBytes = 8 << 20;
    private const int LayoutRows = 1024;
    private const long LayoutBytes = 16 << 20;
    private const int LargestBlock = 1 << 16;
    private const int SmallestBlock = Tile.Size;

    /// <summary>Reads all rows, or null when they need more than <paramref name="maximumBytes"/>.</summary>
    public static RowSet? ReadAll(RowSchema schema, ColumnLayout? layout, long maximumBytes, int seed, Action checkAlive, out long skipped)
    {
        using var cursor = new RowCursor(schema);
        var blocks = new List<RowBlock>();
        var head = new List<HeadRow>();
        if (layout is null)
            layout = ChooseLayout(cursor, head);
        else if (layout.Slots != cursor.Slots)
            DataErrors.WidthDiffers(schema.Features, layout.Slots, cursor.Slots);

        int capacity = BlockCapacity(layout, head, schema.View.GetRowCount());
        RowBlock? block = null;
        long rows = 0, bytes = 0;
        foreach (var row in head)
            AppendTo(row.Features, row.Label, row.Weight, row.Offset);
        head.Clear();
        while (cursor.MoveNext())
            AppendTo(cursor.Features, cursor.Label, cursor.Weight, cursor.Offset);
        skipped = cursor.Skipped;
        if (bytes > maximumBytes)
            return null;
        block?.Trim();
        return new RowSet(layout, blocks, seed);

        void AppendTo(in VBuffer<float> features, float label, float weight, float offset)
        {
            if (bytes > maximumBytes)
                return;
            if (block is null || block.IsFull)
            {
                block?.Trim();
                checkAlive();
                bytes = blocks.Sum(b => b.Bytes);
                block = new RowBlock(layout, capacity, schema.Weight is not null, schema.Offset is not null) { FirstRow = rows };
                blocks.Add(block);
            }
            else if (rows % Tile.Size == 0)
            {
                checkAlive();
            }

            Append(block, features, label, weight, offset);
            rows++;
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
            foreach (var item in copy.Items())
                if (item.Value != 0)
                    nonZeros[item.Key]++;
        }

        return ColumnLayout.FromCounts(nonZeros, head.Count);
    }

    private static int BlockCapacity(ColumnLayout layout, List<HeadRow> head, long? rowCount)
    {
        double stored = head.Count == 0 ? 0 : head.Average(row => row.Features.GetValues().Length);
        double bytesPerRow = 16 + (4.0 * layout.Dense) + (layout.Sparse == 0 ? 0 : 8 * stored);
        int capacity = (int)Math.Clamp(TargetBlockBytes / bytesPerRow, SmallestBlock, LargestBlock);
        return rowCount is { } rows && rows < capacity ? (int)Math.Max(rows, 1) : capacity;
    }

    private readonly record struct HeadRow(VBuffer<float> Features, float Label, float Weight, float Offset);
}
