using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class KinematicPruningTests
{
    private static readonly int[] RungRows = [100, 400, 1600, 6400];
    private static readonly KinematicPruning Rule = new(confidence: 0.95, tolerance: 0.001);

    [Fact]
    public void Without_a_complete_trial_none_is_stopped() => Assert.Null(Rule.ReasonToStop("X", Curve(9, 9), [], RungRows));

    [Fact]
    public void A_curve_that_has_flattened_above_the_best_is_stopped_with_the_reason()
    {
        string? reason = Rule.ReasonToStop("X", Curve(0.60, 0.595), [Complete(0.9, 0.6, 0.5, 0.45)], RungRows);
        Assert.Contains("0.595 at 400 rows", reason);
        Assert.Contains("the best has 0.45", reason);
    }

    [Fact]
    public void A_curve_that_still_falls_fast_enough_goes_on() =>
        // 0.1 a rung, two rungs ahead: 0.4 can be reached.
        Assert.Null(Rule.ReasonToStop("X", Curve(0.70, 0.60), [Complete(0.9, 0.6, 0.5, 0.45)], RungRows));

    [Fact]
    public void A_curve_within_the_noise_goes_on_and_with_less_noise_is_stopped()
    {
        Assert.Null(Rule.ReasonToStop("X", Noisy(1, 0.461, 0.46), [Complete(0.9, 0.6, 0.5, 0.45)], RungRows));
        Assert.NotNull(Rule.ReasonToStop("X", Noisy(0.01, 0.461, 0.46), [Complete(0.9, 0.6, 0.5, 0.45)], RungRows));
    }

    [Fact]
    public void A_rise_is_not_carried_forward() =>
        // Rising, but below the best already.
        Assert.Null(Rule.ReasonToStop("X", Curve(0.3, 0.4), [Complete(0.9, 0.6, 0.5, 0.45)], RungRows));

    [Fact]
    public void A_first_rung_is_judged_by_the_falls_of_the_trainers_own_complete_trials()
    {
        TrialOutcome[] two = [Complete(0.7, 0.6, 0.5, 0.45), Complete(0.7, 0.6, 0.5, 0.46)];
        TrialOutcome[] three = [.. two, Complete(0.75, 0.6, 0.5, 0.47)];
        Assert.Null(Rule.ReasonToStop("X", Curve(0.9), two, RungRows));
        Assert.NotNull(Rule.ReasonToStop("X", Curve(0.9), three, RungRows));
        Assert.Null(Rule.ReasonToStop("X", Curve(0.72), three, RungRows));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    public void Falls_of_other_trainers_stop_no_trial_at_its_first_rung(int own)
    {
        // Linear models that have learnt from 100 rows what they ever will, beside trees that fall from 0.95 to 0.4.
        TrialOutcome[] linear = [.. Enumerable.Range(0, 10).Select(i => Complete(0.8 + (0.001 * i), 0.79, 0.79, 0.79))];
        TrialOutcome[] trees = [.. Enumerable.Range(0, own).Select(i => Named("Trees", 0.95 + (0.001 * i), 0.8, 0.6, 0.4))];
        Assert.Null(Rule.ReasonToStop("Trees", Curve(0.95), [.. linear, .. trees], RungRows));
    }

    [Fact]
    public void A_model_that_is_seen_again_counts_once()
    {
        TrialOutcome[] repeats = [.. Enumerable.Repeat(Complete(0.75, 0.6, 0.5, 0.47), 10)];
        Assert.Null(Rule.ReasonToStop("X", Curve(0.9), repeats, RungRows));
        Assert.NotNull(
            Rule.ReasonToStop("X", Curve(0.9), [.. repeats, Complete(0.7, 0.6, 0.5, 0.45), Complete(0.7, 0.6, 0.5, 0.46)], RungRows));
    }

    [Fact]
    public void The_first_trial_of_a_trainer_learns_from_all_rows_whatever_others_reached()
    {
        // Trees that have found nothing in 100 nor in 400 rows: an interaction shows only in more.
        TrialOutcome[] linear = [.. Enumerable.Range(0, 5).Select(i => Complete(0.69, 0.69 - (0.01 * i), 0.6, 0.5))];
        Assert.Null(Rule.ReasonToStop("Trees", Curve(0.7, 0.7), linear, RungRows));
        Assert.NotNull(Rule.ReasonToStop("Trees", Curve(0.7, 0.7), [.. linear, Named("Trees", 0.7, 0.7, 0.7, 0.7)], RungRows));
    }

    [Fact]
    public void What_cannot_gain_the_tolerance_is_stopped() =>
        Assert.NotNull(new KinematicPruning(0.95, tolerance: 0.1).ReasonToStop(
            "X", Noisy(0, 0.44, 0.44), [Complete(0.9, 0.6, 0.5, 0.45)], RungRows));

    [Fact]
    public void A_look_that_costs_next_to_nothing_is_always_taken()
    {
        Assert.Equal(0, Rule.NextRung(Candidate(fixedRows: 0), -1, [], RungRows));
        Assert.Equal(1, Rule.NextRung(Candidate(fixedRows: 0), 0, [], RungRows));
    }

    [Fact]
    public void Of_a_trainer_whose_time_hardly_falls_with_the_rows_none_is_taken()
    {
        Assert.Equal(3, Rule.NextRung(Candidate(fixedRows: 10_000), -1, [], RungRows));
        Assert.Equal(3, Rule.NextRung(Candidate(double.PositiveInfinity), -1, [], RungRows));
    }

    [Fact]
    public void A_look_at_a_quarter_of_the_rows_is_taken_while_it_is_untried_and_then_as_long_as_it_pays()
    {
        var candidate = Candidate(fixedRows: 0);
        Assert.Equal(2, Rule.NextRung(candidate, 1, [], RungRows));
        var best = Complete(0.9, 0.6, 0.5, 0.45);
        // Trials that came as near as this would not have been stopped at the third rung; those that had flattened high above would.
        TrialOutcome[] near = [best, .. Enumerable.Range(0, 4).Select(_ => Complete(0.9, 0.61, 0.51, 0.46))];
        TrialOutcome[] far = [best, .. Enumerable.Range(0, 4).Select(_ => Complete(0.9, 0.81, 0.8, 0.79))];
        Assert.Equal(3, Rule.NextRung(candidate, 1, near, RungRows));
        Assert.Equal(2, Rule.NextRung(candidate, 1, far, RungRows));
        Assert.Equal(2, Rule.NextRung(Candidate(fixedRows: 0, name: "Another"), 1, near, RungRows));
    }

    private static Candidates.Candidate Candidate(double fixedRows, string name = "X") =>
        Candidates.Candidate.Create<Samples.Nothing>(name, (_, _, _) => throw new NotSupportedException(), fixedRows: fixedRows);

    private static RungResult[] Curve(params double[] losses) => Noisy(0.01, losses);

    private static RungResult[] Noisy(double noise, params double[] losses) =>
        [.. losses.Select((loss, rung) => RungResult.Of(rung, RungRows[rung], Rows(loss, noise, rung), TimeSpan.Zero))];

    /// <summary>Row losses of a given mean, with scatter that differs from rung to rung.</summary>
    private static float[] Rows(double loss, double noise, int rung) =>
        [.. Enumerable.Range(0, 100).Select(row => (float)(loss + (((row >> (rung % 3)) % 2 == 0 ? 1 : -1) * noise)))];

    private static TrialOutcome Complete(params double[] losses) => Named("X", losses);

    private static TrialOutcome Named(string trainer, params double[] losses) =>
        new(new Trial(0, 0, trainer, [], "{}", 0), Curve(losses), SweepTrialState.Complete, null);
}
