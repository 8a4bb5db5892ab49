using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>
/// Weighted mean and deviation of every slot, and its range, by position in the layout, in double precision around the first row's values:
/// a row of weight 2 counts as two rows.
/// </summary>
/// <param name="layout">Where each slot lies.</param>
internal sealed class SlotSums(ColumnLayout layout)
{
    private readonly double[] _sum = new double[layout.Slots];
    private readonly double[] _square = new double[layout.Slots];
    private readonly double[] _present = new double[layout.Sparse];
    private readonly float[] _least = Filled(layout, float.PositiveInfinity);
    private readonly float[] _largest = Filled(layout, float.NegativeInfinity);
    private float[]? _shift;
    private double _sparseLengths;
    private double _weight;

    public void Add(RowPlace place)
    {
        ReadOnlySpan<float> dense = place.Block.DenseRow(place.Row);
        double weight = place.Weight;
        _shift ??= dense.ToArray();
        TensorPrimitives.Min(dense, _least.AsSpan(0, dense.Length), _least.AsSpan(0, dense.Length));
        TensorPrimitives.Max(dense, _largest.AsSpan(0, dense.Length), _largest.AsSpan(0, dense.Length));
        for (int i = 0; i < dense.Length; i++)
        {
            double value = (double)dense[i] - _shift[i];
            _sum[i] += weight * value;
            _square[i] += weight * value * value;
        }

        double length = 0;
        for (int i = place.Block.Starts[place.Row]; i < place.Block.Starts[place.Row + 1]; i++)
        {
            double value = place.Block.Values[i];
            int position = layout.Dense + place.Block.Indices[i];
            _sum[position] += weight * value;
            _square[position] += weight * value * value;
            _present[position - layout.Dense] += value != 0 ? weight : 0;
            (_least[position], _largest[position]) = (Math.Min(_least[position], (float)value), Math.Max(_largest[position], (float)value));
            length += value * value;
        }

        _sparseLengths += weight * Math.Sqrt(length);
        _weight += weight;
    }

    /// <summary>1 over the mean length of the sparse part of a row.</summary>
    public double InverseSparseLength => _sparseLengths > 0 ? _weight / _sparseLengths : 1;

    public double Mean(int position) =>
        (position < layout.Dense && _shift is not null ? _shift[position] : 0) + (_weight > 0 ? _sum[position] / _weight : 0);

    /// <summary>
    /// 1/size of a slot's values where it is not 0 (root of the mean square), for a slot of the sparse part; 0 where it always is.
    /// </summary>
    public double InverseSize(int position) =>
        _present[position - layout.Dense] > 0 && _square[position] / _weight > 1e-76
            ? Math.Sqrt(_present[position - layout.Dense] / _square[position])
            : 0;

    /// <summary>Largest minus least value.</summary>
    public double Range(int position)
    {
        // A slot of the sparse part is 0 in most rows.
        bool isSparse = position >= layout.Dense;
        return isSparse
            ? Math.Max(0.0, _largest[position]) - Math.Min(0.0, _least[position])
            : (double)_largest[position] - _least[position];
    }

    /// <summary>1/deviation; 0 where the slot is constant up to rounding.</summary>
    public double InverseDeviation(int position)
    {
        double mean = _sum[position] / _weight, variance = (_square[position] / _weight) - (mean * mean);
        double rounding = 1e-7 * Math.Abs(Mean(position));
        return variance > rounding * rounding && variance > 1e-76 ? 1 / Math.Sqrt(variance) : 0;
    }

    private static float[] Filled(ColumnLayout layout, float value)
    {
        var filled = new float[layout.Slots];
        Array.Fill(filled, value);
        return filled;
    }
}
