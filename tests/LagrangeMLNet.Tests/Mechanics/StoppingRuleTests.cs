using CsCheck;
using LagrangeMLNet.Mechanics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Mechanics;

public class StoppingRuleTests
{

    /// <summary>Observes v(1), v(2), … until the rule stops or the looks are used up.</summary>
    private static StoppingState Watch(StoppingRule rule, Func<int, double> velocity, int looks = 20_000, Func<int, double>? time = null)
    {
        StoppingState state = default;
        for (int t = 1; t <= looks && !state.IsStopped; t++)
            state = rule.Observe(state, new Observation(time?.Invoke(t) ?? t, velocity(t)));
        return state;
    }

    private static double[] Noise(int seed, int count)
    {
        var random = new Random(seed);
        return Vector(random, count);
    }

    [Fact]
    public void NeverStopsOnALineThatFalls() =>
        Gen.Select(Gen.Double[0.001, 100], Gen.Double[-1000, 1000], Gen.Bool).Check((slope, level, told) =>
        {
            const int budget = 2000;
            var rule = new StoppingRule { Budget = told ? budget : double.PositiveInfinity };
            StoppingState state = Watch(rule, t => level - (slope * t), budget - 1);

            // With the budget told the last hundredth of the fall may be left: no sooner than that.
            Assert.True(!state.IsStopped || (told && state.Looks > 0.97 * budget), $"stopped after {state.Looks}");
            Assert.Equal(state.Looks - 1, state.BestLook);
        }, count: 40);

    [Fact]
    public void StopsWhereTheCurveIsFlat() =>
        Gen.Select(Gen.Double[0.1, 10], Gen.Int[5, 100]).Check((height, knee) =>
        {
            StoppingState state = Watch(new StoppingRule(), t => 1 + (height * Math.Max(0, knee - t)));
            Assert.Equal(StopReason.Decelerated, state.Learning.StopReason);
            Assert.InRange(state.Looks, knee, (3 * knee) + 10);
            Assert.Equal(1, state.Learning.Floor, 9);
        }, count: 60);

    [Fact]
    public void StopsOnAConstantAtOnceAndOnNoiseAfterAWhile()
    {
        Assert.InRange(Watch(new StoppingRule(), _ => 3).Looks, 4, 5);
        for (int seed = 0; seed < 30; seed++)
        {
            double[] noise = Noise(seed, 20_000);
            StoppingState state = Watch(new StoppingRule(), t => 3 + noise[t - 1]);
            Assert.Equal(StopReason.Decelerated, state.Learning.StopReason);
            Assert.InRange(state.Looks, 4, 2000);
        }
    }

    [Fact]
    public void KeepsItsPromiseOnDecayingCurvesUnderNoise()
    {
        // Power laws and exponentials with noise of 0.2 % of their height: at most 1 % of what there is to learn may be left, in 95 % of
        // the runs.
        int kept = 0, runs = 0;
        double used = 0;
        foreach (double exponent in (double[])[0.3, 0.5, 1, 2])
        {
            for (int seed = 0; seed < 50; seed++)
            {
                const int budget = 1000;
                double[] noise = Noise(seed, budget);
                double Clean(int t) => 1 + Math.Pow(t, -exponent);
                StoppingState state = Watch(new StoppingRule { Budget = budget }, t => Clean(t) + (0.002 * noise[t - 1]), budget);
                double left = (Clean(state.Looks) - Clean(budget)) / (Clean(1) - Clean(budget));
                kept += left <= 0.01 ? 1 : 0;
                used += state.Looks / (double)budget;
                runs++;
            }
        }

        Assert.True(kept >= 0.95 * runs, $"{kept} of {runs}");
        Assert.InRange(used / runs, 0, 0.6);
    }

    [Fact]
    public void TurnedUpsideDownItDecidesTheSame() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Double[0, 0.1]).Check((seed, sigma) =>
        {
            double[] noise = Noise(seed, 300);
            double Curve(int t) => 1 + (1.0 / t) + (sigma * noise[t - 1]);
            StoppingState down = Watch(new StoppingRule { Budget = 300 }, Curve, 300);
            StoppingState up = Watch(new StoppingRule { Budget = 300, Maximise = true }, t => -Curve(t), 300);
            Assert.Equal(down.Looks, up.Looks);
            Assert.Equal(down.BestLook, up.BestLook);
            Assert.Equal(down.BestValue, -up.BestValue);
            Assert.Equal(down.Learning.StopReason, up.Learning.StopReason);
            Assert.Equal(down.Learning.Floor, -up.Learning.Floor, 12);
            Assert.Equal(down.Learning.Acceleration, -up.Learning.Acceleration, 12);
            Assert.Equal(down.Learning.Remaining, up.Learning.Remaining, 12);
        }, count: 100);

    [Fact]
    public void UnitsDoNotMatter() =>
        Gen.Select(Gen.Int[0, 100_000], Gen.Int[-20, 20], Gen.Int[-10, 10]).Check((seed, scale, clock) =>
        {
            // Powers of two, so that not even rounding differs.
            double[] noise = Noise(seed, 300);
            double Curve(int t) => 1 + (1.0 / Math.Sqrt(t)) + (0.01 * noise[t - 1]);
            StoppingState plain = Watch(new StoppingRule { Budget = 300 }, Curve, 300);
            StoppingState scaled = Watch(
                new StoppingRule { Budget = Math.ScaleB(300, clock) }, t => Math.ScaleB(Curve(t), scale), 300, t => Math.ScaleB(t, clock));
            Assert.Equal(plain.Looks, scaled.Looks);
            Assert.Equal(plain.Learning.StopReason, scaled.Learning.StopReason);
            Assert.Equal(plain.Learning.Floor, Math.ScaleB(scaled.Learning.Floor, -scale), 9);
        }, count: 100);

    [Fact]
    public void RemembersTheBestOfAnything() =>
        Gen.Select(Gen.OneOf(Gen.Double[-1, 1], Gen.Double.Special).Array[1, 200], Gen.Bool)
            .Check((values, maximise) =>
            {
                StoppingState state = Watch(new StoppingRule { Maximise = maximise }, t => values[t - 1], values.Length);
                double[] seen = [.. values.Take(state.Looks).Where(double.IsFinite)];
                if (seen.Length == 0)
                {
                    Assert.True(double.IsNaN(state.BestValue));
                    Assert.Equal(-1, state.BestLook);
                    return;
                }

                Assert.Equal(maximise ? seen.Max() : seen.Min(), state.BestValue);
                Assert.Equal(Array.IndexOf(values, state.BestValue), state.BestLook);
                Assert.Equal(state.BestLook + 1, state.BestTime);
                Assert.False(double.IsNaN(state.Learning.Floor));
            }, count: 300);

    [Fact]
    public void ComesThroughAFewBadLooksAndGivesUpOnMany()
    {
        var rule = new StoppingRule { Budget = 400 };
        StoppingState clean = Watch(rule, t => 1 + (1.0 / t), 400);
        StoppingState holed = Watch(rule, t => t % 7 == 3 ? double.NaN : t % 11 == 5 ? double.PositiveInfinity : 1 + (1.0 / t), 400);
        Assert.Equal(StopReason.Decelerated, holed.Learning.StopReason);
        Assert.InRange(holed.Looks, clean.Looks - 15, clean.Looks + 15);

        StoppingState diverged = Watch(rule, t => t < 5 ? 1.0 / t : double.NaN, 400);
        Assert.Equal(StopReason.Diverged, diverged.Learning.StopReason);
        Assert.Equal(0.25, diverged.BestValue);
        Assert.Equal(3, diverged.BestLook);
        Assert.Equal(StopReason.Diverged, Watch(rule, _ => double.PositiveInfinity).Learning.StopReason);
    }

    [Fact]
    public void NamesARise()
    {
        // Over-fitting: falls to look 30, then climbs back half of the way.
        StoppingState climbing = Watch(new StoppingRule(), t => t <= 30 ? 1.0 / t : (1.0 / 30) + (0.002 * (t - 30)), 400);
        Assert.Equal(StopReason.Rising, climbing.Learning.StopReason);
        Assert.Equal(29, climbing.BestLook);
        Assert.InRange(climbing.Looks, 31, 200);
        Assert.True(climbing.Learning.Acceleration > 0);

        // A jump to a higher plateau.
        StoppingState jumped = Watch(new StoppingRule(), t => t <= 20 ? 1.0 / t : 0.5, 400);
        Assert.Equal(StopReason.Rising, jumped.Learning.StopReason);

        // Worse than at the start and climbing for ever, with no budget to end it.
        StoppingState lost = Watch(new StoppingRule(), t => t == 2 ? 0.5 : t);
        Assert.Equal(StopReason.Rising, lost.Learning.StopReason);
    }

    [Fact]
    public void DoesNotMistakeAnEarlyInstabilityForARise()
    {
        // Up to forty times the first value, then down: as some recorded runs begin.
        double[] start = [0.55, 23.6, 22.8, 7.3, 3.9, 2.8, 1.6, 0.8, 0.25];
        StoppingState state = Watch(new StoppingRule { Budget = 60 }, t => t <= 9 ? start[t - 1] : 0.13 + (0.5 / t), 60);
        Assert.True(state.BestValue < 0.16);
    }

    [Fact]
    public void EndsWithTheBudgetOrOnRequest()
    {
        StoppingState spent = Watch(new StoppingRule { Budget = 50, Tolerance = 0 }, t => 100 - t + (0.1 * (t % 3)));
        Assert.Equal(StopReason.BudgetSpent, spent.Learning.StopReason);
        Assert.Equal(50, spent.Looks);

        var rule = new StoppingRule();
        StoppingState state = rule.Observe(default, new Observation(1, 2));
        Assert.False(state.IsStopped);
        StoppingState cancelled = StoppingRule.Cancel(state);
        Assert.Equal(StopReason.Cancelled, cancelled.Learning.StopReason);
        Assert.Equal(2, cancelled.BestValue);
        Assert.Equal(StopReason.BudgetSpent, StoppingRule.Cancel(spent).Learning.StopReason);

        // A stopped state stays as it is.
        Assert.Equal(1, rule.Observe(cancelled, new Observation(2, 1)).Looks);
    }

    [Fact]
    public void ReportsFromTheFirstLookOn()
    {
        var rule = new StoppingRule { Budget = 1000 };
        StoppingState state = rule.Observe(default, new Observation(100, 2.5));
        Assert.True(state.IsBest);
        Assert.Equal(new LearningState(0, 100, 250, 2.5, 0, 2.5, double.PositiveInfinity, 0, StopReason.None), state.Learning);
        state = rule.Observe(state, new Observation(200, 2.0));
        Assert.Equal(1, state.Learning.Step);
        Assert.Equal(450, state.Learning.Position, 9);
        Assert.True(state.Learning.Acceleration < 0);
        Assert.True(state.Learning.Floor < 2.0);
        Assert.True(state.Learning.Remaining > 0);
        for (int t = 3; t <= 4; t++)
            state = rule.Observe(state, new Observation(100 * t, 2.5 - (0.5 * Math.Log2(t))));
        Assert.True(double.IsFinite(state.Learning.FloorStandardError));
    }

    [Fact]
    public void ServesFewLooksWithKnownErrors()
    {
        // A linear trainer's batches double: 2^k observations, excess risk d/2n, errors as of fresh data.
        var rule = new StoppingRule { Tolerance = 0.02 };
        StoppingState state = default;
        for (int k = 4; k <= 30 && !state.IsStopped; k++)
            state = rule.Observe(state, new Observation(1L << k, 0.3 + Math.Min(0.4, 20.0 / (1L << k)), 0.5 / Math.Sqrt(1L << k)));
        Assert.Equal(StopReason.Decelerated, state.Learning.StopReason);
        Assert.InRange(state.Looks, 8, 20);
        Assert.Equal(0.3, state.Learning.Floor, 2);
    }

    [Fact]
    public void RefusesWhatMakesNoSense()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { Tolerance = 1 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { Tolerance = double.NaN });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { Confidence = 0.3 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { Budget = 0 });
        Assert.Throws<ArgumentOutOfRangeException>(() => new StoppingRule { AbsoluteTolerance = -1 });
        var rule = new StoppingRule();
        StoppingState state = rule.Observe(default, new Observation(5, 1));
        Assert.Contains("Look 1 is at time 4", Assert.Throws<ArgumentException>(() => rule.Observe(state, new Observation(4, 1))).Message);
        Assert.Throws<ArgumentException>(() => rule.Observe(state, new Observation(double.NaN, 1)));
        Assert.Throws<ArgumentException>(() => rule.Observe(default, new Observation(-1, 1)));
    }

    [Fact]
    public void ConfidenceBuysSafety()
    {
        double[] noise = Noise(11, 500);
        double Curve(int t) => 1 + Math.Pow(t, -0.7) + (0.003 * noise[t - 1]);
        int Looks(double confidence) => Watch(new StoppingRule { Confidence = confidence, Budget = 500 }, Curve, 500).Looks;
        Assert.True(Looks(0.5) < Looks(0.95));
        Assert.True(Looks(0.95) < Looks(0.9999));
    }

    [Fact]
    public void AllocatesNothing()
    {
        var rule = new StoppingRule { Tolerance = 0, Budget = 1e9 };
        StoppingState state = Run(default, 1);
        long before = GC.GetAllocatedBytesForCurrentThread();
        state = Run(state, 1000);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.False(state.IsStopped);

        StoppingState Run(StoppingState from, int start)
        {
            for (int t = start; t < start + 500; t++)
                from = rule.Observe(from, new Observation(t, 10_000 - t));
            return from;
        }
    }
}
