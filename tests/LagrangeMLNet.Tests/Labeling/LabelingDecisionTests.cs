using LagrangeMLNet.Labeling;
using LagrangeMLNet.Mechanics;
using Xunit;

namespace LagrangeMLNet.Tests.Labeling;

/// <summary>Whether more labels are worth their cost, from looks at a velocity whose motion is known.</summary>
public class LabelingDecisionTests
{
    private const double Floor = 0.3;
    private const double Strength = 10;

    [Theory]
    [InlineData(1e6, LabelingAdvice.LabelOn)]
    [InlineData(1, LabelingAdvice.NotWorthItsCost)]
    public void The_next_labels_are_bought_if_they_are_worth_it(double value, LabelingAdvice expected)
    {
        var (_, measured, _, advice, reason) = Decide(new() { ValuePerNat = value }, Falling(400));
        Assert.Equal(expected, advice);
        Assert.Contains("cost 100", reason);
        // v = 0.3 + 10/n: from 400 to 500 labels it falls by 0.005.
        Assert.InRange(measured, 0.0025, 0.01);
    }

    [Fact]
    public void The_price_at_which_labels_stop_being_worth_it_is_where_theory_has_it()
    {
        // One label at n is worth value × 10/n²: with a value of 10⁴ and a cost of 1 that is n = 316.
        Assert.Equal(LabelingAdvice.LabelOn, Decide(new() { ValuePerNat = 1e4 }, Falling(120)).Advice);
        Assert.Equal(LabelingAdvice.NotWorthItsCost, Decide(new() { ValuePerNat = 1e4 }, Falling(900)).Advice);
    }

    [Fact]
    public void What_is_good_enough_ends_it()
    {
        Assert.Equal(LabelingAdvice.TargetReached, Decide(new() { TargetVelocity = 0.35 }, Falling(900)).Advice);
        Assert.Equal(LabelingAdvice.LabelOn, Decide(new() { TargetVelocity = 0.301 }, Falling(900)).Advice);
    }

    [Fact]
    public void A_floor_ends_it_and_a_fall_does_not()
    {
        Assert.Equal(LabelingAdvice.LabelOn, Decide(new(), Falling(200)).Advice);
        var (learning, _, _, advice, _) = Decide(new() { Tolerance = 0.05 }, Falling(20_000));
        Assert.Equal(LabelingAdvice.FloorReached, advice);
        Assert.InRange(learning!.Value.Floor, Floor - 0.002, Floor + 0.002);
        Assert.Equal(StopReason.Decelerated, learning.Value.StopReason);
    }

    [Fact]
    public void A_velocity_that_rises_is_told()
    {
        var looks = Falling(200).Concat(Enumerable.Range(0, 24).Select(i => new Observation(250 + (100 * i), 0.4 + (0.015 * i), 0.001)));
        Assert.Equal(LabelingAdvice.VelocityRises, Decide(new(), [.. looks]).Advice);
    }

    [Fact]
    public void Nothing_is_decided_on_too_few_looks()
    {
        var (learning, measured, _, advice, _) = Decide(new() { ValuePerNat = 1 }, [new(0, 0.69, 0.1), new(20, 0.6, 0.1)]);
        Assert.Equal(LabelingAdvice.LabelOn, advice);
        Assert.True(double.IsNaN(measured));
        Assert.Equal(0.6, learning!.Value.Velocity, 12);
        Assert.Equal(LabelingAdvice.LabelOn, Decide(new(), []).Advice);
    }

    [Fact]
    public void Theory_speaks_where_noise_hides_the_fall()
    {
        Observation[] noisy = [.. Falling(400).Select((look, i) => look with { Velocity = look.Velocity + (i % 2 == 0 ? 0.2 : -0.2), StandardError = 0.2 })];
        var (_, _, planned, advice, _) = Decide(new() { ValuePerNat = 1e6 }, noisy, now: 0.0125, next: 0.01);
        Assert.Equal(0.0025, planned, 12);
        Assert.Equal(LabelingAdvice.LabelOn, advice);
    }

    private static Observation[] Falling(int labels)
    {
        var looks = new List<Observation> { new(0, 0.9, 0.01) };
        for (double n = 20; n <= labels; n *= 1.25)
            looks.Add(new Observation(n, Floor + (Strength / n), 1e-4));
        return [.. looks];
    }

    private static (LearningState? Learning, double Measured, double Planned, LabelingAdvice Advice, string Reason) Decide(
        LabelingCampaignOptions options, Observation[] looks, double now = double.NaN, double next = double.NaN) =>
        LabelingDecision.Decide(options, [.. looks.Select(look => new LabelingMeasurement(look, 100))], new LabelingFacts
        {
            Labels = looks.Length == 0 ? 0 : (int)looks[^1].Time,
            Pending = 100,
            PendingCost = 100,
            PoolIsSpent = false,
            ForecastNow = now,
            ForecastNext = next,
        });
}
