namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>How the features of <see cref="WideRows"/> are distributed.</summary>
internal enum WideLaw
{
    /// <summary>Gaussian, variance 1, independent.</summary>
    Independent,

    /// <summary>Gaussian, variance 1, neighbours correlated with ρ = 0.9.</summary>
    Neighbours,

    /// <summary>Gaussian, half of each slot's variance from ten factors that all slots share.</summary>
    Factors,

    /// <summary>Gaussian, ten slots at a time share 0.7 of their variance.</summary>
    Groups,

    /// <summary>Indicators that are 1 in 0.5 % to 30 % of the rows, most of them seldom: sparse rows.</summary>
    Indicators,
}

/// <summary>Rows with many more columns than there will be rows, from a generalised linear law whose scores have the spread asked for.</summary>
internal sealed class WideRows : RowGenerator
{
    private const int Factors = 10;
    private const int GroupSize = 10;
    private const double Correlation = 0.9;
    private const double ShareOfGroup = 0.7;

    // Rows, far from all others, that tell the scores' mean and spread.
    private const long FirstCalibrationRow = 1L << 41;
    private const int CalibrationRows = 400;

    private readonly ulong _seed;
    private readonly WideLaw _law;
    private readonly int _outputs;
    private readonly float[] _weights;
    private readonly float[] _loadings;
    private readonly double[] _shares;
    private readonly double[] _centres;
    private readonly double[] _scales;

    /// <param name="task">What the labels are.</param>
    /// <param name="slots">Number of features.</param>
    /// <param name="classes">Classes of a multiclass law; 0 otherwise.</param>
    /// <param name="law">How features are distributed.</param>
    /// <param name="relevant">Features with a weight that is not 0; all of them: <paramref name="slots"/>.</param>
    /// <param name="signal">Standard deviation of the scores.</param>
    /// <param name="seed">Seed of law and rows.</param>
    public WideRows(LearningTask task, int slots, int classes, WideLaw law, int relevant, double signal, ulong seed)
    {
        (Task, Slots, Classes, _law, _seed, _outputs) = (task, slots, classes, law, seed, Math.Max(1, classes));
        var random = new RowRandom(seed, -1);
        _weights = new float[_outputs * slots];
        for (var k = 0; k < _outputs; k++)
            for (var i = 0; i < relevant; i++)
                _weights[k * slots + (relevant == slots ? i : (int)(random.NextUniform() * slots))] = (float)random.NextGaussian();
        _loadings = new float[law == WideLaw.Factors ? Factors * slots : 0];
        for (var i = 0; i < _loadings.Length; i++)
            _loadings[i] = (float)(random.NextGaussian() / Math.Sqrt(2 * Factors));
        _shares = new double[slots];
        for (var j = 0; j < slots; j++)
            _shares[j] = 0.005 + 0.295 * Math.Pow(random.NextUniform(), 4);
        (_centres, _scales) = (new double[_outputs], new double[_outputs]);
        Calibrate(signal);
    }

    public override int Slots { get; }

    public override LearningTask Task { get; }

    public override int Classes { get; }

    public override double Make(long row, FeatureRow features)
    {
        var random = new RowRandom(_seed, row);
        Span<double> scores = stackalloc double[_outputs];
        MakeFeatures(ref random, features, scores);
        for (var k = 0; k < _outputs; k++)
            scores[k] = (scores[k] - _centres[k]) * _scales[k];
        if (Task == LearningTask.Multiclass)
        {
            var chosen = 0;
            for (var k = 0; k < _outputs; k++)
            {
                // The largest of scores with Gumbel noise is a draw from their softmax.
                scores[k] -= Math.Log(-Math.Log(1 - random.NextUniform()) + 1e-300);
                if (scores[k] > scores[chosen])
                    chosen = k;
            }

            return chosen;
        }

        return Task switch
        {
            LearningTask.Binary => random.NextUniform() < 1 / (1 + Math.Exp(-scores[0])) ? 1 : 0,
            LearningTask.Poisson => random.NextPoisson(Math.Exp(0.5 + Math.Min(scores[0], 4))),
            _ => scores[0] + random.NextGaussian(),
        };
    }

    private void Calibrate(double signal)
    {
        var features = new FeatureRow(Slots);
        double[] first = new double[_outputs], second = new double[_outputs], scores = new double[_outputs];
        for (var row = 0; row < CalibrationRows; row++)
        {
            var random = new RowRandom(_seed, FirstCalibrationRow + row);
            MakeFeatures(ref random, features, scores);
            for (var k = 0; k < _outputs; k++)
                (first[k], second[k]) = (first[k] + scores[k], second[k] + scores[k] * scores[k]);
        }

        for (var k = 0; k < _outputs; k++)
        {
            _centres[k] = first[k] / CalibrationRows;
            var variance = second[k] / CalibrationRows - _centres[k] * _centres[k];
            _scales[k] = variance > 0 ? signal / Math.Sqrt(variance) : 0;
        }
    }

    private void MakeFeatures(ref RowRandom random, FeatureRow features, Span<double> scores)
    {
        scores.Clear();
        if (_law == WideLaw.Indicators)
        {
            MakeIndicators(ref random, features, scores);
            return;
        }

        var x = features.StartDense();
        Span<double> factors = stackalloc double[Factors];
        foreach (ref var factor in factors)
            factor = random.NextGaussian();
        var shared = random.NextGaussian();
        for (var j = 0; j < x.Length; j++)
        {
            var own = random.NextGaussian();
            if (_law == WideLaw.Neighbours)
                shared = Correlation * shared + Math.Sqrt(1 - Correlation * Correlation) * own;
            else if (_law == WideLaw.Groups && j % GroupSize == 0)
                shared = random.NextGaussian();
            var common = 0.0;
            for (var i = 0; i < _loadings.Length / Slots; i++)
                common += _loadings[i * Slots + j] * factors[i];
            x[j] = (float)(_law switch
            {
                WideLaw.Neighbours => shared,
                WideLaw.Groups => Math.Sqrt(ShareOfGroup) * shared + Math.Sqrt(1 - ShareOfGroup) * own,
                WideLaw.Factors => common + Math.Sqrt(0.5) * own,
                _ => own,
            });
            for (var k = 0; k < _outputs; k++)
                scores[k] += _weights[k * Slots + j] * x[j];
        }
    }

    private void MakeIndicators(ref RowRandom random, FeatureRow features, Span<double> scores)
    {
        var present = new List<int>();
        for (var j = 0; j < Slots; j++)
        {
            if (random.NextUniform() >= _shares[j])
                continue;
            present.Add(j);
            for (var k = 0; k < _outputs; k++)
                scores[k] += _weights[k * Slots + j];
        }

        features.StartSparse(present.Count, out var indices, out var values);
        present.CopyTo(indices);
        values.Fill(1);
    }
}
