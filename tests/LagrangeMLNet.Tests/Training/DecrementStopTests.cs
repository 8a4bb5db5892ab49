using LagrangeMLNet.Training;
using Xunit;

namespace LagrangeMLNet.Tests.Training;

/// <summary>The stop of descents with a matrix: a function of what steps promise.</summary>
public class DecrementStopTests
{
    private static readonly DecrementStop Stop = new(0.01);

    /// <summary>Lower 5 % quantiles of χ² from the tables.</summary>
    [Theory]
    [InlineData(5, 1.145)]
    [InlineData(10, 3.940)]
    [InlineData(50, 34.764)]
    [InlineData(200, 168.279)]
    public void The_share_that_is_unfinished_is_of_an_error_that_19_of_20_fits_exceed(double parameters, double quantile) =>
        Assert.Equal(0.3 / (1.7 / 2 * quantile), DecrementStop.UnfinishedShare(0.3, 1.7, parameters), 0.02 * 0.3 / quantile);

    [Fact]
    public void Newton_steps_end_when_what_the_next_one_leaves_is_a_hundredth_of_the_statistical_error()
    {
        // Expected error φP/2 = 5; decrements of 10, 1 and 0.1 leave 10, 0.1 and 0.01.
        var (state, first) = Stop.Judge(DecrementState.Start, Seen(0, 10));
        Assert.False(first.IsDone);
        (state, var second) = Stop.Judge(state, Seen(1, 1));
        Assert.Equal(0.1, second.Remains, 1e-12);
        Assert.False(second.IsDone);
        (_, var third) = Stop.Judge(state, Seen(2, 0.1));
        Assert.Equal(0.01, third.Remains, 1e-12);
        Assert.True(third.IsDone && third.IsWorthTaking);
    }

    [Fact]
    public void A_step_after_one_that_was_shortened_forecasts_nothing()
    {
        var (state, _) = Stop.Judge(DecrementState.Start, Seen(0, 10));
        Assert.Equal(0.1, Stop.Judge(state, Seen(1, 0.1) with { WasShortened = true }).Verdict.Remains);
    }

    [Fact]
    public void An_objective_that_no_longer_falls_is_rounding_and_its_step_is_not_taken()
    {
        var (state, _) = Stop.Judge(DecrementState.Start, Seen(4, 2));
        Assert.False(Stop.Judge(state, Seen(5, 2) with { Objective = 90 }).Verdict.IsDone);
        var verdict = Stop.Judge(state, Seen(5, 2)).Verdict;
        Assert.True(verdict.IsDone && !verdict.IsWorthTaking);
    }

    private static DecrementObservation Seen(int pass, double decrement) => new(pass, 100, 1e-6, decrement, false, true, 1, 10);
}
