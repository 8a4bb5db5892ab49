using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>The memory that rows take when a trainer has read them.</summary>
internal static class RowMemory
{
    /// <summary>Rows whose size stands for that of all.</summary>
    private const int SampledRows = 1000;

    /// <summary>
    /// Number of rows, the column of features, and an estimate of the bytes that they take: trainers read one column of features, and of
    /// several the widest one is taken; cached vectors keep their values and, where they are sparse, their indices.
    /// </summary>
    public static (long Rows, long Bytes, DataViewSchema.Column? Features) Estimate(IDataView rows)
    {
        var columns = rows.Schema.Where(column => !column.IsHidden && column.Type is VectorDataViewType { ItemType: NumberDataViewType item }
            && item.RawType == typeof(float)).ToArray();
        var bytes = new long[columns.Length];
        var buffer = default(VBuffer<float>);
        int sampled = 0;
        using (var cursor = rows.GetRowCursor(columns))
        {
            var getters = columns.Select(column => cursor.GetGetter<VBuffer<float>>(column)).ToArray();
            for (; sampled < SampledRows && cursor.MoveNext(); sampled++)
            {
                for (int i = 0; i < columns.Length; i++)
                {
                    getters[i](ref buffer);
                    bytes[i] += (buffer.IsDense ? sizeof(float) : sizeof(float) + sizeof(int)) * (long)buffer.GetValues().Length;
                }
            }
        }

        // A row has a label, a weight and the like too.
        const int scalars = 16;
        long count = Count(rows);
        if (sampled == 0 || columns.Length == 0)
            return (count, scalars * count, null);
        int widest = Array.IndexOf(bytes, bytes.Max());
        return (count, (long)(((bytes[widest] / (double)sampled) + scalars) * count), columns[widest]);
    }

    /// <summary>Reads a column of cached rows to their end: afterwards it is in memory.</summary>
    public static void Fill(IDataView cached, DataViewSchema.Column column)
    {
        using var cursor = cached.GetRowCursor([cached.Schema[column.Index]]);
        while (cursor.MoveNext())
        {
            // A cached row is read as the cursor comes to it.
        }
    }

    private static long Count(IDataView rows)
    {
        if (rows.GetRowCount() is { } known)
            return known;
        using var cursor = rows.GetRowCursor([]);
        long count = 0;
        while (cursor.MoveNext())
            count++;
        return count;
    }
}
