using LagrangeMLNet.AutoML.Engine;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class DeclaredClockTests
{
    [Fact]
    public void Of_trials_that_cost_the_same_each_knows_all_but_those_beside_it()
    {
        var clock = new DeclaredClock(machines: 4);
        for (int trial = 0; trial < 12; trial++)
        {
            Assert.Equal(Enumerable.Range(0, Math.Max(0, trial - 3)), clock.Ended);
            clock.Start(cost: 1);
        }
    }

    [Fact]
    public void A_costly_trial_holds_up_no_other()
    {
        var clock = new DeclaredClock(machines: 2);
        clock.Start(cost: 100);
        clock.Start(cost: 1);
        for (int trial = 2; trial < 50; trial++)
        {
            Assert.Equal(Enumerable.Range(1, trial - 1), clock.Ended);
            clock.Start(cost: 1);
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void What_was_known_stays_known_and_only_those_that_run_are_unknown(int seed)
    {
        const int machines = 3;
        var random = new Random(seed);
        var clock = new DeclaredClock(machines);
        var before = new HashSet<int>();
        for (int trial = 0; trial < 200; trial++)
        {
            var now = clock.Ended.ToHashSet();
            Assert.Superset(before, now);
            Assert.InRange(trial - now.Count, 0, machines - 1);
            before = now;
            clock.Start(Math.Exp(4 * random.NextDouble()));
        }
    }
}
