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
