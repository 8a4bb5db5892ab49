using System.Numerics;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>A column of numbers.</summary>
internal sealed class NumberProfile<T>(DataViewSchema.Column column) : ScalarProfile<T>(column)
    where T : struct, INumber<T>
{
    protected override ulong HashOf(in T value) => NumberHash.Of(value);

    protected override double NumberOf(in T value) => double.CreateSaturating(value);
}

/// <summary>A column of spans of time: numbers of ticks.</summary>
internal sealed class TimeSpanProfile(DataViewSchema.Column column) : ScalarProfile<TimeSpan>(column)
{
    protected override ulong HashOf(in TimeSpan value) => (ulong)value.Ticks;

    protected override double NumberOf(in TimeSpan value) => value.Ticks;
}

/// <summary>A hash of a number's value.</summary>
internal static class NumberHash
{
    public static ulong Of<T>(T value)
        where T : struct, INumber<T> => value switch
        {
            long whole => (ulong)whole,
            ulong whole => whole,
            _ => BitConverter.DoubleToUInt64Bits(double.CreateSaturating(value)),
        };
}

/// <summary>A column of one number a row.</summary>
internal abstract class ScalarProfile<T>(DataViewSchema.Column column) : ColumnProfile<T>(column)
{
    private readonly NumberSpread _spread = new();

    protected abstract double NumberOf(in T value);

    protected override void See(in T value, long row, bool isTraining) => _spread.See(NumberOf(in value), row, isTraining);

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not (null or SweepColumnRole.Numeric or SweepColumnRole.Category))
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Numeric or Category");
        if (wanted == SweepColumnRole.Category && Column.Type is not Microsoft.ML.Data.TimeSpanDataViewType)
            return _spread.Distinct < 2 ? LeftOut("constant") : Categories(_spread.Distinct);
        return _spread.IsEmpty ? LeftOut("no value that is a number") with { Remark = _spread.Remark(Column.Name) }
            : _spread.IsConstant ? LeftOut("constant") with { Remark = _spread.Remark(Column.Name) }
            : As(_spread.HasGaps ? ColumnRole.NumberWithGaps : ColumnRole.Number)
                with
            { Remark = _spread.Remark(Column.Name), Bounds = _spread.Bounds };
    }
}
