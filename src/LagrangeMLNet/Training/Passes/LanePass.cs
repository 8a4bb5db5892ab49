using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Loss sums of one model.</summary>
internal struct ModelSums
{
    /// <summary>Σ w over the rows learnt from.</summary>
    public double Weight;

    /// <summary>Σ w ℓ over the rows learnt from. Unit: nat.</summary>
    public double Loss;

    /// <summary>Number of rows held out.</summary>
    public long HeldOutRows;

    /// <summary>Σ w over the rows held out.</summary>
    public double HeldOutWeight;

    /// <summary>Σ w ℓ over the rows held out. Unit: nat.</summary>
    public double HeldOutLoss;

    /// <summary>Σ w ℓ² over the rows held out.</summary>
    public double HeldOutSquares;

    public void Add(in ModelSums other)
    {
        Weight += other.Weight;
        Loss += other.Loss;
        HeldOutRows += other.HeldOutRows;
        HeldOutWeight += other.HeldOutWeight;
        HeldOutLoss += other.HeldOutLoss;
        HeldOutSquares += other.HeldOutSquares;
    }
}

/// <summary>
/// Passes without a matrix, for any number of features: loss and gradient at a point, and products of the exact Fisher matrix with a
/// direction. Parameters are (positions + 1) × lanes, the last row the biases. Rows are in the coordinates of training.
/// </summary>
internal sealed class LanePass
{
    private readonly LaneLayout _lanes;
    private readonly int _positions;
    private readonly Workers _workers;
    private readonly Worker[] _all;
    private readonly float[]? _kept;

    /// <param name="likelihood">The likelihood.</param>
    /// <param name="positions">Number of features.</param>
    /// <param name="observations">How labels and weights enter.</param>
    /// <param name="lanes">The models.</param>
    /// <param name="seed">Seed of the folds.</param>
    /// <param name="workers">The workers.</param>
    /// <param name="keepCurvature">
    /// Whether each row's Fisher weights are kept from <see cref="Gradient"/> to <see cref="ApplyFisher"/>, rows × lanes values; otherwise
    /// they are computed again.
    /// </param>
    public LanePass(
        Likelihood likelihood, int positions, Observations observations, LaneLayout lanes, int seed, Workers workers, bool keepCurvature)
    {
        (_lanes, _positions, _workers) = (lanes, positions, workers);
        _kept = keepCurvature ? GC.AllocateUninitializedArray<float>(checked((int)(observations.Rows * lanes.Lanes))) : null;
        _all = new Worker[workers.Count];
        for (int i = 0; i < _all.Length; i++)
            _all[i] = new Worker(likelihood, positions, observations, lanes, seed, _kept);
    }

    /// <summary>Passes of a single model that learns from all rows, or from none.</summary>
    public static LanePass Single(Likelihood likelihood, int positions, Observations observations, int seed, Workers workers) =>
        new(likelihood, positions, observations, LaneLayout.Single(likelihood.Outputs), seed, workers, keepCurvature: false);

    public int Length => (_positions + 1) * _lanes.Lanes;

    /// <summary>
    /// Writes Σ w ∂ℓ/∂θ over the rows that each model learns from, and returns the models' sums. The mean Fisher weight of each lane goes
    /// to
    /// <paramref name="curvature"/>.
    /// </summary>
    public ModelSums[] Gradient(IRowSource rows, float[] theta, float[] gradient, Span<double> curvature)
    {
        foreach (var worker in _all)
            worker.Begin(theta, null);
        foreach (var batch in rows.Batches())
            _workers.Run(batch, _all, static (all, worker, tile) => all[worker].AddGradient(tile));
        Reduce(gradient);
        var sums = Total();
        curvature.Clear();
        foreach (var worker in _all)
            DenseVectors.Add(curvature, worker.Curvature);

        for (int lane = 0; lane < curvature.Length; lane++)
            curvature[lane] /= Math.Max(1e-300, sums[lane / _lanes.Stride].Weight);
        return sums;
    }

    /// <summary>The models' loss sums on rows, without a gradient. None is learnt from, so all count as held out, too.</summary>
    public ModelSums[] Losses(IRowSource rows, float[] theta)
    {
        foreach (var worker in _all)
            worker.Begin(theta, null);
        foreach (var batch in rows.Batches())
            _workers.Run(batch, _all, static (all, worker, tile) => all[worker].AddLosses(tile));
        return Total();
    }

    /// <summary>Mean loss of a single model; θ holds, output after output, a value for each position and then the bias.</summary>
    public double MeanLoss(IRowSource rows, double[] theta)
    {
        var parameters = new float[Length];
        for (int k = 0; k < _lanes.Outputs; k++)
            for (int j = 0; j <= _positions; j++)
                parameters[(j * _lanes.Lanes) + k] = (float)theta[(k * (_positions + 1)) + j];
        var sums = Losses(rows, parameters)[0];
        return sums.Loss / sums.Weight;
    }

    /// <summary>Writes Σ w F(θ) v over the rows that each model learns from.</summary>
    public void ApplyFisher(IRowSource rows, float[] theta, float[] direction, float[] product)
    {
        foreach (var worker in _all)
            worker.Begin(theta, direction);
        foreach (var batch in rows.Batches())
            _workers.Run(batch, _all, static (all, worker, tile) => all[worker].AddProduct(tile));
        Reduce(product);
    }

    private ModelSums[] Total()
    {
        var sums = new ModelSums[_lanes.Models];
        foreach (var worker in _all)
            for (int model = 0; model < sums.Length; model++)
                sums[model].Add(worker.Sums[model]);
        return sums;
    }

    private void Reduce(float[] target)
    {
        int chunk = (target.Length + _workers.Count - 1) / _workers.Count;
        _workers.For(worker =>
        {
            int start = Math.Min(worker * chunk, target.Length), length = Math.Min(chunk, target.Length - start);
            var sum = target.AsSpan(start, length);
            _all[0].Result.AsSpan(start, length).CopyTo(sum);
            for (int i = 1; i < _all.Length; i++)
                DenseVectors.Add(sum, _all[i].Result.AsSpan(start, length));
        });
    }

    /// <summary>One worker's scratch memory and sums.</summary>
    private sealed class Worker(Likelihood likelihood, int positions, Observations observations, LaneLayout layout, int seed, float[]? kept)
    {
        private readonly int _lanes = layout.Lanes;
        private readonly float[] _scores = new float[Tile.Size * layout.Lanes];
        private readonly float[] _residuals = new float[Tile.Size * layout.Lanes];
        private readonly float[] _curvature = new float[Tile.Size * layout.Lanes];
        private readonly float[] _losses = new float[Tile.Size * layout.Models];
        private readonly float[] _modelLabels = new float[Tile.Size * layout.Models];
        private readonly float[] _labelScratch = new float[Tile.Size];
        private readonly float[] _weightScratch = new float[Tile.Size];
        private readonly float[] _offsetScratch = new float[Tile.Size];
        private float[] _theta = [];
        private float[]? _direction;

        public float[] Result { get; } = new float[(positions + 1) * layout.Lanes];

        public ModelSums[] Sums { get; } = new ModelSums[layout.Models];

        public double[] Curvature { get; } = new double[layout.Lanes];

        public void Begin(float[] theta, float[]? direction)
        {
            (_theta, _direction) = (theta, direction);
            Result.AsSpan().Clear();
            Sums.AsSpan().Clear();
            Curvature.AsSpan().Clear();
        }

        public void AddGradient(in Tile tile)
        {
            var weights = Evaluate(tile);
            int models = layout.Models, stride = layout.Stride;
            for (int r = 0; r < tile.Count; r++)
            {
                int without = layout.ModelWithout(tile.Block.FirstRow + tile.Row(r), seed);
                float weight = weights.IsEmpty ? 1 : weights[r];
                for (int model = 0; model < models; model++)
                {
                    ref var sums = ref Sums[model];
                    double loss = _losses[(r * models) + model];
                    if (model == without)
                    {
                        sums.HeldOutRows++;
                        sums.HeldOutWeight += weight;
                        sums.HeldOutLoss += weight * loss;
                        sums.HeldOutSquares += weight * loss * loss;
                        continue;
                    }

                    sums.Weight += weight;
                    sums.Loss += weight * loss;
                    for (int lane = model * stride; lane < (model + 1) * stride; lane++)
                    {
                        float f = _curvature[(r * _lanes) + lane];
                        Curvature[lane] += weight * (stride == 1 ? f : f * (1 - f));
                    }
                }

                Weigh(_residuals, r, without, weight);
                if (kept is null)
                    continue;
                // With one output the row's weight and folds are kept with it, and a product is one multiplication.
                if (stride == 1)
                    Weigh(_curvature, r, without, weight);
                _curvature.AsSpan(r * _lanes, _lanes).CopyTo(kept.AsSpan(Kept(tile, r), _lanes));
            }

            Backward(tile);
        }

        public void AddLosses(in Tile tile)
        {
            var weights = Evaluate(tile);
            int models = layout.Models;
            for (int r = 0; r < tile.Count; r++)
                for (int model = 0; model < models; model++)
                {
                    double weight = weights.IsEmpty ? 1 : weights[r], loss = _losses[(r * models) + model];
                    ref var sums = ref Sums[model];
                    sums.Weight += weight;
                    sums.Loss += weight * loss;
                    sums.HeldOutRows++;
                    sums.HeldOutWeight += weight;
                    sums.HeldOutLoss += weight * loss;
                    sums.HeldOutSquares += weight * loss * loss;
                }
        }

        public void AddProduct(in Tile tile)
        {
            var products = _residuals.AsSpan(0, tile.Count * _lanes);
            if (kept is not null && layout.Stride == 1)
            {
                Forward(tile, _direction!, products);
                for (int r = 0; r < tile.Count; r += tile.Run)
                {
                    var run = products.Slice(r * _lanes, tile.Run * _lanes);
                    DenseVectors.Multiply(run, kept.AsSpan(Kept(tile, r), run.Length), run);
                }

                Backward(tile);
                return;
            }

            var weights = kept is null ? Evaluate(tile) : observations.Weights(tile, observations.Labels(tile, _labelScratch),
                _weightScratch);
            Forward(tile, _direction!, products);
            if (kept is not null)
                for (int r = 0; r < tile.Count; r++)
                    kept.AsSpan(Kept(tile, r), _lanes).CopyTo(_curvature.AsSpan(r * _lanes, _lanes));
            likelihood.ApplyFisher(_curvature.AsSpan(0, products.Length), layout.Stride, products);
            for (int r = 0; r < tile.Count; r++)
                Weigh(_residuals, r, layout.ModelWithout(tile.Block.FirstRow + tile.Row(r), seed), weights.IsEmpty ? 1 : weights[r]);
            Backward(tile);
        }

        private int Kept(in Tile tile, int r) => (int)(tile.Block.FirstRow + tile.Row(r)) * _lanes;

        private ReadOnlySpan<float> Evaluate(in Tile tile)
        {
            int models = layout.Models, count = tile.Count;
            var scores = _scores.AsSpan(0, count * _lanes);
            Forward(tile, _theta, scores);
            if (tile.Block.Offsets is { } offsets)
            {
                var given = tile.Gather(offsets, _offsetScratch);
                for (int r = 0; r < count; r++)
                {
                    foreach (ref float score in scores.Slice(r * _lanes, _lanes))
                        score += given[r];
                }
            }

            var labels = observations.Labels(tile, _labelScratch);
            var modelLabels = labels;
            if (models > 1)
            {
                for (int r = 0; r < count; r++)
                    _modelLabels.AsSpan(r * models, models).Fill(labels[r]);
                modelLabels = _modelLabels.AsSpan(0, count * models);
            }

            likelihood.Evaluate(
                scores, modelLabels, layout.Stride, _losses.AsSpan(0, count * models), _residuals.AsSpan(0, scores.Length),
                _curvature.AsSpan(0, scores.Length));
            return observations.Weights(tile, labels, _weightScratch);
        }

        private void Weigh(float[] values, int r, int without, float weight)
        {
            var row = values.AsSpan(r * _lanes, _lanes);
            if (weight != 1)
                DenseVectors.Scale(row, weight, row);
            if (without >= 0)
                row.Slice(without * layout.Stride, layout.Stride).Clear();
        }

        private void Forward(in Tile tile, float[] parameters, Span<float> scores)
        {
            var bias = parameters.AsSpan(positions * _lanes);
            if (_lanes == 1)
                ScalarKernel.Forward(tile, parameters, bias[0], scores);
            else
                LaneKernel.Forward(tile, _lanes, parameters, bias, scores);
        }

        private void Backward(in Tile tile)
        {
            var residuals = _residuals.AsSpan(0, tile.Count * _lanes);
            if (_lanes == 1)
                ScalarKernel.Backward(tile, residuals, Result);
            else
                LaneKernel.Backward(tile, _lanes, residuals, Result);
            var bias = Result.AsSpan(positions * _lanes);
            if (_lanes == 1)
            {
                bias[0] += DenseVectors.Sum(residuals);
                return;
            }

            for (int r = 0; r < tile.Count; r++)
                DenseVectors.Add(bias, residuals.Slice(r * _lanes, _lanes));
        }
    }
}
