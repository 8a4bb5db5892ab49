using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Design;

/// <summary>
/// Which directions the rows can tell about, and the way from the computation's units back to the features' own. Directions that no row has
/// anything of get information of their own, so that matrices stay definite, and are left out of every criterion.
/// </summary>
internal sealed class DesignSpace
{
    /// <summary>A direction with less than this share of the largest direction's information is one that rows tell nothing of.</summary>
    private const double Negligible = 1e-10;

    private readonly float[] _inverseScale;
    private readonly double[][] _null;

    private DesignSpace(float[] inverseScale, double[][] nothing, double fill) => (_inverseScale, _null, Fill) = (inverseScale, nothing,
        fill);

    public int Size => _inverseScale.Length;

    /// <summary>Number of directions that can be learnt.</summary>
    public int Rank => Size - _null.Length;

    /// <summary>Information put in each direction that cannot be learnt: as much as all rows have together, so that it is never the
    /// least.</summary>
    public double Fill { get; }

    /// <param name="information">Σ z zᵀ of everything that can be learnt from.</param>
    /// <param name="inverseScale">1/scale of each element of z.</param>
    public static DesignSpace Of(double[] information, float[] inverseScale)
    {
        int size = inverseScale.Length;
        // Judged with each column on its own scale, so that a unit does not decide what can be learnt.
        var vectors = (double[])information.Clone();
        var values = new double[size];
        double[] scale = [.. Enumerable.Range(0, size).Select(i => information[(i * size) + i] is > 0 and var own
            ? 1 / Math.Sqrt(own) : 1)];
        double trace = 0;
        for (int i = 0; i < size; i++)
        {
            trace += information[(i * size) + i];
            for (int j = 0; j < size; j++)
                vectors[(i * size) + j] *= scale[i] * scale[j];
        }

        if (!double.IsFinite(trace) || !SymmetricEigen.TryDecompose(vectors, size, values, new double[size]))
            throw new InvalidOperationException("The rows' information is not finite: a feature or the model's score is too large. "
            + "Rescale the features.");
        double least = Negligible * Math.Max(values[^1], 0);
        var rows = Enumerable.Range(0, size).Select(i => vectors.AsSpan(i * size, size).ToArray()).ToList();
        var nothing = new List<double[]>();
        foreach (double[] direction in rows.Where((_, i) => !(values[i] > least)))
        {
            TensorPrimitives.Multiply(direction, scale, direction);
            AddOrthonormal(nothing, direction);
        }

        return new DesignSpace(inverseScale, [.. nothing], 1 + trace);
    }

    /// <summary>Adds the part of a vector that is orthogonal to a basis, at length 1. Gram and Schmidt, twice for rounding.</summary>
    /// <returns>ln of the length that it had.</returns>
    private static double AddOrthonormal(List<double[]> basis, double[] vector)
    {
        double length = 0;
        for (int round = 0; round < 2; round++)
        {
            // The largest element first, so that squares neither overflow nor vanish.
            double unit = TensorPrimitives.MaxMagnitude<double>(vector);
            TensorPrimitives.Divide(vector, Math.Abs(unit), vector);
            foreach (double[] other in basis)
                TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(vector, other), vector, vector);
            double norm = TensorPrimitives.Norm<double>(vector);
            TensorPrimitives.Divide(vector, norm, vector);
            length += Math.Log(Math.Abs(unit)) + Math.Log(norm);
        }

        basis.Add(vector);
        return length;
    }

    /// <summary>Adds the information of directions that cannot be learnt.</summary>
    public void AddFill(Span<double> matrix, double sign = 1)
    {
        foreach (var direction in _null)
            for (int i = 0; i < Size; i++)
            {
                var row = matrix.Slice(i * Size, Size);
                TensorPrimitives.MultiplyAdd(direction, sign * Fill * direction[i], row, row);
            }
    }

    /// <summary>Adds ρ·I, on the features as given.</summary>
    public void AddRidge(Span<double> matrix, double ridge)
    {
        for (int i = 0; i < Size; i++)
            matrix[(i * Size) + i] += ridge * _inverseScale[i] * _inverseScale[i];
    }

    /// <summary>
    /// C of criterion A: tr(C M⁻¹) is tr(M⁻¹) in the features' own units, of the pseudo-inverse where some directions cannot be learnt.
    /// With x = S z that is S⁻¹ P S⁻¹, P the projector on what rows x span.
    /// </summary>
    public double[] TraceWeight()
    {
        // What rows x are orthogonal to is S⁻¹ times what rows z are.
        var basis = new List<double[]>();
        _ = AddUnscaled(basis);
        var weight = new double[Size * Size];
        for (int i = 0; i < Size; i++)
        {
            weight[(i * Size) + i] = 1;
            foreach (var direction in basis)
                TensorPrimitives.MultiplyAdd(direction, -direction[i], weight.AsSpan(i * Size, Size), weight.AsSpan(i * Size, Size));
        }

        for (int i = 0; i < Size; i++)
            for (int j = 0; j < Size; j++)
                weight[(i * Size) + j] *= (double)_inverseScale[i] * _inverseScale[j];

        return weight;
    }

    /// <summary>ln of what det M, the fill included, is to be multiplied by to be that of the learnable directions in the features' own
    /// units.</summary>
    public double LogUnit()
    {
        double sum = (Rank - Size) * Math.Log(Fill);
        foreach (float inverse in _inverseScale)
            sum -= 2 * Math.Log(inverse);

        // With U what cannot be learnt and V the rest, det(Vᵀ S² V) = det(S²)·det(Uᵀ S⁻² U).
        return sum + (2 * AddUnscaled([]));
    }

    /// <summary>Makes S⁻¹ times the directions that cannot be learnt orthonormal.</summary>
    /// <returns>ln of the volume that they span.</returns>
    private double AddUnscaled(List<double[]> basis)
    {
        double volume = 0;
        foreach (double[] direction in _null)
        {
            var own = new double[Size];
            for (int j = 0; j < Size; j++)
                own[j] = direction[j] * _inverseScale[j];
            volume += AddOrthonormal(basis, own);
        }

        return volume;
    }

    /// <summary>The smallest eigenvalue of M in the features' own units, among the directions that can be learnt.</summary>
    /// <returns>The eigenvalue, and G with tr(G M) = vᵀ M v in those units for its direction v; NaN if it cannot be had in finite
    /// numbers.</returns>
    public (double Value, double[] Gradient) Smallest(double[] matrix)
    {
        var own = (double[])matrix.Clone();
        AddFill(own, -1);
        for (int i = 0; i < Size; i++)
            for (int j = 0; j < Size; j++)
                own[(i * Size) + j] /= (double)_inverseScale[i] * _inverseScale[j];
        var values = new double[Size];
        var gradient = new double[Size * Size];
        if (!SymmetricEigen.TryDecompose(own, Size, values, new double[Size]))
            return (double.NaN, gradient);
        var direction = own.AsSpan((Size - Rank) * Size, Size);
        for (int i = 0; i < Size; i++)
            for (int j = 0; j < Size; j++)
                gradient[(i * Size) + j] = direction[i] * direction[j] / ((double)_inverseScale[i] * _inverseScale[j]);
        return (Math.Max(0, values[Size - Rank]), gradient);
    }
}
