using System.Numerics.Tensors;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Experiments;

/// <summary>
/// The diagonal of the Fisher information: P numbers. Fed with gradients under <see cref="Discount"/> and applied with p = 1/2 it is the
/// preconditioner of RMSprop and Adam.
/// </summary>
internal sealed class DiagonalFisher : IFisherMetric
{
    private readonly double[] _sums;
    private readonly double[] _factors;
    private double _weight;
    private bool _isPrepared;

    /// <param name="parameters">Number of parameters P, at least 1.</param>
    public DiagonalFisher(int parameters)
    {
        MetricThrow.IfNotPositive(parameters, nameof(parameters));
        _sums = new double[parameters];
        _factors = new double[parameters];
    }

    /// <inheritdoc/>
    public int Parameters => _sums.Length;

    /// <summary>Adds a row: v_i² with a weight.</summary>
    /// <param name="vector">v, P numbers: features with the row's Fisher weight (exact), or an observed gradient (empirical).</param>
    /// <param name="weight">w, not negative.</param>
    public void Add(ReadOnlySpan<double> vector, double weight = 1)
    {
        MetricThrow.IfLengthDiffers(vector.Length, Parameters, nameof(vector));
        MetricThrow.IfNotWeight(weight);
        for (int i = 0; i < vector.Length; i++)
            _sums[i] += weight * vector[i] * vector[i];
        _weight += weight;
        _isPrepared = false;
    }

    /// <summary>Writes the estimate, Σ w·v_i² / Σ w; zeros if nothing was added.</summary>
    /// <param name="diagonal">Receives P numbers.</param>
    public void CopyTo(Span<double> diagonal)
    {
        MetricThrow.IfLengthDiffers(diagonal.Length, Parameters, nameof(diagonal));
        TensorPrimitives.Multiply(_sums, _weight > 0 ? 1 / _weight : 0, diagonal);
    }

    /// <inheritdoc/>
    public void Discount(double retention)
    {
        MetricThrow.IfNotRetention(retention);
        TensorPrimitives.Multiply(_sums, retention, _sums);
        _weight *= retention;
        _isPrepared = false;
    }

    /// <inheritdoc/>
    public void Reset()
    {
        Array.Clear(_sums);
        _weight = 0;
        _isPrepared = false;
    }

    /// <inheritdoc/>
    public FisherStatus Prepare(FisherExponent exponent, double damping = 0)
    {
        MetricThrow.IfNotDamping(damping);
        CopyTo(_factors);
        _isPrepared = true;
        if (!double.IsFinite(TensorPrimitives.Sum<double>(_factors)))
        {
            Array.Fill(_factors, 1);
            return FisherStatus.NotFinite;
        }

        return Spectrum.Invert(_factors, exponent, damping);
    }

    /// <inheritdoc/>
    public void Apply(Span<double> vector)
    {
        if (!_isPrepared)
            MetricThrow.NotPrepared();
        MetricThrow.IfLengthDiffers(vector.Length, Parameters, nameof(vector));
        TensorPrimitives.Multiply(vector, _factors, vector);
    }
}
