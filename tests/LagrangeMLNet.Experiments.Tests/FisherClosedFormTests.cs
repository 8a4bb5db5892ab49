using CsCheck;
using LagrangeMLNet.Mechanics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Experiments.Tests;

/// <summary>
/// The exact metric, fed with every label and its probability, against textbook forms and against second differences of the loss.
/// </summary>
public class FisherClosedFormTests
{

    private static double Expectation(IEnumerable<(double Probability, double Score)> labels)
    {
        var metric = new FullFisher(1);
        foreach ((double probability, double score) in labels)
            metric.Add([score], probability);
        var f = new double[1];
        metric.CopyTo(f);
        return f[0];
    }

    [Fact]
    public void Bernoulli() => Gen.Double[0.001, 0.999].Check(p =>
    {
        double inMean = Expectation([(p, 1 / p), (1 - p, -1 / (1 - p))]);
        double inLogit = Expectation([(p, 1 - p), (1 - p, -p)]);
        Assert.Equal(1, inMean * p * (1 - p), 10);
        Assert.Equal(p * (1 - p), inLogit, 12);
    }, count: 100);

    [Fact]
    public void Poisson() => Gen.Double[0.1, 30].Check(rate =>
    {
        double logProbability = -rate, sum = 0;
        var labels = new List<(double, double)>();
        for (int k = 0; k < 300; k++)
        {
            labels.Add((Math.Exp(logProbability), k - rate));
            sum += Math.Exp(logProbability);
            logProbability += Math.Log(rate / (k + 1));
        }

        Assert.Equal(1, sum, 9);
        Assert.Equal(rate, Expectation(labels), 7);
    }, count: 40);

    [Fact]
    public void Gaussian() => Gen.Double[0.1, 5].Check(sigma =>
    {
        // In the mean 1/σ²; in ln σ it is 2. Rectangle rule over ±9 σ, which is exact to rounding for a Gaussian.
        (double, double)[] Grid(Func<double, double> score) =>
            [.. Enumerable.Range(-900, 1801).Select(i => (Math.Exp(-0.5 * i * i / 1e4) / 100 / Math.Sqrt(2 * Math.PI), score(i / 100.0)))];
        Assert.Equal(1, Expectation(Grid(z => z / sigma)) * sigma * sigma, 9);
        Assert.Equal(2, Expectation(Grid(z => (z * z) - 1)), 9);
    }, count: 20);

    [Fact]
    public void Categorical() => Gen.Select(Gen.Int[2, 6], Gen.Int[0, 100_000]).Check((classes, seed) =>
    {
        double[] p = Softmax(Vector(new Random(seed), classes));
        var exhaustive = new FullFisher(classes);
        for (int y = 0; y < classes; y++)
            exhaustive.Add([.. p.Select((pi, i) => (i == y ? 1 : 0) - pi)], p[y]);
        var found = new double[classes * classes];
        exhaustive.CopyTo(found);
        var expected = new double[classes * classes];
        for (int i = 0; i < classes; i++)
            for (int j = 0; j < classes; j++)
                expected[(i * classes) + j] = (i == j ? p[i] : 0) - (p[i] * p[j]);
        AssertClose(expected, found, 1e-12);

        // The Kronecker metric's short cut is the same expectation: with one input of 1 it acts alike.
        var kronecker = new KroneckerFisher(classes, 1);
        kronecker.AddInput([1]);
        kronecker.AddCategoricalOutput(p);
        double[] a = Vector(new Random(seed + 1), classes), b = (double[])a.Clone();
        kronecker.Prepare(FisherExponent.Half, 0.01);
        kronecker.Apply(a);
        exhaustive.Prepare(FisherExponent.Half, 0.01);
        exhaustive.Apply(b);
        AssertClose(b, a, 1e-9);
    }, count: 60);

    [Fact]
    public void SoftmaxModelEqualsTheMeanSecondDifferenceOfItsLoss()
    {
        // Three classes, two features: F = E_y[∇∇ᵀ] must equal the Hessian of the loss, which for a softmax model does not depend on y.
        const int classes = 3, features = 2, n = classes * features;
        var random = new Random(7);
        double[] w = Vector(random, n);
        double[][] rows = [.. Enumerable.Range(0, 5).Select(_ => Vector(random, features))];
        var metric = new FullFisher(n);
        foreach (double[] x in rows)
        {
            double[] p = Softmax(Logits(w, x));
            for (int y = 0; y < classes; y++)
                metric.Add([.. p.SelectMany((pi, i) => x.Select(xj => ((i == y ? 1 : 0) - pi) * xj))], p[y]);
        }

        var fisher = new double[n * n];
        metric.CopyTo(fisher);
        double Loss(double[] at) => rows.Average(x => -Math.Log(Softmax(Logits(at, x))[0]));
        const double h = 1e-4;
        for (int i = 0; i < n; i++)
        {
            for (int j = 0; j < n; j++)
            {
                double At(double di, double dj)
                {
                    var moved = (double[])w.Clone();
                    moved[i] += di;
                    moved[j] += dj;
                    return Loss(moved);
                }

                double second = (At(h, h) - At(h, -h) - At(-h, h) + At(-h, -h)) / (4 * h * h);
                Assert.Equal(second, fisher[(i * n) + j], 6);
            }
        }

        static double[] Logits(double[] at, double[] x) =>
            [.. Enumerable.Range(0, classes).Select(c => (at[c * features] * x[0]) + (at[(c * features) + 1] * x[1]))];
    }

    private static double[] Softmax(double[] logits)
    {
        double[] e = [.. logits.Select(Math.Exp)];
        return [.. e.Select(x => x / e.Sum())];
    }
}
