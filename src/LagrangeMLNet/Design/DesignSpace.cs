using System.Numerics.Tensors;
using LagrangeMLNet.Mechanics;

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
    private readonly double[][] _span;

    private DesignSpace(float[] inverseScale, double[][] span, double[][] nothing, double fill) =>
        (_inverseScale, _span, _null, Fill) = (inverseScale, span, nothing, fill);

    public int Size => _inverseScale.Length;

    /// <summary>Number of directions that can be learnt.</summary>
    public int Rank => _span.Length;

    /// <summary>Information put in each direction that cannot be learnt: as much as all rows have together, so that it is never the least.</summary>
    public double Fill { get; }

    /// <param name="information">Σ z zᵀ of everything that can be learnt from.</param>
    /// <param name="inverseScale">1/scale of each element of z.</param>
    public static DesignSpace Of(double[] information, float[] inverseScale)
    {
        int size = inverseScale.Length;
        var vectors = (double[])information.Clone();
        var values = new double[size];
        if (!SymmetricEigen.TryDecompose(vectors, size, values, new double[size]))
            throw new InvalidOperationException("The rows' information is not finite: a feature or the model's score is too large. Rescale the features.");
        double least = Negligible * Math.Max(values[^1], 0);
        var rows = Enumerable.Range(0, size).Select(i => vectors.AsSpan(i * size, size).ToArray()).ToList();
        return new DesignSpace(
            inverseScale,
            [.. rows.Where((_, i) => values[i] > least)],
            [.. rows.Where((_, i) => !(values[i] > least))],
            1 + TensorPrimitives.Sum<double>(values));
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
    /// C of criterion A: tr(C M⁻¹) is tr(M⁻¹) in the features' own units, of the pseudo-inverse where some directions cannot be learnt. With
    /// x = S z that is S⁻¹ P S⁻¹, P the projector on what rows x span.
    /// </summary>
    public double[] TraceWeight()
    {
        // What rows x are orthogonal to is S⁻¹ times what rows z are; made orthonormal by Gram and Schmidt, twice for rounding.
        var basis = new List<double[]>();
        foreach (var direction in _null)
        {
            var own = new double[Size];
            for (int j = 0; j < Size; j++)
                own[j] = direction[j] * _inverseScale[j];
            for (int round = 0; round < 2; round++)
            {
                foreach (var other in basis)
                    TensorPrimitives.MultiplyAdd(other, -TensorPrimitives.Dot<double>(own, other), own, own);
                TensorPrimitives.Divide(own, TensorPrimitives.Norm<double>(own), own);
            }

            basis.Add(own);
        }

        var weight = new double[Size * Size];
        for (int i = 0; i < Size; i++)
        {
            weight[(i * Size) + i] = 1;
            foreach (var direction in basis)
                TensorPrimitives.MultiplyAdd(direction, -direction[i], weight.AsSpan(i * Size, Size), weight.AsSpan(i * Size, Size));
            for (int j = 0; j < Size; j++)
                weight[(i * Size) + j] *= (double)_inverseScale[i] * _inverseScale[j];
        }

        return weight;
    }

    /// <summary>ln of what det M, the fill included, is to be multiplied by to be that of the learnable directions in the features' own units.</summary>
    public double LogUnit()
    {
        double fill = (Size - Rank) * Math.Log(Fill);
        if (_null.Length == 0)
        {
            double sum = 0;
            foreach (float inverse in _inverseScale)
                sum -= 2 * Math.Log(inverse);
            return sum;
        }

        // det(Vᵀ S² V), the rows of V spanning what can be learnt.
        var gram = new double[Rank * Rank];
        for (int i = 0; i < Rank; i++)
            for (int j = 0; j <= i; j++)
                for (int k = 0; k < Size; k++)
                    gram[(i * Rank) + j] += _span[i][k] * _span[j][k] / _inverseScale[k] / _inverseScale[k];
        return Cholesky.TryFactor(gram, Rank) ? Cholesky.LogDeterminant(gram, Rank) - fill : double.NaN;
    }

    /// <summary>The smallest eigenvalue of M in the features' own units, among the directions that can be learnt.</summary>
    public double SmallestEigenvalue(double[] matrix)
    {
        var own = (double[])matrix.Clone();
        AddFill(own, -1);
        for (int i = 0; i < Size; i++)
            for (int j = 0; j < Size; j++)
                own[(i * Size) + j] /= (double)_inverseScale[i] * _inverseScale[j];
        var values = new double[Size];
        return SymmetricEigen.TryDecompose(own, Size, values, new double[Size]) ? Math.Max(0, values[Size - Rank]) : double.NaN;
    }
}
