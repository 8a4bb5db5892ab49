using System.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.AutoML.Data.Columns;

/// <summary>A column of keys: categories, of which those count that occur and not those that are declared.</summary>
internal sealed class KeyProfile<T>(DataViewSchema.Column column) : ColumnProfile<T>(column)
    where T : struct, INumber<T>
{
    private readonly HashSet<T> _distinct = [];

    protected override ulong HashOf(in T value) => NumberHash.Of(value);

    protected override void See(in T value, long row, bool isTraining)
    {
        if (isTraining && _distinct.Count <= MostIndicators)
            _distinct.Add(value);
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not (null or SweepColumnRole.Category))
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Category");
        return _distinct.Count < 2 ? LeftOut("constant") : Categories(_distinct.Count);
    }
}

/// <summary>A column of vectors of keys.</summary>
internal sealed class KeyVectorProfile<T>(DataViewSchema.Column column) : ColumnProfile<VBuffer<T>>(column)
    where T : struct, INumber<T>
{
    private readonly HashSet<T> _distinct = [];

    protected override ulong HashOf(in VBuffer<T> value)
    {
        ulong hash = (ulong)value.Length;
        foreach (var (slot, key) in value.Items())
            hash = T.IsZero(key) ? hash : StableHash.Mix(StableHash.Mix(hash, (ulong)slot), NumberHash.Of(key));
        return hash;
    }

    protected override void See(in VBuffer<T> value, long row, bool isTraining)
    {
        if (!isTraining)
            return;
        foreach (var (_, key) in value.Items())
        {
            if (_distinct.Count <= MostIndicators && !T.IsZero(key))
                _distinct.Add(key);
        }
    }

    public override ColumnFacts Conclude(SweepColumnRole? wanted)
    {
        if (wanted is not (null or SweepColumnRole.Category))
            SweepErrors.ColumnRole(Column.Name, Column.Type.ToString()!, wanted.Value, "Category");
        return _distinct.Count == 0 ? LeftOut("empty") : Categories(_distinct.Count);
    }
}
