using CsCheck;
using LagrangeMLNet.Mechanics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Experiments.Tests;

public class FisherMetricTests
{

    private static IFisherMetric[] Fed(int outputs, int inputs, int rows, int seed)
    {
        var random = new Random(seed);
        int n = outputs * inputs;
        var diagonal = new DiagonalFisher(n);
        var full = new FullFisher(n);
        var kronecker = new KroneckerFisher(outputs, inputs);
        for (int r = 0; r < rows; r++)
        {
            double[] v = Vector(random, n);
            diagonal.Add(v);
            full.Add(v);
            kronecker.AddInput(v.AsSpan(0, inputs));
            kronecker.AddOutput(v.AsSpan(n - outputs, outputs));
        }

        return [diagonal, full, kronecker];
    }

    [Fact]
    public void HalfTwiceIsOne() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[0, 100_000], Gen.Double[0, 0.5]).Check((outputs, inputs, seed, damping) =>
        {
            double[] x = Vector(new Random(seed + 1), outputs * inputs);
            foreach (IFisherMetric metric in Fed(outputs, inputs, 60, seed))
            {
                double[] half = (double[])x.Clone(), one = (double[])x.Clone();
                Assert.Equal(FisherStatus.Regular, metric.Prepare(FisherExponent.Half, damping));
                metric.Apply(half);
                metric.Apply(half);
                Assert.Equal(FisherStatus.Regular, metric.Prepare(FisherExponent.One, damping));
                metric.Apply(one);
                AssertClose(one, half, 1e-9);
            }
        }, count: 60);

    [Fact]
    public void FullInvertsItsOwnMatrix() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 100_000]).Check((n, seed) =>
        {
            var metric = (FullFisher)Fed(1, n, n + 20, seed)[1];
            double[] matrix = new double[n * n], x = Vector(new Random(seed), n);
            metric.CopyTo(matrix);
            double[] image = Multiply(matrix, n, x);
            metric.Prepare(FisherExponent.One);
            metric.Apply(image);
            AssertClose(x, image, 1e-7);
        }, count: 60);

    [Fact]
    public void KroneckerEqualsTheDenseProduct() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[1, 5], Gen.Int[0, 100_000]).Check((outputs, inputs, seed) =>
        {
            // Every pair of an input and an output gradient, each once: the full metric of the outer products is G ⊗ A exactly.
            var random = new Random(seed);
            double[][] xs = [.. Enumerable.Range(0, inputs + 4).Select(_ => Vector(random, inputs))];
            double[][] gs = [.. Enumerable.Range(0, outputs + 4).Select(_ => Vector(random, outputs))];
            var kronecker = new KroneckerFisher(outputs, inputs);
            var full = new FullFisher(outputs * inputs);
            foreach (double[] x in xs)
                kronecker.AddInput(x);
            foreach (double[] g in gs)
                kronecker.AddOutput(g);
            foreach (double[] x in xs)
                foreach (double[] g in gs)
                    full.Add([.. g.SelectMany(gi => x.Select(xj => gi * xj))]);
            foreach (FisherExponent exponent in Enum.GetValues<FisherExponent>())
            {
                foreach (double damping in (double[])[0, 0.1])
                {
                    double[] v = Vector(random, outputs * inputs), w = (double[])v.Clone();
                    kronecker.Prepare(exponent, damping);
                    kronecker.Apply(v);
                    full.Prepare(exponent, damping);
                    full.Apply(w);
                    AssertClose(w, v, 1e-7);
                }
            }
        }, count: 40);

    [Fact]
    public void NaturalGradientDoesNotDependOnTheParametersChosen() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 100_000]).Check((n, seed) =>
        {
            // θ = M·φ: gradients with respect to φ are Mᵀ·g, and the step in φ must be the step in θ seen through M.
            var random = new Random(seed);
            double[] m = Vector(random, n * n), g = Vector(random, n);
            for (int i = 0; i < n; i++)
                m[(i * n) + i] += 3 * Math.CopySign(1, m[(i * n) + i]);
            var transposed = new double[n * n];
            for (int i = 0; i < n; i++)
                for (int j = 0; j < n; j++)
                    transposed[(j * n) + i] = m[(i * n) + j];
            var inTheta = new FullFisher(n);
            var inPhi = new FullFisher(n);
            for (int r = 0; r < n + 15; r++)
            {
                double[] v = Vector(random, n);
                inTheta.Add(v);
                inPhi.Add(Multiply(transposed, n, v));
            }

            double[] step = (double[])g.Clone(), phi = Multiply(transposed, n, g);
            inTheta.Prepare(FisherExponent.One);
            inTheta.Apply(step);
            inPhi.Prepare(FisherExponent.One);
            inPhi.Apply(phi);
            AssertClose(step, Multiply(m, n, phi), 1e-6);
        }, count: 60);

    [Fact]
    public void DiscountGivesAdamsCorrectedAverage()
    {
        const double beta = 0.9;
        var random = new Random(5);
        var metric = new DiagonalFisher(3);
        double[] average = new double[3], diagonal = new double[3];
        for (int t = 1; t <= 50; t++)
        {
            double[] g = Vector(random, 3);
            metric.Discount(beta);
            metric.Add(g);
            metric.CopyTo(diagonal);
            for (int i = 0; i < 3; i++)
            {
                average[i] = (beta * average[i]) + ((1 - beta) * g[i] * g[i]);
                Assert.Equal(average[i] / (1 - Math.Pow(beta, t)), diagonal[i], 12);
            }
        }
    }

    [Theory]
    [InlineData(FisherExponent.Half)]
    [InlineData(FisherExponent.One)]
    public void ReportsASingularMatrixAndGoesOn(FisherExponent exponent)
    {
        // Two rows for a 2 × 3 matrix of parameters: every metric of rank below 6 (the diagonal one by its empty column).
        var diagonal = new DiagonalFisher(3);
        var full = new FullFisher(3);
        var kronecker = new KroneckerFisher(1, 3);
        double[] v = [1, -2, 0];
        diagonal.Add(v);
        full.Add(v);
        kronecker.AddInput(v);
        kronecker.AddOutput([2]);
        foreach (IFisherMetric metric in (IFisherMetric[])[diagonal, full, kronecker])
        {
            double[] x = [1, 1, 1];
            Assert.Equal(FisherStatus.Singular, metric.Prepare(exponent));
            metric.Apply(x);
            Assert.All(x, e => Assert.True(double.IsFinite(e)));
        }

        Assert.True(exponent == FisherExponent.Half || full.Damping > 0);
        Assert.Equal(FisherStatus.Regular, full.Prepare(exponent, 0.1));
        Assert.Equal(0.1, full.Damping);
    }

    [Fact]
    public void PseudoInverseLeavesOutWhatIsUnknown()
    {
        // F = v·vᵀ: F^(−1/2) v = v/|v|, and nothing is left of what is orthogonal to v.
        var full = new FullFisher(3);
        full.Add([1, -2, 2]);
        full.Prepare(FisherExponent.Half);
        double[] along = [1, -2, 2], across = [2, 1, 0];
        full.Apply(along);
        full.Apply(across);
        AssertClose([1 / 3.0, -2 / 3.0, 2 / 3.0], along, 1e-9);
        Assert.All(across, e => Assert.Equal(0, e, 6));
    }

    [Theory]
    [InlineData(FisherExponent.Half)]
    [InlineData(FisherExponent.One)]
    public void NoInformationOrABadNumberLeavesTheVectorAsItIs(FisherExponent exponent)
    {
        foreach (IFisherMetric metric in Fed(2, 3, 0, 1))
        {
            double[] x = [1, 2, 3, 4, 5, 6];
            Assert.Equal(FisherStatus.Singular, metric.Prepare(exponent));
            metric.Apply(x);
            AssertClose([1, 2, 3, 4, 5, 6], x, 1e-12);
        }

        IFisherMetric[] metrics = Fed(2, 3, 10, 1);
        ((DiagonalFisher)metrics[0]).Add([1, double.NaN, 0, 0, 0, 0]);
        ((FullFisher)metrics[1]).Add([1, double.PositiveInfinity, 0, 0, 0, 0]);
        ((KroneckerFisher)metrics[2]).AddInput([1e200, 1e200, 0]);
        foreach (IFisherMetric metric in metrics)
        {
            double[] x = [1, 2, 3, 4, 5, 6];
            Assert.Equal(FisherStatus.NotFinite, metric.Prepare(exponent));
            metric.Apply(x);
            AssertClose([1, 2, 3, 4, 5, 6], x, 1e-12);
            metric.Reset();
            Assert.Equal(FisherStatus.Singular, metric.Prepare(exponent));
        }
    }

    [Fact]
    public void ReportsIllConditioning()
    {
        var diagonal = new DiagonalFisher(2);
        var full = new FullFisher(2);
        diagonal.Add([1, 1e-7]);
        full.Add([1, 0]);
        full.Add([0, 1e-7]);
        Assert.Equal(FisherStatus.IllConditioned, diagonal.Prepare(FisherExponent.One));
        Assert.Equal(FisherStatus.IllConditioned, full.Prepare(FisherExponent.One));
        Assert.Equal(FisherStatus.IllConditioned, full.Prepare(FisherExponent.Half));
    }

    [Fact]
    public void RefusesWhatMakesNoSense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new FullFisher(0));
        foreach (IFisherMetric metric in Fed(1, 2, 5, 1))
        {
            Assert.Throws<InvalidOperationException>(() => metric.Apply(new double[2]));
            Assert.Throws<ArgumentOutOfRangeException>(() => metric.Discount(1.5));
            Assert.Throws<ArgumentOutOfRangeException>(() => metric.Prepare(FisherExponent.One, -1));
            metric.Prepare(FisherExponent.One);
            Assert.Contains("2 numbers are needed, but 3", Assert.Throws<ArgumentException>(() => metric.Apply(new double[3])).Message);
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => new DiagonalFisher(1).Add([1], double.NaN));
    }

    [Fact]
    public void AllocatesNothingAfterConstruction()
    {
        IFisherMetric[] metrics = Fed(3, 4, 30, 2);
        double[] v = Vector(new Random(3), 12);
        Use();
        long before = GC.GetAllocatedBytesForCurrentThread();
        Use();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);

        void Use()
        {
            for (int i = 0; i < metrics.Length; i++)
            {
                metrics[i].Discount(0.9);
                metrics[i].Prepare(FisherExponent.Half, 1e-3);
                metrics[i].Apply(v);
                metrics[i].Prepare(FisherExponent.One, 1e-3);
                metrics[i].Apply(v);
            }

            ((FullFisher)metrics[1]).Add(v);
            ((KroneckerFisher)metrics[2]).AddInput(v.AsSpan(0, 4));
        }
    }
}
