using LagrangeMLNet.Mechanics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Experiments.Tests;

public class AdaptivePathTests
{
    private const int Parameters = 7;

    /// <summary>A noisy, badly scaled quadratic bowl: the same gradients for both optimisers only as long as their paths agree.</summary>
    private static double[] Gradient(double[] at, Random random) =>
        [.. at.Select((x, i) => (Math.Pow(3, i) * (x - i)) + Gaussian(random))];

    [Fact]
    public void IsRmsPropStepForStep()
    {
        const double rate = 0.01, alpha = 0.99, epsilon = 1e-8;
        double[] ours = new double[Parameters], theirs = new double[Parameters], v = new double[Parameters];
        Random first = new(1), second = new(1);
        var state = new AdaptivePathState(Parameters);
        AdaptivePathSettings settings = AdaptivePathSettings.RmsProp with { StepSize = rate };
        for (int t = 0; t < 1000; t++)
        {
            Assert.True(AdaptivePath.TryStep(ours, Gradient(ours, first), state, settings));
            double[] g = Gradient(theirs, second);
            for (int i = 0; i < Parameters; i++)
            {
                v[i] = (alpha * v[i]) + ((1 - alpha) * Math.Pow(g[i], 2));
                theirs[i] -= rate / (Math.Sqrt(v[i]) + epsilon) * g[i];
            }

            AssertClose(theirs, ours, 1e-10);
        }

        Assert.Equal(1000, state.Steps);
    }

    [Fact]
    public void IsAdamStepForStep()
    {
        const double rate = 0.01, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
        double[] ours = new double[Parameters], theirs = new double[Parameters], m = new double[Parameters], v = new double[Parameters];
        Random first = new(2), second = new(2);
        var state = new AdaptivePathState(Parameters);
        AdaptivePathSettings settings = AdaptivePathSettings.Adam with { StepSize = rate };
        double power1 = 1, power2 = 1;
        for (int t = 0; t < 1000; t++)
        {
            Assert.True(AdaptivePath.TryStep(ours, Gradient(ours, first), state, settings));
            double[] g = Gradient(theirs, second);
            power1 *= beta1;
            power2 *= beta2;
            for (int i = 0; i < Parameters; i++)
            {
                m[i] += (1 - beta1) * (g[i] - m[i]);
                v[i] += (1 - beta2) * ((g[i] * g[i]) - v[i]);
                theirs[i] -= rate * (m[i] / (1 - power1)) / (Math.Sqrt(v[i] / (1 - power2)) + epsilon);
            }

            AssertClose(theirs, ours, 1e-10);
        }
    }

    [Fact]
    public void ExponentOneScalesWithTheInverseOfTheGradient()
    {
        // From the first corrected step on F = g², so that p = 1 moves by η/g and p = 1/2 by η·sign g.
        double[] one = [0, 0], half = [0, 0], g = [0.5, -4];
        AdaptivePathSettings settings = new() { StepSize = 0.1, GradientRetention = 0, Damping = 1e-12 };
        AdaptivePath.TryStep(one, g, new AdaptivePathState(2), settings with { Exponent = FisherExponent.One });
        AdaptivePath.TryStep(half, g, new AdaptivePathState(2), settings);
        AssertClose([-0.2, 0.025], one, 1e-9);
        AssertClose([-0.1, 0.1], half, 1e-9);
    }

    [Fact]
    public void OneNaturalStepReachesTheMinimumOfAQuadratic()
    {
        // Loss ½(θ − c)ᵀF(θ − c): the full natural-gradient step of size 1 lands on c.
        const int n = 5;
        var random = new Random(3);
        var metric = new FullFisher(n);
        for (int i = 0; i < 12; i++)
            metric.Add(Vector(random, n));
        double[] f = new double[n * n], c = Vector(random, n), theta = Vector(random, n);
        metric.CopyTo(f);
        double[] gradient = Multiply(f, n, [.. theta.Zip(c, (a, b) => a - b)]);
        Assert.Equal(FisherStatus.Regular, metric.Prepare(FisherExponent.One));
        Assert.True(AdaptivePath.TryStep(theta, gradient, metric, 1));
        AssertClose(c, theta, 1e-10);
    }

    [Fact]
    public void LeavesAllAsItIsWhenTheGradientIsNotFinite()
    {
        double[] theta = [1, 2];
        var state = new AdaptivePathState(2);
        Assert.False(AdaptivePath.TryStep(theta, [double.NaN, 1], state, AdaptivePathSettings.Adam));
        Assert.False(AdaptivePath.TryStep(theta, [1, double.NegativeInfinity], state, AdaptivePathSettings.Adam));
        Assert.Equal([1, 2], theta);
        Assert.Equal(0, state.Steps);
        Assert.Equal([0, 0], state.Fisher);

        var metric = new DiagonalFisher(2);
        metric.Prepare(FisherExponent.Half);
        Assert.False(AdaptivePath.TryStep(theta, [double.NaN, 1], metric, 1));
        Assert.Equal([1, 2], theta);
    }

    [Fact]
    public void RefusesWhatMakesNoSense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptivePathSettings { StepSize = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptivePathSettings { GradientRetention = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptivePathSettings { FisherRetention = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new AdaptivePathSettings { Damping = -1 });
        Assert.Throws<ArgumentException>(
            () => AdaptivePath.TryStep(new double[2], new double[3], new AdaptivePathState(2), AdaptivePathSettings.Adam));
    }

    [Fact]
    public void AllocatesNothing()
    {
        double[] theta = new double[100], gradient = Vector(new Random(1), 100);
        var state = new AdaptivePathState(100);
        AdaptivePathSettings settings = AdaptivePathSettings.Adam;
        AdaptivePath.TryStep(theta, gradient, state, settings);
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 10; i++)
            AdaptivePath.TryStep(theta, gradient, state, settings);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
