using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>The memory that rows take when a trainer has read them.</summary>
internal static class RowMemory
{
    /// <summary>Rows whose size stands for that of all.</summary>
    private const int SampledRows = 1000;

    /// <summary>
    /// Number of rows, and an estimate of their bytes: trainers read one column of features, and of several the widest one is taken; cached vectors keep their values
    /// and, where they are sparse, their indices.
    /// </summary>
    public static (long Rows, long Bytes) Estimate(IDataView rows)
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
        return (count, sampled == 0 ? 0 : (long)(((bytes.Append(0).Max() / (double)sampled) + scalars) * count));
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
