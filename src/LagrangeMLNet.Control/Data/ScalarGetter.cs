using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Data;

/// <summary>Reads a column of one of several types as one type.</summary>
internal static class ScalarGetter
{
    /// <summary>A number; a Boolean is 1 or 0.</summary>
    public static Func<double> Number(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        BooleanDataViewType => Convert<bool, double>(row, column, value => value ? 1 : 0),
        _ when column.Type.RawType == typeof(double) => Convert<double, double>(row, column, value => value),
        _ => Convert<float, double>(row, column, value => value),
    };

    /// <summary>A key, from 1; 0 is a missing one.</summary>
    public static Func<ulong> Key(DataViewRow row, DataViewSchema.Column column) => column.Type.RawType switch
    {
        var type when type == typeof(byte) => Convert<byte, ulong>(row, column, value => value),
        var type when type == typeof(ushort) => Convert<ushort, ulong>(row, column, value => value),
        var type when type == typeof(uint) => Convert<uint, ulong>(row, column, value => value),
        _ => Convert<ulong, ulong>(row, column, value => value),
    };

    /// <summary>Any number or key.</summary>
    public static Func<double> AnyNumber(DataViewRow row, string role, DataViewSchema.Column column)
    {
        if (column.Type is KeyDataViewType)
        {
            var key = Key(row, column);
            return () => key();
        }

        if (column.Type == NumberDataViewType.Int32)
            return Convert<int, double>(row, column, value => value);
        if (column.Type == NumberDataViewType.Int64)
            return Convert<long, double>(row, column, value => value);
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            DecisionErrors.WrongType(role, column.Name, "a key, Int32, Int64, Single or Double", column.Type);
        return Number(row, column);
    }

    /// <summary>A text, key or number as text.</summary>
    public static Func<string> Name(DataViewRow row, string role, DataViewSchema.Column column)
    {
        if (column.Type is TextDataViewType)
            return Convert<ReadOnlyMemory<char>, string>(row, column, value => value.ToString());
        var number = AnyNumber(row, role, column);
        return () => number().ToString("R", CultureInfo.InvariantCulture);
    }

    private static Func<TResult> Convert<T, TResult>(DataViewRow row, DataViewSchema.Column column, Func<T, TResult> convert)
    {
        var getter = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            getter(ref value);
            return convert(value);
        };
    }
}
