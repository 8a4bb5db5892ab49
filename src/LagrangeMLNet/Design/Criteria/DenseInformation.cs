using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Design;

/// <summary>
/// The information M of a design with its inverse and the criterion's gradient G, which follow rows that are added and taken out by
/// rank-one updates (Sherman and Morrison, Annals of Mathematical Statistics 21 (1950)); now and then they are computed anew, so that
/// rounding does not add up.
/// </summary>
internal sealed class DenseInformation(CriterionRule rule)
{
    /// <summary>Updates after which inverse and gradient are computed anew.</summary>
    private const int LargestAge = 64;

    /// <summary>A fall of the largest variance by this factor cost as many digits of the inverse.</summary>
    private const double LargestFall = 1e4;

    private readonly int _size = rule.Size;
    private readonly double[] _u = new double[rule.Size];
    private readonly double[] _v = new double[rule.Size];
    private int _age;
    private double _freshTrace;

    public CriterionRule Rule => rule;

    public int Size => _size;

    public double[] Matrix { get; } = new double[rule.Size * rule.Size];

    public double[] Inverse { get; } = new double[rule.Size * rule.Size];

    /// <summary>G; zᵀGz is what a row promises.</summary>
    public double[] Gradient { get; } = new double[rule.Size * rule.Size];

    /// <summary>f(M).</summary>
    public double Objective { get; private set; }

    /// <summary>tr(G M).</summary>
    public double Total => TensorPrimitives.Dot<double>(Gradient, Matrix);

    /// <summary>tr(M⁻¹), in the computation's units.</summary>
    public double InverseTrace
    {
        get
        {
            double trace = 0;
            for (int i = 0; i < _size; i++)
                trace += Inverse[(i * _size) + i];
            return trace;
        }
    }

    /// <summary>Starts from a matrix. False if it is singular to working precision.</summary>
    public bool TryStart(ReadOnlySpan<double> matrix)
    {
        matrix.CopyTo(Matrix);
        return TryRefresh();
    }

    public void CopyFrom(DenseInformation other)
    {
        other.Matrix.CopyTo(Matrix, 0);
        other.Inverse.CopyTo(Inverse, 0);
        other.Gradient.CopyTo(Gradient, 0);
        (Objective, _age, _freshTrace) = (other.Objective, other._age, other._freshTrace);
    }

    /// <summary>Computes inverse, gradient and objective anew.</summary>
    public bool TryRefresh()
    {
        _age = 0;
        var factor = (double[])Matrix.Clone();
        if (!Cholesky.TryFactor(factor, _size))
            return false;
        Cholesky.Invert(factor, _size, Inverse);
        _freshTrace = InverseTrace;
        bool isSound = rule.TryEvaluate(Matrix, Inverse, Cholesky.LogDeterminant(factor, _size), Gradient, out double objective);
        Objective = objective;
        return isSound;
    }

    /// <summary>u = M⁻¹z and v = Gz, with q = zᵀu and a = zᵀv.</summary>
    public (double Q, double A) Directions(ReadOnlySpan<double> z, Span<double> u, Span<double> v)
    {
        for (int i = 0; i < _size; i++)
        {
            u[i] = TensorPrimitives.Dot(z, Inverse.AsSpan(i * _size, _size));
            v[i] = TensorPrimitives.Dot(z, Gradient.AsSpan(i * _size, _size));
        }

        return (TensorPrimitives.Dot(z, u), TensorPrimitives.Dot(z, v));
    }

    /// <summary>Adds z zᵀ (<paramref name="sign"/> 1) or takes it out (−1).</summary>
    /// <returns>Whether everything was computed anew, so that scores kept elsewhere are stale.</returns>
    public bool Update(ReadOnlySpan<double> z, int sign)
    {
        var (q, a) = Directions(z, _u, _v);
        double s = 1 / (1 + (sign * q));
        Objective += sign > 0 ? -rule.Gain(q, a) : rule.Loss(q, a);
        for (int i = 0; i < _size; i++)
        {
            TensorPrimitives.MultiplyAdd(z, sign * z[i], Matrix.AsSpan(i * _size, _size), Matrix.AsSpan(i * _size, _size));
            var inverse = Inverse.AsSpan(i * _size, _size);
            TensorPrimitives.MultiplyAdd(_u, -sign * s * _u[i], inverse, inverse);
            var gradient = Gradient.AsSpan(i * _size, _size);
            // G − sign·s (u vᵀ + v uᵀ) + a s² u uᵀ; for D, where G = M⁻¹ and v = u, the same line would be wrong.
            if (rule is CriterionRule.Determinant)
            {
                inverse.CopyTo(gradient);
                continue;
            }

            TensorPrimitives.MultiplyAdd(_v, -sign * s * _u[i], gradient, gradient);
            TensorPrimitives.MultiplyAdd(_u, (-sign * s * _v[i]) + (a * s * s * _u[i]), gradient, gradient);
        }

        if (!rule.IsLocal && ++_age < LargestAge && InverseTrace * LargestFall > _freshTrace && double.IsFinite(Objective))
            return false;
        if (!TryRefresh())
            Objective = double.PositiveInfinity;
        return true;
    }
}
