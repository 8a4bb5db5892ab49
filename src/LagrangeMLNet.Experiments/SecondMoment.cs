using System.Numerics.Tensors;

namespace LagrangeMLNet.Experiments;

/// <summary>Weighted mean of outer products, Σ w·v·vᵀ / Σ w, of which the lower triangle is kept.</summary>
internal sealed class SecondMoment(int size)
{
    private readonly double[] _sums = new double[size * size];
    private double _weight;

    public int Size => size;

    public void Add(ReadOnlySpan<double> vector, double weight)
    {
        MetricThrow.IfLengthDiffers(vector.Length, size, nameof(vector));
        MetricThrow.IfNotWeight(weight);
        for (int i = 0; i < size; i++)
        {
            Span<double> row = _sums.AsSpan(i * size, i + 1);
            TensorPrimitives.MultiplyAdd(vector[..(i + 1)], weight * vector[i], row, row);
        }

        _weight += weight;
    }

    /// <summary>Adds diag(p) − p·pᵀ: the expectation of ∇∇ᵀ over a categorical label, with respect to its logits.</summary>
    public void AddCategorical(ReadOnlySpan<double> probabilities, double weight)
    {
        MetricThrow.IfLengthDiffers(probabilities.Length, size, nameof(probabilities));
        MetricThrow.IfNotWeight(weight);
        for (int i = 0; i < size; i++)
        {
            Span<double> row = _sums.AsSpan(i * size, i + 1);
            TensorPrimitives.MultiplyAdd(probabilities[..(i + 1)], -weight * probabilities[i], row, row);
            row[i] += weight * probabilities[i];
        }

        _weight += weight;
    }

    public void Discount(double retention)
    {
        MetricThrow.IfNotRetention(retention);
        TensorPrimitives.Multiply(_sums, retention, _sums);
        _weight *= retention;
    }

    public void Reset()
    {
        Array.Clear(_sums);
        _weight = 0;
    }

    /// <summary>Writes the lower triangle of the mean; zeros if nothing was added. False if it is not finite.</summary>
    public bool TryCopyTo(Span<double> matrix)
    {
        TensorPrimitives.Multiply(_sums, _weight > 0 ? 1 / _weight : 0, matrix);
        return double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(matrix));
    }
}
