using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// The inverse of M = ρI + ZᵀZ for few rows Z of very many elements, without a matrix of all parameters: M⁻¹ = (I − Zᵀ K⁻¹ Z)/ρ with
/// K = ρI + Z Zᵀ as large as there are rows (Woodbury, Inverting Modified Matrices, 1950). Rows stay sparse.
/// </summary>
internal sealed class LowRankInformation(int size, double ridge)
{
    private readonly List<(RowBlock Block, int Row)> _rows = [];

    /// <summary>Rows of the Cholesky factor of K, each as long as its number.</summary>
    private readonly List<double[]> _factor = [];

    /// <summary>Adds a row.</summary>
    /// <param name="block">Its block.</param>
    /// <param name="row">Its place there.</param>
    /// <param name="z">The row, all its elements.</param>
    public void Add(RowBlock block, int row, ReadOnlySpan<double> z)
    {
        var own = new double[_rows.Count + 1];
        double pivot = ridge;
        foreach (double value in z)
            pivot += value * value;
        for (int i = 0; i < _rows.Count; i++)
        {
            double sum = RowVectors.Dot(_rows[i].Block, _rows[i].Row, z);
            var other = _factor[i];
            for (int j = 0; j < i; j++)
                sum -= own[j] * other[j];
            own[i] = sum / other[i];
            pivot -= own[i] * own[i];
        }

        // K ≥ ρI, so that no pivot is below ρ but by rounding.
        own[^1] = Math.Sqrt(Math.Max(pivot, ridge));
        _rows.Add((block, row));
        _factor.Add(own);
    }

    /// <summary>x becomes M⁻¹x.</summary>
    public void Solve(Span<double> x)
    {
        var y = new double[_rows.Count];
        for (int i = 0; i < y.Length; i++)
        {
            double sum = RowVectors.Dot(_rows[i].Block, _rows[i].Row, x);
            var factor = _factor[i];
            for (int j = 0; j < i; j++)
                sum -= factor[j] * y[j];
            y[i] = sum / factor[i];
        }

        for (int i = y.Length - 1; i >= 0; i--)
        {
            y[i] /= _factor[i][i];
            for (int j = 0; j < i; j++)
                y[j] -= _factor[i][j] * y[i];
        }

        for (int i = 0; i < y.Length; i++)
            RowVectors.AddTo(_rows[i].Block, _rows[i].Row, -y[i], x);
        for (int j = 0; j < size; j++)
            x[j] /= ridge;
    }
}
