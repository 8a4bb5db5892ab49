using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

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
/// M_jj = c Σ x_j² + Λ_j, the diagonal of F + Λ with the mean Fisher weight c in place of each row's. For sparse features, which meet
/// seldom, little is missing.
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
            float penalty = ((float)strength * penaltyUnit[j]) + 1e-20f;
            for (int lane = 0; lane < lanes; lane++)
                inverse[lane] = 1 / ((weights[lane] * squares[j]) + penalty);
        }
    }

    public void Apply(float[] r, float[] z) => workers.ForRanges(r.Length, (_, start, length) =>
        DenseVectors.Multiply(r.AsSpan(start, length), _inverse.AsSpan(start, length), z.AsSpan(start, length)));
}

/// <summary>
/// Kronecker factors F ≈ C ⊗ n A: A = E[x xᵀ] of the features, and C the diagonal of the outputs' mean Fisher weights. For features that
/// meet in most rows. Source: Martens and Grosse, ICML 2015, section 3.
/// </summary>
internal sealed class KroneckerPreconditioner : IPreconditioner
{
    private readonly FeatureMetric _features;
    private readonly long _rows;
    private readonly double[][] _columns;
    private readonly double[] _scale;
    private readonly LaneLayout _layout;
    private readonly Workers _workers;

    public KroneckerPreconditioner(FeatureMetric features, long rows, LaneLayout layout, Workers workers)
    {
        (_features, _rows, _layout, _workers) = (features, rows, layout, workers);
        _scale = new double[layout.Lanes];
        _columns = new double[workers.Count][];
        for (int i = 0; i < _columns.Length; i++)
            _columns[i] = new double[features.Size];
    }

    public void Prepare(double strength, ReadOnlySpan<double> curvature)
    {
        int used = 0;
        double mean = 0;
        foreach (double c in curvature)
            (mean, used) = c > 0 ? (mean + c, used + 1) : (mean, used);
        mean = used > 0 ? mean / used : 1;
        _features.Prepare(strength / (mean * _rows));
        for (int lane = 0; lane < _scale.Length; lane++)
            _scale[lane] = 1 / (Math.Max(curvature[lane], 1e-6 * mean) * _rows);
    }

    public void Apply(float[] r, float[] z) => _workers.For(worker =>
    {
        int size = _features.Size, lanes = _layout.Lanes;
        var column = _columns[worker];
        // Padding lanes have no gradient and stay 0.
        for (int output = worker; output < _layout.Models * _layout.Outputs; output += _workers.Count)
        {
            int lane = (output / _layout.Outputs * _layout.Stride) + (output % _layout.Outputs);
            for (int j = 0; j < size; j++)
                column[j] = r[(j * lanes) + lane];
            _features.Solve(column);
            for (int j = 0; j < size; j++)
                z[(j * lanes) + lane] = (float)(column[j] * _scale[lane]);
        }
    });
}

/// <summary>A = E[x xᵀ] of the features with a 1 for the bias, measured on a sample of rows, and its factor beside a prior.</summary>
internal sealed class FeatureMetric
{
    private const int RowsPerPosition = 8;
    private const double Damping = 1e-4;
    private const double LargestDamping = 1e6;

    // Where the prior outweighs the data, the factor of another strength is off by the ratio of the two; up to this ratio a few more
    // products cost less than a new factor.
    private static readonly double LargestDrift = Math.Log(4) + 1e-6;

    private readonly double[] _second;
    private readonly double[] _factor;
    private readonly float[] _penaltyUnit;
    private double _ratio = double.NaN;

    public FeatureMetric(RowSet rows, int positions, float[] penaltyUnit, Workers workers)
    {
        _penaltyUnit = penaltyUnit;
        var sample = rows.Sample((double)RowsPerPosition * Size / rows.Rows);
        var sums = new (FisherTile Tile, double[] Sum)[workers.Count];
        for (int i = 0; i < sums.Length; i++)
            sums[i] = (new FisherTile(rows.Layout, positions, 1), new double[Size * Size]);
        var ones = new float[Tile.Size];
        ones.AsSpan().Fill(1);
        foreach (var batch in sample.Batches())
            workers.Run(batch, (sums, ones), static (state, worker, tile) =>
                state.sums[worker].Tile.Add(tile, state.ones, 1, default, state.sums[worker].Sum));
        _second = sums[0].Sum;
        for (int i = 1; i < sums.Length; i++)
            DenseVectors.Add(_second, sums[i].Sum);
        FisherTile.Complete(_second, rows.Layout, positions, 1);
        TensorPrimitives.Divide<double>(_second, Math.Max(1, sample.Rows), _second);
        _factor = new double[Size * Size];
    }

    /// <summary>Number of features, and one for the bias.</summary>
    public int Size => _penaltyUnit.Length;

    /// <summary>Factors A + ratio · Λ, Λ the penalties at strength 1, unless the factor at hand is near enough.</summary>
    public void Prepare(double ratio)
    {
        if (Math.Abs(Math.Log(ratio / _ratio)) <= LargestDrift)
            return;
        _ratio = ratio;
        for (double damping = Damping; damping <= LargestDamping; damping *= 10)
        {
            _second.CopyTo(_factor, 0);
            for (int j = 0; j < Size; j++)
                _factor[(j * Size) + j] += (ratio * _penaltyUnit[j]) + damping;
            if (Cholesky.TryFactor(_factor, Size))
                return;
        }

        // No damping mends values that are not finite: without a metric, steps go down the gradient.
        _factor.AsSpan().Clear();
        for (int j = 0; j < Size; j++)
            _factor[(j * Size) + j] = 1;
    }

    public void Solve(Span<double> column) => Cholesky.Solve(_factor, Size, column);
}
