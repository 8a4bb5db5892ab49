namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>How the features of <see cref="WellSpecifiedRows"/> are distributed; each slot has mean 0 and variance 1.</summary>
internal enum FeatureLaw
{
    /// <summary>Gaussian, neighbouring slots correlated: x_j = ρ x_{j−1} + √(1−ρ²) ε_j.</summary>
    Gaussian,

    /// <summary>Uniform and independent; the cheapest to make.</summary>
    Uniform,
}

/// <summary>
/// Dense rows from a generalised linear law η = w·x + b that the measured model family contains: y ~ Bernoulli(σ(η)),
/// N(η, 1) or Poisson(e^η). The weights are Gaussian, scaled so that η has the standard deviation asked for.
/// </summary>
internal sealed class WellSpecifiedRows : RowGenerator
{
    private readonly ulong _seed;
    private readonly FeatureLaw _law;
    private readonly double _correlation;
    private readonly double _innovation;
    private readonly double[] _weights;
    private readonly double _bias;

    public WellSpecifiedRows(
        LearningTask task, int slots, ulong seed, double signal, double bias, double correlation = 0, FeatureLaw law = FeatureLaw.Gaussian)
    {
        (Task, Slots, _seed, _law, _correlation, _bias) = (task, slots, seed, law, correlation, bias);
        _innovation = Math.Sqrt(1 - correlation * correlation);
        _weights = new double[slots];
        var random = new RowRandom(seed, -1);
        for (var j = 0; j < slots; j++)
            _weights[j] = random.NextGaussian();
        var scale = signal / Math.Sqrt(ScoreVariance());
        for (var j = 0; j < slots; j++)
            _weights[j] *= scale;
    }

    public override int Slots { get; }

    public override LearningTask Task { get; }

    /// <summary>The true weights, the bias last.</summary>
    public double[] Truth => [.. _weights, _bias];

    public override double Make(long row, FeatureRow features)
    {
        var random = new RowRandom(_seed, row);
        var score = MakeFeatures(ref random, features);
        return Task switch
        {
            LearningTask.Binary => random.NextUniform() < 1 / (1 + Math.Exp(-score)) ? 1 : 0,
            LearningTask.Poisson => random.NextPoisson(Math.Exp(score)),
            _ => score + random.NextGaussian(),
        };
    }

    private double MakeFeatures(ref RowRandom random, FeatureRow features)
    {
        var x = features.StartDense();
        var score = _bias;
        if (_law == FeatureLaw.Uniform)
        {
            var width = 2 * Math.Sqrt(3);
            for (var j = 0; j < x.Length; j++)
            {
                x[j] = (float)(width * (random.NextUniform() - 0.5));
                score += _weights[j] * x[j];
            }

            return score;
        }

        var previous = random.NextGaussian();
        for (var j = 0; j < x.Length; j++)
        {
            if (j > 0)
                previous = _correlation * previous + _innovation * random.NextGaussian();
            x[j] = (float)previous;
            score += _weights[j] * x[j];
        }

        return score;
    }

    /// <summary>wᵀ Σ w with Σ_jk = ρ^|j−k|.</summary>
    private double ScoreVariance()
    {
        var variance = 0.0;
        for (var j = 0; j < Slots; j++)
        {
            for (var k = 0; k < Slots; k++)
                variance += _weights[j] * _weights[k] * Math.Pow(_correlation, Math.Abs(j - k));
        }

        return variance;
    }
}
