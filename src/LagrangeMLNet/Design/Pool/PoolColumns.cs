using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Design;

/// <summary>Reads what a pool says about its rows besides their features: costs and groups.</summary>
internal static class PoolColumns
{
    private const string Pool = "pool";

    /// <summary>Throws unless the view has the feature column, a vector of <see cref="float"/> of known, positive size.</summary>
    public static void CheckFeatures(IDataView view, string column, string what)
    {
        if (view.Schema.GetColumnOrNull(column) is not { } found)
            DesignErrors.NoColumn("feature", column, what);
        else if (found.Type is not VectorDataViewType { ItemType: NumberDataViewType item } || item != NumberDataViewType.Single)
            DesignErrors.ColumnType("feature", column, what, "Vector<Single>", found.Type);
        else if (((VectorDataViewType)found.Type).Size == 0)
            DataErrors.NoFeatures(column);
    }

    /// <summary>The cost of each row; NaN where it is missing.</summary>
    public static float[] Costs(IDataView view, string name, Action checkAlive)
    {
        var column = view.Schema.GetColumnOrNull(name);
        if (column is null)
            DesignErrors.NoColumn("cost", name, Pool);
        var type = column.Value.Type;
        var costs = type.RawType == typeof(float) ? Read<float, float>(view, column.Value, value => value, checkAlive)
            : type.RawType == typeof(double) ? Read<double, float>(view, column.Value, value => (float)value, checkAlive)
            : type.RawType == typeof(int) ? Read<int, float>(view, column.Value, value => value, checkAlive)
            : type.RawType == typeof(long) ? Read<long, float>(view, column.Value, value => value, checkAlive)
            : null;
        if (costs is null)
            DesignErrors.ColumnType("cost", name, Pool, "a number (Single, Double, Int32 or Int64)", type);
        for (int row = 0; row < costs.Count; row++)
            if (!float.IsNaN(costs[row]) && (costs[row] <= 0 || float.IsInfinity(costs[row])))
                DesignErrors.BadCost(name, row, costs[row]);
        return [.. costs];
    }

    /// <summary>A number for the group of each row; −1 where it is missing.</summary>
    public static int[] Groups(IDataView view, string name, Action checkAlive)
    {
        var column = view.Schema.GetColumnOrNull(name);
        if (column is null)
            DesignErrors.NoColumn("group", name, Pool);
        var type = column.Value.Type;
        var raw = type.RawType;
        var groups = raw == typeof(ReadOnlyMemory<char>) ? Numbered<ReadOnlyMemory<char>, string>(text => text.IsEmpty
            ? null : text.ToString())
            : raw == typeof(bool) ? Numbered<bool, object>(value => value)
            : raw == typeof(byte) ? Numbered<byte, object>(value => Key(value))
            : raw == typeof(ushort) ? Numbered<ushort, object>(value => Key(value))
            : raw == typeof(uint) ? Numbered<uint, object>(value => Key(value))
            : raw == typeof(ulong) ? Numbered<ulong, object>(value => Key(value))
            : raw == typeof(sbyte) ? Numbered<sbyte, object>(value => value)
            : raw == typeof(short) ? Numbered<short, object>(value => value)
            : raw == typeof(int) ? Numbered<int, object>(value => value)
            : raw == typeof(long) ? Numbered<long, object>(value => value)
            : null;
        if (groups is null)
            DesignErrors.ColumnType("group", name, Pool, "text, a key, a whole number or Boolean", type);
        return [.. groups];

        // A key's value 0 means missing.
        object? Key(ulong value) => type is KeyDataViewType && value == 0 ? null : value;

        List<int> Numbered<T, TGroup>(Func<T, TGroup?> group)
            where TGroup : class
        {
            var numbers = new Dictionary<TGroup, int>();
            return Read<T, int>(view, column.Value, value =>
            {
                if (group(value) is not { } own)
                    return -1;
                if (!numbers.TryGetValue(own, out int number))
                    numbers.Add(own, number = numbers.Count);
                return number;
            }, checkAlive);
        }
    }

    private static List<TResult> Read<T, TResult>(
        IDataView view, DataViewSchema.Column column, Func<T, TResult> convert, Action checkAlive)
    {
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<T>(column);
        T value = default!;
        var results = new List<TResult>();
        while (cursor.MoveNext())
        {
            if (results.Count % 4096 == 0)
                checkAlive();
            getter(ref value);
            results.Add(convert(value));
        }

        return results;
    }
}
