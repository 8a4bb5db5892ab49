using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Fewer rows than features: the rows in coordinates of the space they span. With K = X Xᵀ = L Lᵀ, X = L Q for some Q of orthonormal rows;
/// a linear model sees only Qw of its weights w, whose Gaussian prior is that of w where all features have the same one, and the rest of w
/// is 0 at the optimum (the representer theorem: Kimeldorf and Wahba, Journal of Mathematical Analysis and Applications 33 (1971)). So L
/// takes the place of X, n × n in place of n × p, and nothing is lost.
/// </summary>
internal sealed class RowSpace
{
    // What single precision leaves unknown of K, as a share of its mean diagonal, and by how much more is added to factor it where that
    // does not do.
    private const double Rounding = 1e-6;
    private const double GrowthOfRounding = 10;

    private readonly RowSet _given;
    private readonly int _positions;
    private readonly double[] _factor;

    private RowSpace(RowSet given, int positions, double[] factor)
    {
        (_given, _positions, _factor) = (given, positions, factor);
        int n = (int)given.Rows;
        var layout = ColumnLayout.AllDense(n);
        bool weighted = given.Blocks.Any(block => block.Weights is not null), offset = given.Blocks.Any(block => block.Offsets is not null);
        var rows = new RowBlock(layout, n, weighted, offset);
        var values = new float[n];
        int i = 0;
        foreach (var block in given.Blocks)
            for (int row = 0; row < block.Rows; row++, i++)
            {
                for (int j = 0; j <= i; j++)
                    values[j] = (float)factor[(i * n) + j];
                rows.Append(values, block.Labels[row], block.Weights?[row] ?? 1, block.Offsets?[row] ?? 0);
            }

        Rows = new RowSet(layout, [rows], seed: 0);
    }

    /// <summary>The rows, as many coordinates as rows.</summary>
    public RowSet Rows { get; }

    /// <summary>Measures the space; null if the rows' products are not finite, or all 0: then there is none.</summary>
    /// <param name="rows">The rows in the coordinates of training.</param>
    /// <param name="positions">Number of features.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static RowSpace? Of(RowSet rows, int positions, Action checkAlive)
    {
        int n = (int)rows.Rows;
        var gram = GramMatrix.Of(rows, checkAlive);
        double mean = 0;
        for (int i = 0; i < n; i++)
            mean += gram[(i * n) + i] / n;
        if (!(mean > 0 && double.IsFinite(mean)))
            return null;
        var factor = new double[gram.Length];
        for (double share = Rounding; share <= 1; share *= GrowthOfRounding)
        {
            gram.CopyTo(factor, 0);
            for (int i = 0; i < n; i++)
                factor[(i * n) + i] += share * mean;
            checkAlive();
            if (Cholesky.TryFactor(factor, n))
                return new RowSpace(rows, positions, factor);
        }

        return null;
    }

    /// <summary>A model's θ on the features: w = Xᵀ L⁻ᵀ θ, output after output, each with its bias last.</summary>
    public double[] Expand(double[] theta)
    {
        int n = (int)_given.Rows, outputs = theta.Length / (n + 1), size = _positions + 1;
        var expanded = new double[outputs * size];
        for (int k = 0; k < outputs; k++)
        {
            var target = expanded.AsSpan(k * size, size);
            var shares = theta.AsSpan(k * (n + 1), n).ToArray();
            Cholesky.SolveUpper(_factor, n, shares);
            int i = 0;
            foreach (var block in _given.Blocks)
                for (int row = 0; row < block.Rows; row++, i++)
                    Add(block, row, shares[i], target);
            target[^1] = theta[(k * (n + 1)) + n];
        }

        return expanded;
    }

    private static void Add(RowBlock block, int row, double share, Span<double> target)
    {
        var dense = block.DenseRow(row);
        for (int j = 0; j < dense.Length; j++)
            target[j] += share * dense[j];
        for (int k = block.Starts[row]; k < block.Starts[row + 1]; k++)
            target[dense.Length + block.Indices[k]] += share * block.Values[k];
    }
}
