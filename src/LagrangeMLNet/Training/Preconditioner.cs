using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Training;

/// <summary>An approximate inverse of F + Λ on <c>positions × lanes</c> parameters, the last position the biases.</summary>
internal interface IPreconditioner
{
    /// <summary>Prepares for a point where each lane's mean Fisher weight is <paramref name="curvature"/>.</summary>
    void Prepare(double strength, ReadOnlySpan<double> curvature);

    /// <summary>z = M⁻¹ r.</summary>
    void Apply(float[] r, float[] z);
}

/// <summary>
/// M_jj = c Σ x_j² + Λ_j, the diagonal of F + Λ with the mean Fisher weight c in place of each row's. For sparse features, which meet seldom,
/// little is missing.
/// </summary>
/// <param name="squares">For each position, Σ x² over the rows.</param>
/// <param name="penaltyUnit">For each position, its penalty at strength 1.</param>
/// <param name="lanes">Number of lanes.</param>
/// <param name="workers">The workers.</param>
internal sealed class DiagonalPreconditioner(float[] squares, float[] penaltyUnit, int lanes, Workers workers) : IPreconditioner
{
    private readonly float[] _inverse = new float[squares.Length * lanes];

    public void Prepare(double strength, ReadOnlySpan<double> curvature)
    {
        var weights = new float[lanes];
        for (int lane = 0; lane < lanes; lane++)
            weights[lane] = (float)curvature[lane];
        for (int j = 0; j < squares.Length; j++)
        {
            var inverse = _inverse.AsSpan(j * lanes, lanes);
            // A constant feature has neither curvature nor gradient: any positive number leaves its zero where it is.
            TensorPrimitives.Multiply(weights, squares[j], inverse);
            TensorPrimitives.Add(inverse, ((float)strength * penaltyUnit[j]) + 1e-20f, inverse);
        }

        TensorPrimitives.Reciprocal(_inverse, _inverse);
    }

    public void Apply(float[] r, float[] z) => workers.ForRanges(r.Length, (_, start, length) =>
        TensorPrimitives.Multiply(r.AsSpan(start, length), _inverse.AsSpan(start, length), z.AsSpan(start, length)));
}

/// <summary>
/// Kronecker factors F ≈ C ⊗ n A: A = E[x xᵀ] of the features, measured on a sample of rows, and C the diagonal of the outputs' mean Fisher
/// weights. For features that meet in most rows. Source: Martens and Grosse, ICML 2015, section 3.
/// </summary>
internal sealed class KroneckerPreconditioner : IPreconditioner
{
    private const int RowsPerPosition = 8;
    private const double Damping = 1e-4;
    private const double LargestDamping = 1e6;

    private readonly double[] _second;
    private readonly double[] _factor;
    private readonly double[][] _columns;
    private readonly float[] _penaltyUnit;
    private readonly double[] _scale;
    private readonly LaneLayout _layout;
    private readonly long _rows;
    private readonly Workers _workers;

    public KroneckerPreconditioner(RowSet rows, int positions, float[] penaltyUnit, LaneLayout layout, Workers workers)
    {
        (_layout, _rows, _penaltyUnit, _workers) = (layout, rows.Rows, penaltyUnit, workers);
        int size = positions + 1;
        var sample = rows.Sample((double)RowsPerPosition * size / rows.Rows);
        var sums = new (FisherTile Tile, double[] Sum)[workers.Count];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = (new FisherTile(positions, 1), new double[size * size]);
        var ones = new float[Tile.Size];
        ones.AsSpan().Fill(1);
        foreach (var batch in sample.Batches())
            workers.Run(batch, (sums, ones), static (state, worker, tile) =>
                state.sums[worker].Tile.Add(tile, state.ones, 1, default, state.sums[worker].Sum));
        _second = sums[0].Sum;
        for (int i = 1; i < sums.Length; i++)
            TensorPrimitives.Add<double>(_second, sums[i].Sum, _second);
        for (int i = 0; i < size; i++)
            for (int j = i; j < size; j++)
                _second[(j * size) + i] = _second[(i * size) + j] /= Math.Max(1, sample.Rows);
        _factor = new double[size * size];
        _scale = new double[layout.Lanes];
        _columns = new double[workers.Count][];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = new double[size];
    }

    public void Prepare(double strength, ReadOnlySpan<double> curvature)
    {
        int size = _penaltyUnit.Length, used = 0;
        double mean = 0;
        foreach (double c in curvature)
            (mean, used) = c > 0 ? (mean + c, used + 1) : (mean, used);
        mean = used > 0 ? mean / used : 1;
        double n = mean * _rows;
        TensorPrimitives.Multiply(_second, n, _factor);
        for (int j = 0; j < size; j++)
            _factor[(j * size) + j] += (strength * _penaltyUnit[j]) + (Damping * n);
        for (double extra = Damping * n; !Cholesky.TryFactor(_factor, size); extra *= 10)
        {
            if (!(extra < LargestDamping * n))
            {
                // No damping mends values that are not finite: without a metric, steps go down the gradient.
                _factor.AsSpan().Clear();
                for (int j = 0; j < size; j++)
                    _factor[(j * size) + j] = 1;
                break;
            }

            TensorPrimitives.Multiply(_second, n, _factor);
            for (int j = 0; j < size; j++)
                _factor[(j * size) + j] += (strength * _penaltyUnit[j]) + extra;
        }

        for (int lane = 0; lane < _scale.Length; lane++)
            _scale[lane] = curvature[lane] > 0 ? Math.Min(mean / curvature[lane], 1e6) : 1;
    }

    public void Apply(float[] r, float[] z) => _workers.For(worker =>
    {
        int size = _penaltyUnit.Length, lanes = _layout.Lanes;
        var column = _columns[worker];
        // Padding lanes have no gradient and stay 0.
        for (int output = worker; output < _layout.Models * _layout.Outputs; output += _workers.Count)
        {
            int lane = (output / _layout.Outputs * _layout.Stride) + (output % _layout.Outputs);
            for (int j = 0; j < size; j++)
                column[j] = r[(j * lanes) + lane];
            Cholesky.Solve(_factor, size, column);
            for (int j = 0; j < size; j++)
                z[(j * lanes) + lane] = (float)(column[j] * _scale[lane]);
        }
    });
}
