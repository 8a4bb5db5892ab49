using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Sums over rows at one point θ. Losses in nats; gradient and Fisher matrix in the coordinates of training.</summary>
internal sealed class PassSums(int parameters, bool fisher)
{
    /// <summary>Number of rows.</summary>
    public long Rows { get; set; }

    /// <summary>Σ w.</summary>
    public double Weight { get; set; }

    /// <summary>Σ w ℓ.</summary>
    public double Loss { get; set; }

    /// <summary>Σ w ℓ², for the standard error of the mean loss.</summary>
    public double SquaredLoss { get; set; }

    /// <summary>Σ w ∂ℓ/∂θ.</summary>
    public double[] Gradient { get; } = new double[parameters];

    /// <summary>Σ w F(θ), symmetric, row-major; null if it was not asked for.</summary>
    public double[]? Fisher { get; } = fisher ? new double[parameters * parameters] : null;

    public double MeanLoss => Loss / Weight;

    /// <summary>Standard error of <see cref="MeanLoss"/>.</summary>
    public double StandardError => Math.Sqrt(Math.Max(0, (SquaredLoss / Weight) - (MeanLoss * MeanLoss)) / Math.Max(1, Rows));

    public void Add(PassSums other)
    {
        Rows += other.Rows;
        Weight += other.Weight;
        Loss += other.Loss;
        SquaredLoss += other.SquaredLoss;
        DenseVectors.Add(Gradient, other.Gradient);
        if (Fisher is not null)
            DenseVectors.Add(Fisher, other.Fisher);
    }
}

/// <summary>
/// One pass over rows at a point θ: loss, gradient and, on request, the full exact Fisher matrix. θ holds, output after output, a value
/// for each position and then the bias. Rows are in the coordinates of training.
/// </summary>
internal sealed class FisherPass(Likelihood likelihood, int positions, Observations observations, Workers workers)
{
    private readonly Worker?[] _workers = new Worker?[workers.Count];

    public int Parameters { get; } = likelihood.Outputs * (positions + 1);

    public PassSums Run(IRowSource rows, double[] theta, bool fisher)
    {
        int outputs = likelihood.Outputs, lanes = outputs == 1 ? 1 : LaneKernel.Padded(outputs);
        var slopes = new float[positions * lanes];
        var bias = new float[lanes];
        for (int k = 0; k < outputs; k++)
        {
            for (int j = 0; j < positions; j++)
                slopes[(j * lanes) + k] = (float)theta[(k * (positions + 1)) + j];
            bias[k] = (float)theta[(k * (positions + 1)) + positions];
        }

        for (int worker = 0; worker < _workers.Length; worker++)
            (_workers[worker] ??= new Worker(likelihood, positions, observations, lanes)).Begin(slopes, bias, fisher ? rows.Layout : null);
        foreach (var batch in rows.Batches())
            workers.Run(batch, _workers, static (all, worker, tile) => all[worker]!.Add(tile));

        var total = new PassSums(Parameters, fisher);
        foreach (var worker in _workers)
            total.Add(worker!.End());
        if (total.Fisher is { } sum)
            FisherTile.Complete(sum, rows.Layout, positions, outputs);
        return total;
    }

    /// <summary>One worker's scratch memory and sums.</summary>
    private sealed class Worker(Likelihood likelihood, int positions, Observations observations, int lanes)
    {
        // Single-precision gradient sums are moved to double precision after this many tiles.
        private const int TilesBetweenFlushes = 8;

        private readonly int _positions = positions;
        private readonly int _outputs = likelihood.Outputs;
        private readonly float[] _scores = new float[Tile.Size * lanes];
        private readonly float[] _residuals = new float[Tile.Size * lanes];
        private readonly float[] _curvature = new float[Tile.Size * lanes];
        private readonly float[] _losses = new float[Tile.Size];
        private readonly float[] _labelScratch = new float[Tile.Size];
        private readonly float[] _weightScratch = new float[Tile.Size];
        private readonly float[] _offsetScratch = new float[Tile.Size];
        private readonly float[] _gradient = new float[positions * lanes];
        private float[] _slopes = [];
        private float[] _bias = [];
        private PassSums _sums = new(0, false);
        private FisherTile? _fisher;
        private int _tiles;

        /// <param name="slopes">A value for each position and lane.</param>
        /// <param name="bias">A value for each lane.</param>
        /// <param name="fisher">Where the rows' slots are stored if the Fisher matrix is asked for; else null.</param>
        public void Begin(float[] slopes, float[] bias, ColumnLayout? fisher)
        {
            (_slopes, _bias) = (slopes, bias);
            _sums = new PassSums(_outputs * (_positions + 1), fisher is not null);
            if (fisher is not null)
                _fisher ??= new FisherTile(fisher, _positions, _outputs);
            _gradient.AsSpan().Clear();
            _tiles = 0;
        }

        public void Add(in Tile tile)
        {
            int count = tile.Count;
            Span<float> scores = _scores.AsSpan(0, count * lanes), residuals = _residuals.AsSpan(0, count * lanes);
            Span<float> curvature = _curvature.AsSpan(0, count * lanes), losses = _losses.AsSpan(0, count);
            if (lanes == 1)
                ScalarKernel.Forward(tile, _slopes, _bias[0], scores);
            else
                LaneKernel.Forward(tile, lanes, _slopes, _bias, scores);
            if (tile.Block.Offsets is { } offsets)
                DenseVectors.Add(scores, tile.Gather(offsets, _offsetScratch));

            var labels = observations.Labels(tile, _labelScratch);
            likelihood.Evaluate(scores, labels, lanes, losses, residuals, curvature);
            var weights = observations.Weights(tile, labels, _weightScratch);
            AddLosses(losses, weights);
            if (!weights.IsEmpty)
                for (int r = 0; r < count; r++)
                    DenseVectors.Scale(residuals.Slice(r * lanes, lanes), weights[r], residuals.Slice(r * lanes, lanes));

            if (lanes == 1)
                ScalarKernel.Backward(tile, residuals, _gradient);
            else
                LaneKernel.Backward(tile, lanes, residuals, _gradient);
            for (int r = 0; r < count; r++)
                for (int k = 0; k < _outputs; k++)
                    _sums.Gradient[(k * (_positions + 1)) + _positions] += residuals[(r * lanes) + k];
            if (_sums.Fisher is { } fisher)
                _fisher!.Add(tile, curvature, lanes, weights, fisher);
            if (++_tiles % TilesBetweenFlushes == 0)
                Flush();
        }

        public PassSums End()
        {
            Flush();
            return _sums;
        }

        private void AddLosses(ReadOnlySpan<float> losses, ReadOnlySpan<float> weights)
        {
            double loss = 0, squares = 0, weight = 0;
            for (int r = 0; r < losses.Length; r++)
            {
                double w = weights.IsEmpty ? 1 : weights[r], l = losses[r];
                if (w == 0)
                    continue;
                weight += w;
                loss += w * l;
                squares += w * l * l;
            }

            _sums.Rows += losses.Length;
            _sums.Weight += weight;
            _sums.Loss += loss;
            _sums.SquaredLoss += squares;
        }

        private void Flush()
        {
            for (int k = 0; k < _outputs; k++)
            {
                var target = _sums.Gradient.AsSpan(k * (_positions + 1), _positions);
                for (int j = 0; j < _positions; j++)
                    target[j] += _gradient[(j * lanes) + k];
            }

            _gradient.AsSpan().Clear();
        }
    }
}
