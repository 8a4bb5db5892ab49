namespace LagrangeMLNet.Campaigns.Problems;

/// <summary>A linear law from which rows are drawn: columns, effects and label, all from one random stream.</summary>
internal sealed class Law
{
    private readonly Shape _shape;
    private readonly ProblemTask _task;
    private readonly double[][] _effects;
    private readonly double[] _biases;
    private readonly double[] _units;
    private readonly double _noise;

    public Law(Shape shape, ProblemTask task, Random random)
    {
        (_shape, _task) = (shape, task);
        Rows = Size(shape.Rows, random);
        Slots = Size(shape.Slots, random);
        Classes = task == ProblemTask.Multiclass ? random.Next(2, 7) : 2;
        int outputs = task == ProblemTask.Multiclass ? Classes : 1;
        _units = [.. Enumerable.Range(0, Slots).Select(_ => random.Magnitude(shape.Units.Low, shape.Units.High))];
        double active = random.NextDouble() < 0.5 ? 1 : Math.Max(1.0 / Slots, 0.2);
        double size = shape.Signal / Math.Sqrt(Math.Max(1, Slots * active * shape.Density));
        _effects = [.. Enumerable.Range(0, outputs).Select(_ => Enumerable.Range(0, Slots)
            .Select(_ => random.NextDouble() < active ? size * random.Normal() : 0).ToArray())];
        double rarity = random.Magnitude(shape.Rarity.Low, shape.Rarity.High);
        _biases = task switch
        {
            ProblemTask.Binary => [Math.Log(rarity / (1 - rarity))],
            ProblemTask.Multiclass => [.. Enumerable.Range(0, Classes).Select(k => k == 0 ? Math.Log(rarity) : 0)],
            ProblemTask.Counts => [Math.Log(shape.Rarity.High < -1 ? rarity : random.Magnitude(-0.5, 1))],
            _ => [random.Normal() * random.Magnitude(-1, 3)],
        };
        _noise = random.Magnitude(-2, 0.3);
    }

    public int Rows { get; }

    public int Slots { get; }

    public int Classes { get; }

    public Problem Sample(int rows, Random random)
    {
        var features = new float[rows][];
        var labels = new float[rows];
        float[]? weights = _shape.IsWeighted ? new float[rows] : null;
        float[]? offsets = _shape.HasOffsets && _task == ProblemTask.Counts ? new float[rows] : null;
        for (int row = 0; row < rows; row++)
        {
            features[row] = Columns(random, out double[] standard);
            if (weights is not null)
                weights[row] = (float)random.Magnitude(-1, 1);
            if (offsets is not null)
                offsets[row] = (float)random.Normal();
            labels[row] = Label(standard, offsets?[row] ?? 0, random);
        }

        return new Problem(_task, features, labels)
        {
            Weights = weights,
            Offsets = offsets,
            Classes = Classes,
            IsSparse = _shape.Density < 1,
        };
    }

    private float[] Columns(Random random, out double[] standard)
    {
        standard = new double[Slots];
        var values = new float[Slots];
        double common = _shape.Correlation > 0 ? random.Normal() : 0;
        double own = Math.Sqrt(1 - _shape.Correlation), shared = Math.Sqrt(_shape.Correlation);
        for (int slot = 0; slot < Slots; slot++)
        {
            if (_shape.Density < 1 && random.NextDouble() >= _shape.Density)
                continue;
            double value = (own * random.Normal()) + (shared * common);
            if (_shape.HasHeavyTails)
                value /= Math.Sqrt(-Math.Log(1 - random.NextDouble()));
            standard[slot] = value;
            values[slot] = (float)(value * _units[slot]);
        }

        return values;
    }

    private float Label(double[] x, double offset, Random random)
    {
        var outputs = new double[_effects.Length];
        for (int k = 0; k < outputs.Length; k++)
        {
            outputs[k] = _biases[k] + offset;
            for (int slot = 0; slot < x.Length; slot++)
                outputs[k] += _effects[k][slot] * x[slot];
        }

        switch (_task)
        {
            case ProblemTask.Binary:
                return random.NextDouble() * (1 + Math.Exp(-outputs[0])) < 1 ? 1 : 0;
            case ProblemTask.Counts:
                return (float)random.Poisson(Math.Exp(Math.Min(outputs[0], 8)));
            case ProblemTask.Regression:
                return (float)(outputs[0] + (_noise * Math.Max(_shape.Signal, 0.1) * random.Normal()));
            default:
                // The largest of outputs with Gumbel noise is drawn with the softmax's probabilities.
                return Enumerable.Range(0, outputs.Length)
                    .MaxBy(k => outputs[k] - Math.Log(-Math.Log(1 - random.NextDouble())));
        }
    }

    private static int Size((int Least, int Most) range, Random random) =>
        (int)Math.Round(range.Least * Math.Pow((double)range.Most / range.Least, random.NextDouble()));
}
