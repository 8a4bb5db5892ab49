using CsCheck;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;
using Xunit;

namespace LagrangeMLNet.Tests.Likelihoods;

/// <summary>Huber's loss against its definition, and its scale against the density and the estimate that it stands for.</summary>
public class HuberTests
{
    private static readonly LabelSummary Unit = new(0, 1, 1);

    [Fact]
    public void The_gradient_is_the_slope_of_the_loss() => Gen.Select(Gen.Float[-6, 6], Gen.Float[-6, 6], Gen.Double[0.05, 4]).Check(200, c =>
    {
        const float step = 1f / 64;
        var likelihood = Likelihood.Huber(c.Item3).Begin(Unit);
        double above = Single.Evaluate(likelihood, c.Item1 + step, c.Item2).Loss, below = Single.Evaluate(likelihood, c.Item1 - step, c.Item2).Loss;
        Assert.Equal((above - below) / (2 * step), Single.Evaluate(likelihood, c.Item1, c.Item2).Gradient, step);
        double r = Math.Abs((double)c.Item1 - c.Item2);
        Assert.Equal(r <= c.Item3 ? r * r / 2 : (c.Item3 * r) - (c.Item3 * c.Item3 / 2), Single.Evaluate(likelihood, c.Item1, c.Item2).Loss, 1e-4);
    });

    [Fact]
    public void Fisher_weight_deviance_and_code_length_are_those_of_its_density() => Gen.Select(Gen.Float[-2, 2], Gen.Double[0.2, 4]).Check(40, c =>
    {
        var (z, delta) = c;
        var likelihood = Likelihood.Huber(delta).Begin(Unit);
        // Trapezoids over a range past which the tails have no weight, with a knot at each bend.
        double mass = 0, squares = 0, hessian = 0, deviance = 0, step = delta / 400;
        // What a given δ begins with: σ² = δ, 1 at most.
        double variance = Math.Min(1, delta);
        for (int i = (int)(-40 / delta / step); i <= 40 / delta / step; i++)
        {
            double r = i * step, slope = Math.Clamp(r, -delta, delta), loss = slope * (r - (slope / 2)), weight = Math.Exp(-loss / variance) * step;
            mass += weight;
            squares += weight * slope * slope;
            hessian += weight * (Math.Abs(r) < delta ? 1 : Math.Abs(r) > delta * 1.0001 ? 0 : 0.5);
            deviance += weight * 2 * loss;
        }

        float fisher = Single.Evaluate(likelihood, z, 0).Curvature;
        Assert.Equal(squares / mass / variance, fisher, 2e-3);
        Assert.Equal(hessian / mass, fisher, 2e-3);
        Assert.Equal(deviance / mass / variance, likelihood.UnitDeviance(0), 4e-3);
        Assert.Equal(Math.Log(mass) + (deviance / mass / 2 / variance), likelihood.Nats(deviance / mass / 2, 1), 4e-3);
        Assert.Equal(1, (likelihood.Nats(0.7, 1) - likelihood.Nats(0.6, 1)) / (0.1 * likelihood.NatsPerLoss(0.65)), 1e-9);
    });

    [Theory]
    [InlineData(0, 0.02)]
    [InlineData(0.1, 0.2)]
    public void The_estimated_spread_is_that_of_the_bulk(double outliers, double error)
    {
        var random = new Random(3);
        float[] scores = new float[20_000], weights = new float[20_000];
        Array.Fill(weights, 1);
        float[] labels = [.. scores.Select(_ => random.NextDouble() < outliers ? 1e6f : (float)(0.3 * Normal(random)))];
        var likelihood = Likelihood.Huber(null).Begin(Unit);
        for (var last = default(Likelihood); !ReferenceEquals(last, likelihood);)
            (last, likelihood) = (likelihood, likelihood.Estimate(new ScoredRows(scores, labels, weights, 0)));
        Assert.Equal(0.3 * 1.345, likelihood.Parameter(1), 0.3 * 1.345 * error);
    }

    [Fact]
    public void A_given_delta_keeps_its_unit()
    {
        var likelihood = Likelihood.Huber(10).Begin(new LabelSummary(5, 40, 20));
        Assert.Equal(10, likelihood.Parameter(20), 1e-12);
        Assert.Equal(0.5f, Single.Evaluate(likelihood, 100, 0).Gradient);
    }

    [Theory]
    [InlineData(new float[] { 3, 3, 3, 3, 9 }, 3, 1.2533141373155001 * 6 / 5)]
    [InlineData(new float[] { 1, 2, 3, 4, 1e9f }, 3, 1.4826022185056018)]
    [InlineData(new float[] { 5 }, 5, 0)]
    public void Median_and_its_deviation_ignore_outliers(float[] values, double median, double spread)
    {
        var found = RobustScale.Of(values.ToArray());
        Assert.Equal(median, found.Median, 1e-6);
        Assert.Equal(spread, found.Spread, 1e-6);
    }

    [Theory]
    [InlineData(0.5, 0.5204998778130465)]
    [InlineData(2, 0.9953222650189527)]
    [InlineData(-1, -0.8427007929497149)]
    public void Erf_is_that_of_the_tables(double x, double expected) => Assert.Equal(expected, SpecialFunctions.Erf(x), 1e-14);

    private static double Normal(Random random) => Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
