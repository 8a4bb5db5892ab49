using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.AutoML.Proposals;

/// <summary>
/// A Gaussian process through noisy values at points: what the values may be elsewhere, and how far that can be trusted (Rasmussen and
/// Williams, Gaussian Processes for Machine Learning, 2006, chapters 2 and 5).
/// </summary>
/// <remarks>
/// Matérn's kernel of smoothness 5/2 with a length for each coordinate; of a coordinate that is a category only equality counts. Mean and
/// variance are integrated out; the lengths and the share of the noise are those of a grid that make the values most likely, with a
/// preference for moderate lengths, for few values could be explained by anything.
/// </remarks>
internal sealed class GaussianProcess
{
    private static readonly double[] Lengths = [0.15, 0.3, 0.6, 1.2, 2.4, 6];
    private static readonly double[] Noises = [0.001, 0.01, 0.05, 0.2];

    /// <summary>The length that is taken where the values say nothing.</summary>
    private const double UsualLength = 0.6;

    /// <summary>Standard deviation of a length's logarithm around the usual one's.</summary>
    private const double SpreadOfLengths = 1;

    /// <summary>How many values the prior variance counts as.</summary>
    private const double WeightOfPrior = 3;

    private readonly IReadOnlyList<double[]> _points;
    private readonly bool[] _isCategory;
    private readonly double[] _lengths;
    private readonly double _noise;
    private readonly double[] _factor;
    private readonly double[] _weights;
    private readonly double[] _ones;
    private readonly double _mean, _precisionOfMean, _variance;

    private GaussianProcess(
        IReadOnlyList<double[]> points, double[] values, bool[] isCategory, double[] lengths, double noise, double priorVariance)
    {
        (_points, _isCategory, _lengths, _noise) = (points, isCategory, lengths, noise);
        int n = points.Count;
        _factor = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < i; j++)
                _factor[(i * n) + j] = Correlation(points[i], points[j]);
            _factor[(i * n) + i] = 1 + noise;
        }

        IsSound = Cholesky.TryFactor(_factor, n);
        (_weights, _ones) = ((double[])values.Clone(), Enumerable.Repeat(1.0, n).ToArray());
        if (!IsSound)
            return;
        Cholesky.Solve(_factor, n, _ones);
        _precisionOfMean = _ones.Sum();
        _mean = values.Zip(_ones, (value, one) => value * one).Sum() / _precisionOfMean;
        for (int i = 0; i < n; i++)
            _weights[i] -= _mean;
        double[] rest = (double[])_weights.Clone();
        Cholesky.Solve(_factor, n, _weights);
        double squares = rest.Zip(_weights, (value, weight) => value * weight).Sum();
        double degrees = WeightOfPrior + n - 1;
        _variance = ((WeightOfPrior * priorVariance) + squares) / degrees;
        double prior = lengths.Sum(length => Math.Pow(Math.Log(length / UsualLength) / SpreadOfLengths, 2));
        Evidence = -0.5 * (Cholesky.LogDeterminant(_factor, n) + Math.Log(_precisionOfMean) + (degrees * Math.Log(_variance)) + prior);
    }

    /// <summary>Log-likelihood of the values, up to a constant.</summary>
    private double Evidence { get; } = double.NegativeInfinity;

    private bool IsSound { get; }

    /// <summary>Fits a process.</summary>
    /// <param name="points">Where values are known; one point or more, each with as many coordinates.</param>
    /// <param name="values">The values.</param>
    /// <param name="isCategory">For each coordinate, whether there is no order in it; others are in [0, 1].</param>
    /// <param name="priorVariance">Variance that the values are thought to have as long as there are few; above 0.</param>
    public static GaussianProcess Fit(IReadOnlyList<double[]> points, double[] values, bool[] isCategory, double priorVariance)
    {
        double[] lengths = [.. isCategory.Select(_ => UsualLength)];
        var best = new GaussianProcess(points, values, isCategory, lengths, Noises[1], priorVariance);
        // With as many lengths as values every value is a law of its own.
        for (int pass = 0; pass < 2 && points.Count > 2; pass++)
        {
            foreach (double noise in Noises)
                Try(best._lengths, noise);
            for (int i = 0; i < lengths.Length; i++)
            {
                foreach (double length in Lengths)
                {
                    double[] others = (double[])best._lengths.Clone();
                    others[i] = length;
                    Try(others, best._noise);
                }
            }
        }

        return best;

        void Try(double[] tried, double noise)
        {
            var process = new GaussianProcess(points, values, isCategory, tried, noise, priorVariance);
            if (process.Evidence > best.Evidence)
                best = process;
        }
    }

    /// <summary>The same process after further values, its lengths and noise unchanged.</summary>
    public GaussianProcess With(IReadOnlyList<double[]> points, double[] values) =>
        new([.. _points, .. points], values, _isCategory, _lengths, _noise, _variance);

    /// <summary>Mean and standard deviation of what a value would be without noise.</summary>
    public (double Mean, double Deviation) Predict(double[] point)
    {
        int n = _points.Count;
        double[] correlations = new double[n];
        for (int i = 0; i < n; i++)
            correlations[i] = Correlation(point, _points[i]);
        double mean = _mean, ofOnes = 0;
        for (int i = 0; i < n; i++)
        {
            mean += correlations[i] * _weights[i];
            ofOnes += correlations[i] * _ones[i];
        }

        Cholesky.SolveLower(_factor, n, correlations);
        double known = correlations.Sum(value => value * value);
        double left = 1 - known + ((1 - ofOnes) * (1 - ofOnes) / _precisionOfMean);
        return (mean, Math.Sqrt(_variance * Math.Max(left, 1e-9)));
    }

    private double Correlation(double[] a, double[] b)
    {
        double square = 0;
        for (int i = 0; i < a.Length; i++)
        {
            double distance = _isCategory[i] ? (a[i] == b[i] ? 0 : 1) : a[i] - b[i];
            square += distance * distance / (_lengths[i] * _lengths[i]);
        }

        double r = Math.Sqrt(5 * square);
        return (1 + r + (r * r / 3)) * Math.Exp(-r);
    }
}
