using LagrangeMLNet.AutoML.Proposals;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class GaussianProcessTests
{
    private static readonly bool[] Plane = [false, false];

    [Fact]
    public void Between_its_values_it_comes_near_a_smooth_function_and_says_how_near()
    {
        var random = new Random(1);
        double[][] points = [.. Enumerable.Range(0, 40).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        var process = GaussianProcess.Fit(points, [.. points.Select(Valley)], Plane, priorVariance: 1);
        int within = 0;
        for (int i = 0; i < 200; i++)
        {
            double[] point = [random.NextDouble(), random.NextDouble()];
            var (mean, deviation) = process.Predict(point);
            Assert.InRange(mean - Valley(point), -0.2, 0.2);
            within += Math.Abs(mean - Valley(point)) < 2 * deviation ? 1 : 0;
        }

        Assert.InRange(within, 180, 200);
    }

    [Fact]
    public void A_coordinate_that_changes_nothing_is_found_out()
    {
        var random = new Random(2);
        double[][] points = [.. Enumerable.Range(0, 25).Select(_ => new[] { random.NextDouble(), random.NextDouble() })];
        var process = GaussianProcess.Fit(points, [.. points.Select(point => Math.Sin(6 * point[0]))], Plane, priorVariance: 1);
        Assert.InRange(process.Predict([0.5, 0]).Mean - process.Predict([0.5, 1]).Mean, -0.1, 0.1);
    }

    [Fact]
    public void Far_from_its_values_it_is_less_sure_and_a_further_value_makes_it_surer()
    {
        var process = GaussianProcess.Fit([[0.1, 0.1], [0.2, 0.1], [0.1, 0.3]], [1, 1.2, 0.9], Plane, priorVariance: 1);
        Assert.True(process.Predict([0.9, 0.9]).Deviation > 2 * process.Predict([0.1, 0.15]).Deviation);
        var more = process.With([[0.9, 0.9]], [1, 1.2, 0.9, 2]);
        Assert.True(more.Predict([0.9, 0.9]).Deviation < 0.5 * process.Predict([0.9, 0.9]).Deviation);
    }

    [Fact]
    public void What_one_category_shows_holds_for_another_that_behaves_alike()
    {
        bool[] isCategory = [true, false];
        double[] ups = [.. Enumerable.Range(0, 11).Select(i => i / 10.0)];
        // The second category is the first one's curve, one higher; it was seen at three places.
        double[][] points = [.. ups.Select(x => new[] { 0, x }), [1, 0], [1, 0.5], [1, 1]];
        double[] values = [.. points.Select(point => point[0] + Math.Sin(3 * Math.PI * point[1]))];
        var process = GaussianProcess.Fit(points, values, isCategory, priorVariance: 1);
        Assert.True(process.Predict([1, 0.17]).Mean > process.Predict([1, 0.33]).Mean + 0.2, "the hill at 1/6 is not seen");
    }

    [Fact]
    public void Equal_points_of_different_values_are_noise_and_no_failure()
    {
        var process = GaussianProcess.Fit([[0.5, 0.5], [0.5, 0.5], [0.5, 0.5]], [1, 2, 3], Plane, priorVariance: 1);
        Assert.InRange(process.Predict([0.5, 0.5]).Mean, 1.9, 2.1);
    }

    [Theory]
    [InlineData(0, 0, 1, 0.398942)]
    [InlineData(1, 0, 1, 1.083315)]
    [InlineData(-2, 0, 0.5, 3.573e-6)]
    public void Expected_improvement_is_the_formulas(double best, double mean, double deviation, double expected) =>
        Assert.Equal(1, Math.Exp(ExpectedImprovement.Log(best, mean, deviation)) / expected, 1e-3);

    [Fact]
    public void Expected_improvement_falls_without_end_and_without_a_step()
    {
        double before = ExpectedImprovement.Log(0, 0, 1);
        for (double mean = 0.25; mean < 60; mean += 0.25)
        {
            double now = ExpectedImprovement.Log(0, mean, 1);
            Assert.InRange(before - now, 0.1, 16);
            before = now;
        }
    }

    private static double Valley(double[] point) =>
        Math.Pow(point[0] - 0.3, 2) + (2 * Math.Pow(point[1] - 0.6, 2)) + Math.Sin(3 * point[0]);
}
