using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Natural-gradient steps without a matrix: (F + Λ) s = −g by conjugate gradients, every model of the lanes with its own step lengths, all
/// in the same passes over the rows. A step ends when another product would add little to it.
/// </summary>
/// <remarks>
/// Truncated Newton; the test for the end is that of Nash and Sofer (Operations Research Letters 9 (1990), 219–221).
/// </remarks>
internal sealed class ConjugateSolver
{
    private const double NashSofer = 0.25;
    private const int MostProducts = 60;
    private const int BlockLength = 2048;

    private readonly LanePass _pass;
    private readonly LaneLayout _layout;
    private readonly Workers _workers;
    private readonly IPreconditioner _preconditioner;
    private readonly float[] _penaltyUnit;
    private readonly double[] _curvature;
    private readonly float[] _step;
    private readonly float[] _residual;
    private readonly float[] _direction;
    private readonly float[] _product;
    private readonly double[][] _partials;
    private readonly float[][] _scratch;

    /// <param name="pass">Passes over the rows.</param>
    /// <param name="layout">The lanes.</param>
    /// <param name="preconditioner">An approximate inverse.</param>
    /// <param name="penaltyUnit">For each position and the bias, its penalty at strength 1.</param>
    /// <param name="workers">The workers.</param>
    public ConjugateSolver(LanePass pass, LaneLayout layout, IPreconditioner preconditioner, float[] penaltyUnit, Workers workers)
    {
        (_pass, _layout, _preconditioner, _penaltyUnit, _workers) = (pass, layout, preconditioner, penaltyUnit, workers);
        _curvature = new double[layout.Lanes];
        Theta = new float[pass.Length];
        Gradient = new float[pass.Length];
        _step = new float[pass.Length];
        _residual = new float[pass.Length];
        _direction = new float[pass.Length];
        _product = new float[pass.Length];
        _partials = new double[workers.Count][];
        _scratch = new float[workers.Count][];
        for (int i = 0; i < _partials.Length; i++)
            (_partials[i], _scratch[i]) = (new double[layout.Lanes], new float[Math.Max(BlockLength, layout.Lanes)]);
        Sums = [];
    }

    private float[] Theta { get; }

    private float[] Gradient { get; }

    /// <summary>The models' sums at θ.</summary>
    public ModelSums[] Sums { get; private set; }

    /// <summary>Number of outputs of a model.</summary>
    public int Outputs => _layout.Outputs;

    /// <summary>Σ w over the rows that each model learns from, of all models together.</summary>
    public double Weight
    {
        get
        {
            double weight = 0;
            foreach (var sums in Sums)
                weight += sums.Weight;
            return weight;
        }
    }

    /// <summary>Passes over the rows so far.</summary>
    public int Passes { get; private set; }

    /// <summary>Mean Fisher weight of each lane at θ.</summary>
    public ReadOnlySpan<double> Curvature => _curvature;

    /// <summary>Puts every model at θ, which holds, output after output, a value for each position and then the bias.</summary>
    public void Start(ReadOnlySpan<double> theta)
    {
        int size = _penaltyUnit.Length;
        for (int model = 0; model < _layout.Models; model++)
            for (int k = 0; k < _layout.Outputs; k++)
                for (int j = 0; j < size; j++)
                    Theta[(j * _layout.Lanes) + (model * _layout.Stride) + k] = (float)theta[(k * size) + j];
    }

    /// <summary>The mean of the models, in the order of <see cref="Start"/>.</summary>
    public double[] Mean()
    {
        int size = _penaltyUnit.Length;
        var mean = new double[_layout.Outputs * size];
        for (int model = 0; model < _layout.Models; model++)
            for (int k = 0; k < _layout.Outputs; k++)
                for (int j = 0; j < size; j++)
                    mean[(k * size) + j] += Theta[(j * _layout.Lanes) + (model * _layout.Stride) + k] / _layout.Models;
        return mean;
    }

    /// <summary>The models' sums on other rows.</summary>
    public ModelSums[] Evaluate(IRowSource rows) => _pass.Losses(rows, Theta);

    /// <summary>Measures loss and gradient at θ.</summary>
    public void Measure(IRowSource rows)
    {
        Sums = _pass.Gradient(rows, Theta, Gradient, _curvature);
        Passes++;
    }

    /// <summary>
    /// Takes one step at strength <paramref name="strength"/> and measures there. Returns the decrease of all models' objectives that the
    /// quadratic model promised.
    /// </summary>
    public double Step(IRowSource rows, double strength)
    {
        var before = Objectives(strength);
        var from = Theta.ToArray();
        double promised = Solve(rows, strength);
        AddStep(1);
        Measure(rows);
        // The quadratic model can reach too far: halve the steps of the models that got worse.
        for (int halving = 0; halving < 20; halving++)
        {
            var after = Objectives(strength);
            var factors = new float[_layout.Lanes];
            bool worse = false;
            for (int model = 0; model < _layout.Models; model++)
            {
                if (after[model] <= before[model] + (1e-6 * Math.Abs(before[model])))
                    continue;
                worse = true;
                factors.AsSpan(model * _layout.Stride, _layout.Stride).Fill(-MathF.Pow(0.5f, halving + 1));
            }

            if (!worse)
                break;
            AddStep(factors);
            Measure(rows);
        }

        if (Array.TrueForAll(Sums, sums => double.IsFinite(sums.Loss)))
            return promised;
        // No part of the step stays within the number range.
        from.CopyTo(Theta, 0);
        Measure(rows);
        return 0;
    }

    private double[] Objectives(double strength)
    {
        var squares = new double[_layout.Lanes];
        SumLanes(squares, (block, sums) =>
        {
            var scratch = block.Scratch;
            PenaltyTimes(strength, block, block.Of(Theta), scratch);
            LaneVectors.AddDot(scratch, block.Of(Theta), sums);
        });
        var objectives = new double[_layout.Models];
        for (int lane = 0; lane < squares.Length; lane++)
            objectives[lane / _layout.Stride] += squares[lane] / 2;
        for (int model = 0; model < objectives.Length; model++)
            objectives[model] += Sums[model].Loss;
        return objectives;
    }

    private double Solve(IRowSource rows, double strength)
    {
        int lanes = _layout.Lanes, models = _layout.Models;
        float[] alpha = new float[lanes], beta = new float[lanes];
        double[] squares = new double[lanes], curved = new double[lanes], next = new double[lanes];
        var decrease = new double[models];
        // r = −(g + Λθ), s = 0, p = M⁻¹ r.
        ForBlocks(block =>
        {
            var r = block.Of(_residual);
            PenaltyTimes(strength, block, block.Of(Theta), r);
            DenseVectors.Add(r, block.Of(Gradient));
            DenseVectors.Negate(r, r);
            block.Of(_step).Clear();
        });
        _preconditioner.Prepare(strength, _curvature);
        _preconditioner.Apply(_residual, _direction);
        SumLanes(squares, (block, sums) => LaneVectors.AddDot(block.Of(_residual), block.Of(_direction), sums));
        for (int k = 1; k <= MostProducts; k++)
        {
            _pass.ApplyFisher(rows, Theta, _direction, _product);
            Passes++;
            SumLanes(curved, (block, sums) =>
            {
                Span<float> p = block.Of(_direction), q = block.Of(_product);
                PenaltyTimes(strength, block, p, block.Scratch);
                DenseVectors.Add(q, block.Scratch);
                LaneVectors.AddDot(p, q, sums);
            });
            bool goesOn = false;
            for (int model = 0; model < models; model++)
            {
                double rz = Total(squares, model), pq = Total(curved, model);
                double length = pq > 0 && double.IsFinite(pq) ? rz / pq : 0;
                alpha.AsSpan(model * _layout.Stride, _layout.Stride).Fill((float)length);
                double gain = length * rz / 2;
                decrease[model] += gain;
                goesOn |= k * gain > NashSofer * decrease[model];
            }

            // s += α p, r −= α q, z = M⁻¹ r; z takes q's place.
            ForBlocks(block =>
            {
                var q = block.Of(_product);
                LaneVectors.AddScaled(alpha, block.Of(_direction), block.Of(_step));
                DenseVectors.Negate(q, q);
                LaneVectors.AddScaled(alpha, q, block.Of(_residual));
            });
            if (!goesOn)
                break;
            _preconditioner.Apply(_residual, _product);
            SumLanes(next, (block, sums) => LaneVectors.AddDot(block.Of(_residual), block.Of(_product), sums));
            for (int model = 0; model < models; model++)
            {
                double rz = Total(squares, model);
                beta.AsSpan(model * _layout.Stride, _layout.Stride).Fill(rz > 0 ? (float)(Total(next, model) / rz) : 0);
            }

            next.CopyTo(squares, 0);
            ForBlocks(block => LaneVectors.ScaleAndAdd(beta, block.Of(_product), block.Of(_direction)));
        }

        return decrease.Sum();
    }

    private void PenaltyTimes(double strength, Block block, ReadOnlySpan<float> x, Span<float> target)
    {
        int lanes = _layout.Lanes;
        if (lanes == 1)
        {
            DenseVectors.Multiply(x, _penaltyUnit.AsSpan(block.Start, block.Length), target);
            DenseVectors.Scale(target, (float)strength, target);
            return;
        }

        for (int j = 0; j < block.Length; j++)
            DenseVectors.Scale(x.Slice(j * lanes, lanes), (float)strength * _penaltyUnit[block.Start + j], target.Slice(j * lanes, lanes));
    }

    private double Total(double[] lanes, int model)
    {
        double sum = 0;
        for (int lane = model * _layout.Stride; lane < (model + 1) * _layout.Stride; lane++)
            sum += lanes[lane];
        return sum;
    }

    private void AddStep(float factor)
    {
        var factors = new float[_layout.Lanes];
        factors.AsSpan().Fill(factor);
        AddStep(factors);
    }

    private void AddStep(float[] factors) => ForBlocks(block => LaneVectors.AddScaled(factors, block.Of(_step), block.Of(Theta)));

    private void SumLanes(double[] totals, Action<Block, double[]> part)
    {
        _workers.For(worker =>
        {
            _partials[worker].AsSpan().Clear();
            foreach (var block in Blocks(worker))
                part(block, _partials[worker]);
        });
        totals.AsSpan().Clear();
        foreach (var partial in _partials)
            for (int lane = 0; lane < totals.Length; lane++)
                totals[lane] += partial[lane];
    }

    private void ForBlocks(Action<Block> part) => _workers.For(worker =>
    {
        foreach (var block in Blocks(worker))
            part(block);
    });

    /// <summary>The worker's positions in stretches that stay in the first-level cache.</summary>
    private IEnumerable<Block> Blocks(int worker)
    {
        int positions = _penaltyUnit.Length, stretch = Math.Max(1, BlockLength / _layout.Lanes);
        int end = (int)((long)positions * (worker + 1) / _workers.Count);
        for (int start = (int)((long)positions * worker / _workers.Count); start < end; start += stretch)
            yield return new Block(start, Math.Min(stretch, end - start), _layout.Lanes, _scratch[worker]);
    }

    /// <summary>A stretch of positions.</summary>
    private readonly record struct Block(int Start, int Length, int Lanes, float[] Buffer)
    {
        public Span<float> Scratch => Buffer.AsSpan(0, Length * Lanes);

        public Span<float> Of(float[] parameters) => parameters.AsSpan(Start * Lanes, Length * Lanes);
    }
}
