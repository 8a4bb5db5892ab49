using System.Globalization;
using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>A column of vectors of numbers.</summary>
internal sealed class VectorProfile<T>(DataViewSchema.Column column) : ColumnProfile<VBuffer<T>>(column)
    where T : struct, INumber<T>
{
    private bool _hasGaps;
    private long _infinite, _row;
    private int _slot;
    private double _found;

    protected override ulong HashOf(in VBuffer<T> value)
    {
        ulong hash = (ulong)value.Length;
        // The same values are the same data, stored densely or sparsely.
        foreach (var (slot, number) in value.Items())
            hash = T.IsZero(number) ? hash : StableHash.Mix(StableHash.Mix(hash, (ulong)slot), NumberHash.Of(number));
        return hash;
    }

    protected override void See(in VBuffer<T> value, long row, bool isTraining)
    {
        foreach (var (slot, item) in value.Items())
        {
            double number = double.CreateSaturating(item);
            if (Math.Abs(number) <= float.MaxValue)
                continue;
            _hasGaps |= isTraining;
            if (!double.IsNaN(number) && _infinite++ == 0)
                (_row, _slot, _found) = (row, slot, number);
        }
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not (null or SweepColumnRole.Numeric))
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Numeric");
        string remark = _infinite == 0 ? "" : string.Create(
            CultureInfo.InvariantCulture,
            $"Column '{Column.Name}': {_infinite:N0} of its values infinite or beyond single precision, the first in row {_row}, slot "
            + $"{_slot} ({_found:R}); taken for missing, in the model too.");
        return As(_hasGaps ? ColumnRole.NumberWithGaps : ColumnRole.Number) with { Remark = remark };
    }
}
