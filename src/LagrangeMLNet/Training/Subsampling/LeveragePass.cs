using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Each row's leverage, w·tr(F⁻¹F_row): by how much its Fisher information F_row bears on the fit. Estimated from draws u ~ N(0, F⁻¹), for
/// which E uᵀF_row u is the leverage: a row counts as far as fits that the pilot finds equally likely disagree about it. No matrix is
/// formed and no row is multiplied by one, so that a row costs its features times the number of draws.
/// </summary>
/// <remarks>Source of the idea: Drineas, Magdon-Ismail, Mahoney and Woodruff, Journal of Machine Learning Research 13 (2012).</remarks>
internal sealed class LeveragePass
{
    // Draws have nothing to do with samples that the same hash chooses.
    private const int Salt = 0x27D4EB2F;

    private readonly Worker[] _all;
    private readonly Workers _workers;
    private readonly double[][] _draws;

    /// <param name="likelihood">The likelihood.</param>
    /// <param name="positions">Number of features.</param>
    /// <param name="observations">How labels and weights enter.</param>
    /// <param name="metric">F + Λ of all rows.</param>
    /// <param name="seed">Seed of the draws.</param>
    /// <param name="workers">The workers.</param>
    public LeveragePass(Likelihood likelihood, int positions, Observations observations, FisherStep metric, int seed, Workers workers)
    {
        _workers = workers;
        _draws = Draws(likelihood.Outputs, positions, metric, seed);
        _all = new Worker[workers.Count];
        for (int i = 0; i < _all.Length; i++)
            _all[i] = new Worker(likelihood, positions, observations);
    }

    // One output: as many as the kernel takes side by side. Several: each draw takes a pass of its own over a tile in the cache.
    private static int DrawsFor(int outputs) => outputs == 1 ? LaneKernel.Width : 4;

    /// <summary>
    /// Writes the leverage of each row at θ to its place in <paramref name="leverages"/>, and w² gᵀF⁻¹g of its gradient g to its place in
    /// <paramref name="scatters"/>, if that is not null.
    /// </summary>
    public void Run(IRowSource rows, double[] theta, float[] leverages, float[]? scatters)
    {
        foreach (var worker in _all)
            worker.Begin(theta, _draws, leverages, scatters);
        foreach (var batch in rows.Batches())
            _workers.Run(batch, _all, static (all, worker, tile) => all[worker].Add(tile));
    }

    private static double[][] Draws(int outputs, int positions, FisherStep metric, int seed)
    {
        long drawn = 0;
        double Uniform() => RowHash.Share(drawn++, seed ^ Salt);
        int size = positions + 1;
        var draws = new double[DrawsFor(outputs)][];
        for (int d = 0; d < draws.Length; d++)
        {
            var u = draws[d] = new double[outputs * size];
            for (int i = 0; i < u.Length; i++)
                u[i] = Math.Sqrt(-2 * Math.Log(1 - Uniform())) * Math.Cos(2 * Math.PI * Uniform());
            metric.Draw(u);
            // What all outputs share changes no probability; undetermined by the data, it may be so large as to drown the rest.
            for (int j = 0; outputs > 1 && j < size; j++)
            {
                double mean = 0;
                for (int k = 0; k < outputs; k++)
                    mean += u[(k * size) + j] / outputs;
                for (int k = 0; k < outputs; k++)
                    u[(k * size) + j] -= mean;
            }
        }

        return draws;
    }

    /// <summary>One worker's scratch memory.</summary>
    private sealed class Worker(Likelihood likelihood, int positions, Observations observations)
    {
        private readonly int _outputs = likelihood.Outputs;
        private readonly int _lanes = likelihood.Outputs == 1 ? 1 : LaneKernel.Padded(likelihood.Outputs);
        private readonly float[] _labelScratch = new float[Tile.Size];
        private readonly float[] _weightScratch = new float[Tile.Size];
        private readonly float[] _offsetScratch = new float[Tile.Size];
        private readonly float[] _losses = new float[Tile.Size];
        private float[] _scores = [];
        private float[] _residuals = [];
        private float[] _curvature = [];
        private float[] _projections = [];
        private float[] _leverages = [];
        private float[]? _scatters;
        private Parameters _theta = new([], []);
        private Parameters[] _draws = [];

        public void Begin(double[] theta, double[][] draws, float[] leverages, float[]? scatters)
        {
            _scores = new float[Tile.Size * _lanes];
            _residuals = new float[Tile.Size * _lanes];
            _curvature = new float[Tile.Size * _lanes];
            _projections = new float[Tile.Size * Math.Max(_lanes, LaneKernel.Width)];
            (_leverages, _scatters) = (leverages, scatters);
            _theta = Parameters.Of([theta], positions, _outputs, _lanes);
            // One output: a draw takes the place of an output, and all go side by side.
            _draws = _outputs == 1
                ? [Parameters.Of(draws, positions, 1, LaneKernel.Width)]
                : [.. draws.Select(draw => Parameters.Of([draw], positions, _outputs, _lanes))];
        }

        public void Add(in Tile tile)
        {
            int count = tile.Count;
            Span<float> scores = _scores.AsSpan(0, count * _lanes), residuals = _residuals.AsSpan(0, count * _lanes);
            var curvature = _curvature.AsSpan(0, count * _lanes);
            if (_lanes == 1)
                ScalarKernel.Forward(tile, _theta.Slopes, _theta.Biases[0], scores);
            else
                LaneKernel.Forward(tile, _lanes, _theta.Slopes, _theta.Biases, scores);
            if (tile.Block.Offsets is { } offsets)
                TensorPrimitives.Add(scores, tile.Gather(offsets, _offsetScratch), scores);
            var labels = observations.Labels(tile, _labelScratch);
            likelihood.Evaluate(scores, labels, _lanes, _losses.AsSpan(0, count), residuals, curvature);
            var weights = observations.Weights(tile, labels, _weightScratch);
            Span<float> leverages = _losses.AsSpan(0, count), scatter = _scores.AsSpan(0, count);
            leverages.Clear();
            scatter.Clear();
            foreach (var draws in _draws)
                if (_outputs == 1)
                    AddScalar(tile, draws, residuals, curvature, leverages, scatter);
                else
                    AddSoftmax(tile, draws, residuals, curvature, leverages, scatter);

            double inverse = 1.0 / DrawsFor(_outputs);
            for (int r = 0; r < count; r++)
            {
                long row = tile.Block.FirstRow + tile.Row(r);
                double weight = weights.IsEmpty ? 1 : weights[r], leverage = weight * leverages[r] * inverse;
                // A row has its part in F. Where the pilot had none like it, F must be told (Sherman and Morrison): no leverage exceeds 1.
                double present = 1 / (1 + leverage);
                _leverages[row] = (float)(leverage * present);
                if (_scatters is not null)
                    _scatters[row] = (float)(weight * weight * scatter[r] * inverse);
            }
        }

        private void AddScalar(
            in Tile tile, Parameters draws, ReadOnlySpan<float> residuals, ReadOnlySpan<float> curvature, Span<float> leverages,
            Span<float> scatter)
        {
            var projections = _projections.AsSpan(0, tile.Count * LaneKernel.Width);
            LaneKernel.Forward(tile, LaneKernel.Width, draws.Slopes, draws.Biases, projections);
            for (int r = 0; r < tile.Count; r++)
            {
                float squares = TensorPrimitives.SumOfSquares<float>(projections.Slice(r * LaneKernel.Width, LaneKernel.Width));
                leverages[r] += curvature[r] * squares;
                scatter[r] += residuals[r] * residuals[r] * squares;
            }
        }

        // uᵀ(diag(p) − p pᵀ)u is the variance of the draw's scores under p.
        private void AddSoftmax(
            in Tile tile, Parameters draw, ReadOnlySpan<float> residuals, ReadOnlySpan<float> curvature, Span<float> leverages,
            Span<float> scatter)
        {
            var projections = _projections.AsSpan(0, tile.Count * _lanes);
            LaneKernel.Forward(tile, _lanes, draw.Slopes, draw.Biases, projections);
            for (int r = 0; r < tile.Count; r++)
            {
                var s = projections.Slice(r * _lanes, _outputs);
                var p = curvature.Slice(r * _lanes, _outputs);
                float mean = TensorPrimitives.Dot(p, s), along = TensorPrimitives.Dot(residuals.Slice(r * _lanes, _outputs), s),
                    variance = 0;
                for (int k = 0; k < s.Length; k++)
                    variance += p[k] * (s[k] - mean) * (s[k] - mean);
                leverages[r] += variance;
                scatter[r] += along * along;
            }
        }
    }

    /// <summary>Parameters as the kernels take them: positions × lanes, and a bias a lane.</summary>
    private sealed record Parameters(float[] Slopes, float[] Biases)
    {
        /// <summary>Lane i·outputs + k holds output k of vector i.</summary>
        public static Parameters Of(double[][] vectors, int positions, int outputs, int lanes)
        {
            var result = new Parameters(new float[positions * lanes], new float[lanes]);
            for (int i = 0; i < vectors.Length; i++)
                for (int k = 0; k < outputs; k++)
                {
                    var own = vectors[i].AsSpan(k * (positions + 1), positions + 1);
                    int lane = (i * outputs) + k;
                    for (int j = 0; j < positions; j++)
                        result.Slopes[(j * lanes) + lane] = (float)own[j];
                    result.Biases[lane] = (float)own[positions];
                }

            return result;
        }
    }
}
