using CsCheck;
using LagrangeMLNet.Training;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

public class OptimalSubsamplingTests
{
    private static readonly Gen<(float[] Importance, double Expected, double UniformShare)> Cases = Gen.Select(
        Gen.Select(Gen.Float[0, 1], Gen.Int[0, 4]).Select((a, power) => a * MathF.Pow(10, power - 2)).Array[20, 400],
        Gen.Double[0.01, 0.9],
        Gen.Double[0.05, 1]).Select((importance, share, uniform) => (importance, share * importance.Length, uniform));

    [Fact]
    public void Probabilities_add_up_to_the_number_of_rows_asked_for() => Cases.Check(200, c =>
    {
        var p = Probabilities(c.Importance, c.Expected, c.UniformShare, out double sum);
        Assert.All(p, probability => Assert.InRange(probability, 0, 1));
        Assert.Equal(c.Expected, sum, c.Expected * 1e-3);
        Assert.Equal(sum, p.Sum(probability => (double)probability), 1e-3);
    });

    [Fact]
    public void No_row_is_less_likely_than_its_uniform_share() => Cases.Check(200, c =>
    {
        var p = Probabilities(c.Importance, c.Expected, c.UniformShare, out _);
        double least = c.UniformShare * c.Expected / c.Importance.Length;
        Assert.All(p, probability => Assert.True(probability >= least * (1 - 1e-5)));
    });

    [Fact]
    public void Without_a_uniform_share_no_other_probabilities_have_less_variance() =>
        Gen.Select(Gen.Float[0.5f, 1].Array[50], Gen.Double[0.5, 2].Array[50]).Check(100, c =>
        {
            (float[] importance, double[] tilt) = c;
            double Variance(IEnumerable<double> p) => p.Zip(importance, (pi, a) => (1 - pi) / pi * a * a).Sum();
            var best = Probabilities(importance, 10, 0, out double sum).Select(p => (double)p).ToArray();
            double total = best.Zip(tilt, (p, t) => p * t).Sum();
            double[] other = [.. best.Zip(tilt, (p, t) => p * t * sum / total)];
            Assert.All(other, p => Assert.InRange(p, 0, 1));
            Assert.True(Variance(best) <= Variance(other) * (1 + 1e-5));
        });

    [Fact]
    public void A_row_with_a_negative_importance_is_never_drawn()
    {
        var p = Probabilities([1, -1, 1, -1, 1, 1], 2, 0.2, out double sum);
        Assert.Equal([0.5f, 0, 0.5f, 0, 0.5f, 0.5f], p);
        Assert.Equal(2, sum, 1e-6);
    }

    [Theory]
    [InlineData(0f)]
    [InlineData(float.PositiveInfinity)]
    public void Importances_that_tell_nothing_make_a_uniform_sample(float importance) =>
        Assert.All(Probabilities([importance, importance, importance, importance], 1, 0.2, out _), p => Assert.Equal(0.25f, p));

    [Fact]
    public void More_rows_than_there_are_means_all() =>
        Assert.All(Probabilities([3, 1, 0, 2], 10, 0.2, out _), p => Assert.Equal(1, p));

    [Fact]
    public void One_row_that_outweighs_all_others_is_certain_and_leaves_the_rest_to_them()
    {
        float[] importance = [1e6f, .. Enumerable.Repeat(1f, 99)];
        var p = Probabilities(importance, 20, 0.2, out double sum);
        Assert.Equal(1, p[0]);
        Assert.Equal(20, sum, 0.02);
    }

    [Fact]
    public void The_result_may_take_the_importances_place()
    {
        float[] importance = [1, 5, -1, 2, 8];
        var expected = Probabilities(importance, 2, 0.2, out _);
        OptimalSubsampling.Probabilities(importance, 2, 0.2, importance);
        Assert.Equal(expected, importance);
    }

    private static float[] Probabilities(float[] importance, double expected, double uniformShare, out double sum)
    {
        var p = new float[importance.Length];
        sum = OptimalSubsampling.Probabilities(importance, expected, uniformShare, p);
        return p;
    }
}
