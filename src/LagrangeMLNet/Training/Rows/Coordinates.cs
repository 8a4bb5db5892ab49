using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>The scale of a sparse feature in the coordinates of training.</summary>
internal enum SparseScale
{
    /// <summary>The root mean square of its non-zero values: the unit it was given in does not matter.</summary>
    Own,

    /// <summary>
    /// The geometric mean of its own and all sparse features' typical scale, a metric of exponent ½. Text features come weighted (by the
    /// length of their document, by their field), and those weights tell something: taking them wholly away, or wholly over, predicts
    /// worse.
    /// </summary>
    HalfWay,

    /// <summary>1: the caller's strength of the prior speaks of features as given.</summary>
    AsGiven,
}

/// <summary>
/// The coordinates that training works in: every feature in units of its own scale, dense ones about their mean, so that the caller need
/// not normalise. A dense position's scale is its standard deviation; a sparse one's is the root mean square of its non-zero values, which
/// is 1 for an indicator and keeps zeros zero. A position that never varies has scale 0 and takes no part.
/// </summary>
internal sealed class Coordinates
{
    // Beyond these a feature or its square cannot be held in single precision.
    private const double SmallestScale = 1e-37;
    private const double LargestScale = 1e37;

    // Sparse features whose scales differ by more than this are not in a common unit, and what they are given in tells nothing.
    private const double WidestSpan = 1e12;

    // Only a row whose weight is next to nothing beside the others' lies farther out than this, and its square must fit single precision.
    private const float Farthest = 1e18f;

    private readonly bool _excluded;
    private readonly bool _isWeighted;

    private Coordinates(float[] centre, double[] scale, int[] counts, float[] squares, SparseScale sparseScale, bool isWeighted)
    {
        _isWeighted = isWeighted;
        Centre = centre;
        Counts = counts;
        Squares = squares;
        SparseScale = sparseScale;
        InverseScale = new float[scale.Length];
        for (int j = 0; j < scale.Length; j++)
            InverseScale[j] = scale[j] is > SmallestScale and < LargestScale ? (float)(1 / scale[j]) : 0;
        for (int j = 0; j < centre.Length; j++)
            _excluded |= InverseScale[j] == 0;
    }

    /// <summary>Centre of each dense position.</summary>
    public float[] Centre { get; }

    /// <summary>1/scale of each position; 0 where the feature is constant.</summary>
    public float[] InverseScale { get; }

    /// <summary>Number of non-zero values of each sparse position.</summary>
    public int[] Counts { get; }

    /// <summary>Σ w x² of each sparse position, in these coordinates.</summary>
    public float[] Squares { get; }

    /// <summary>How sparse features are scaled: as asked for, or by their own scale where they are in no common unit.</summary>
    public SparseScale SparseScale { get; }

    public int Positions => InverseScale.Length;

    /// <summary>Puts a block's features into these coordinates, in place.</summary>
    public void Apply(RowBlock block)
    {
        int dense = block.Layout.Dense;
        var inverse = InverseScale.AsSpan(0, dense);
        for (int row = 0; row < block.Rows; row++)
        {
            var x = block.Dense.AsSpan(row * dense, dense);
            DenseVectors.Subtract(x, Centre, x);
            DenseVectors.Multiply(x, inverse, x);
            if (_excluded)
                ClearExcluded(x);
            if (_isWeighted)
                TensorPrimitives.Clamp(x, -Farthest, Farthest, x);
        }

        var values = block.Values.AsSpan(0, block.Starts[block.Rows]);
        for (int i = 0; i < values.Length; i++)
            values[i] *= InverseScale[dense + block.Indices[i]];
        if (_isWeighted)
            TensorPrimitives.Clamp(values, -Farthest, Farthest, values);
    }

    // 0 · ∞ is not 0: a feature that takes no part may be too large to be centred.
    private void ClearExcluded(Span<float> x)
    {
        for (int j = 0; j < x.Length; j++)
            if (InverseScale[j] == 0)
                x[j] = 0;
    }

    /// <param name="rows">The rows.</param>
    /// <param name="observations">Their weights: a row counts as much as its weight.</param>
    /// <param name="sparseScale">How sparse features are scaled.</param>
    /// <param name="workers">The workers.</param>
    public static Coordinates Measure(IRowSource rows, Observations observations, SparseScale sparseScale, Workers workers)
    {
        int dense = rows.Layout.Dense, sparse = rows.Layout.Sparse;
        var sums = new Sums[workers.Count];
        var origin = new float[dense];
        bool hasOrigin = false;
        foreach (var batch in rows.Batches())
        {
            if (!hasOrigin && batch.Count > 0)
            {
                batch[0].Block.DenseRow(batch[0].Row(0)).CopyTo(origin);
                hasOrigin = true;
            }

            workers.Run(batch, sums, (all, worker, tile) => (all[worker] ??= new Sums(dense, sparse)).Add(tile, origin, observations));
        }

        var total = new Sums(dense, sparse);
        foreach (var part in sums)
            if (part is not null)
                total.Add(part);
        return total.ToCoordinates(origin, sparseScale, observations.IsWeighted);
    }

    /// <summary>Moments of the dense positions about an origin, and of the sparse positions' non-zero values.</summary>
    private sealed class Sums(int dense, int sparse)
    {
        private readonly double[] _first = new double[dense];
        private readonly double[] _second = new double[dense];
        private readonly double[] _squares = new double[sparse];
        private readonly double[] _weights = new double[sparse];
        private readonly int[] _counts = new int[sparse];
        private readonly float[] _labelScratch = new float[Tile.Size];
        private readonly float[] _weightScratch = new float[Tile.Size];
        private double _weight;

        public void Add(in Tile tile, float[] origin, Observations observations)
        {
            var block = tile.Block;
            var weights = observations.Weights(tile, observations.Labels(tile, _labelScratch), _weightScratch);
            for (int r = 0; r < tile.Count; r++)
            {
                int row = tile.Row(r);
                double weight = weights.IsEmpty ? 1 : weights[r];
                _weight += weight;
                AddDense(block.DenseRow(row), origin, weight);
                for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                {
                    double value = block.Values[i];
                    if (value == 0)
                        continue;
                    _squares[block.Indices[i]] += weight * value * value;
                    _weights[block.Indices[i]] += weight;
                    _counts[block.Indices[i]]++;
                }
            }
        }

        public void Add(Sums other)
        {
            DenseVectors.Add(_first, other._first);
            DenseVectors.Add(_second, other._second);
            DenseVectors.Add(_squares, other._squares);
            DenseVectors.Add(_weights, other._weights);
            for (int j = 0; j < _counts.Length; j++)
                _counts[j] += other._counts[j];
            _weight += other._weight;
        }

        public Coordinates ToCoordinates(float[] origin, SparseScale sparseScale, bool isWeighted)
        {
            var centre = new float[dense];
            var scale = new double[dense + sparse];
            for (int j = 0; j < dense; j++)
            {
                double mean = _first[j] / _weight;
                double variance = Math.Max(0, (_second[j] / _weight) - (mean * mean));
                centre[j] = (float)((origin[j] + mean));
                // Below the resolution of single precision a spread is rounding, not variation.
                scale[j] = Math.Sqrt(variance) > 1e-7 * Math.Abs(centre[j]) ? Math.Sqrt(variance) : 0;
            }

            if (!HaveCommonUnit())
                sparseScale = SparseScale.Own;
            double shared = sparseScale == SparseScale.HalfWay ? TypicalScale() : 1;
            for (int j = 0; j < sparse; j++)
                scale[dense + j] = RootMeanSquare(j) is not (> SmallestScale and < LargestScale) ? 0 : sparseScale switch
                {
                    SparseScale.AsGiven => 1,
                    SparseScale.Own => RootMeanSquare(j),
                    _ => Math.Sqrt(RootMeanSquare(j) * shared),
                };
            var squares = new float[sparse];
            for (int j = 0; j < sparse; j++)
                squares[j] = scale[dense + j] > 0 ? (float)(_squares[j] / scale[dense + j] / scale[dense + j]) : 0;
            return new Coordinates(centre, scale, _counts, squares, sparseScale, isWeighted);
        }

        private bool HaveCommonUnit()
        {
            double least = double.PositiveInfinity, most = 0;
            for (int j = 0; j < sparse; j++)
                if (_weights[j] > 0)
                    (least, most) = (Math.Min(least, RootMeanSquare(j)), Math.Max(most, RootMeanSquare(j)));
            return most == 0 || (most / least < WidestSpan && least > 1 / WidestSpan && most < WidestSpan);
        }

        private double RootMeanSquare(int j) => Math.Sqrt(_squares[j] / _weights[j]);

        /// <summary>Geometric mean of the sparse scales.</summary>
        private double TypicalScale()
        {
            double logarithms = 0;
            int present = 0;
            for (int j = 0; j < sparse; j++)
                if (_weights[j] > 0)
                    (logarithms, present) = (logarithms + Math.Log(RootMeanSquare(j)), present + 1);
            return Math.Exp(logarithms / Math.Max(1, present));
        }

        private void AddDense(ReadOnlySpan<float> x, float[] origin, double weight)
        {
            ref float values = ref MemoryMarshal.GetReference(x), origins = ref MemoryMarshal.GetArrayDataReference(origin);
            var factor = Vector256.Create(weight);
            int j = 0;
            for (; j + Vector256<float>.Count <= x.Length; j += Vector256<float>.Count)
            {
                // Widened before they are subtracted: the difference of two floats can be too large for one.
                var value = Vector256.LoadUnsafe(ref values, (nuint)j);
                var centre = Vector256.LoadUnsafe(ref origins, (nuint)j);
                AddMoments(j, factor, WideLanes.Lower(value) - WideLanes.Lower(centre));
                AddMoments(j + Vector256<double>.Count, factor, WideLanes.Upper(value) - WideLanes.Upper(centre));
            }

            for (; j < x.Length; j++)
            {
                double difference = (double)x[j] - origin[j];
                _first[j] += weight * difference;
                _second[j] += weight * difference * difference;
            }
        }

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        private void AddMoments(int j, Vector256<double> weight, Vector256<double> difference)
        {
            ref double first = ref _first[j], second = ref _second[j];
            (Vector256.LoadUnsafe(ref first) + (weight * difference)).StoreUnsafe(ref first);
            (Vector256.LoadUnsafe(ref second) + (weight * difference * difference)).StoreUnsafe(ref second);
        }
    }
}
