using LagrangeMLNet.Control.Evaluation;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Evaluation;

public class ConfidenceIntervalTests
{
    public static TheoryData<IntervalMethod> Methods => [.. Enum.GetValues<IntervalMethod>()];

    [Theory]
    [MemberData(nameof(Methods))]
    public void Holds_the_mean_of_the_sample_and_shrinks_with_its_size(IntervalMethod method)
    {
        double[] few = Sample(60, 1), many = Sample(6000, 2);
        var small = ConfidenceInterval.Of(few, method, 0.95, 0);
        var large = ConfidenceInterval.Of(many, method, 0.95, 0);
        Assert.True(small.Lower < few.Average() && few.Average() < small.Upper);
        Assert.True(large.Lower < many.Average() && many.Average() < large.Upper);
        Assert.True((large.Upper - large.Lower) < (small.Upper - small.Lower) / 3);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Widens_with_confidence(IntervalMethod method)
    {
        double[] values = Sample(200, 3);
        var narrow = ConfidenceInterval.Of(values, method, 0.8, 0);
        var wide = ConfidenceInterval.Of(values, method, 0.99, 0);
        Assert.True(wide.Lower < narrow.Lower && narrow.Upper < wide.Upper);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Moves_and_scales_with_the_values(IntervalMethod method)
    {
        double[] values = Sample(100, 4);
        var plain = ConfidenceInterval.Of(values, method, 0.95, 0);
        var moved = ConfidenceInterval.Of([.. values.Select(value => 5 + (3 * value))], method, 0.95, 0);
        Assert.Equal(5 + (3 * plain.Lower), moved.Lower, 1e-5);
        Assert.Equal(5 + (3 * plain.Upper), moved.Upper, 1e-5);
    }

    [Fact]
    public void Student_is_the_textbook_one()
    {
        // Mean 2, standard deviation 1, t(0.975, 2) = 4.30265.
        var (lower, upper) = ConfidenceInterval.Of([1, 2, 3], IntervalMethod.StudentT, 0.95, 0);
        Assert.Equal(2 - (4.30265 / Math.Sqrt(3)), lower, 1e-4);
        Assert.Equal(2 + (4.30265 / Math.Sqrt(3)), upper, 1e-4);
    }

    [Theory]
    [InlineData(1, 12.7062)]
    [InlineData(2, 4.30265)]
    [InlineData(3, 3.18245)]
    [InlineData(5, 2.57058)]
    [InlineData(30, 2.04227)]
    [InlineData(499, 1.96473)]
    public void Student_quantiles(int degrees, double expected) =>
        Assert.Equal(expected, StudentQuantile.Of(0.975, degrees), (degrees is > 2 and < 10 ? 0.02 : 0.001) * expected);

    [Fact]
    public void Empirical_likelihood_stays_within_the_sample()
    {
        double[] values = [0, 0, 0, 0, 0, 0, 0, 0, 0, 10];
        var (lower, upper) = ConfidenceInterval.Of(values, IntervalMethod.EmpiricalLikelihood, 0.95, 0);
        Assert.InRange(lower, 0, 1);
        Assert.InRange(upper, 1, 10);
        Assert.True(upper - 1 > 1 - lower);
    }

    [Theory]
    [MemberData(nameof(Methods))]
    public void Values_that_are_all_the_same_tell_no_interval(IntervalMethod method) => Assert.Equal(
        (double.NegativeInfinity, double.PositiveInfinity), ConfidenceInterval.Of([0.1 + 0.2, 0.3, 0.3], method, 0.95, 0));

    [Fact]
    public void Slope_takes_the_last_that_differs_from_none_before_by_more_than_chance()
    {
        double[] wide = [1, -1, 1, -1, 2, -2], narrow = [0.5, -0.4, 0.4, -0.5, 1, -1], biased = [0.5, 0.5, 0.5, 0.4, 0.6, 0.5];
        Assert.Equal(1, Slope.Select([wide, narrow]));
        Assert.Equal(1, Slope.Select([wide, narrow, [.. biased.Select(value => 3 + value)]]));
        Assert.Equal(0, Slope.Select([wide, [.. narrow.Select(value => 9 + value)], [.. narrow.Select(value => value / 2)]]));
        Assert.Equal(0, Slope.Select([narrow, wide]));
    }

    private static double[] Sample(int count, int seed)
    {
        var random = new Random(seed);
        return [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() < 0.4 ? 0 : Math.Pow(random.NextDouble(), 2))];
    }
}
