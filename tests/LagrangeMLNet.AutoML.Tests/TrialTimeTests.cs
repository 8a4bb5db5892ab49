using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>One slow trial does not cost the sweep its time.</summary>
public sealed class TrialTimeTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-times-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_a_time_for_the_whole_and_before_a_trial_is_complete_none_is_bounded()
    {
        var free = new TrialTimes(null);
        free.Add("X", 1, 1, TimeSpan.FromSeconds(1));
        Assert.Null(free.Limit("X", 1, 1));
        Assert.Null(free.Wait);
        var times = new TrialTimes(TimeSpan.FromSeconds(100));
        times.Add("X", 1, 0.5, TimeSpan.FromSeconds(1));
        Assert.Null(times.Limit("X", 1, 1));
    }

    [Theory]
    [InlineData(0.01, 1, 1, 10)]
    [InlineData(2, 1, 1, 20)]
    [InlineData(2, 1, 0.1, 10)]
    [InlineData(0.2, 10, 1, 20)]
    [InlineData(4, 1, 1, 25)]
    [InlineData(20, 1, 1, 40)]
    [InlineData(90, 1, 1, 100)]
    public void A_trial_is_bounded_by_what_its_kind_took_and_by_the_whole(double took, double cost, double share, double limit)
    {
        var times = new TrialTimes(TimeSpan.FromSeconds(100));
        // What few rows took says little: most of it is what every fit needs.
        times.Add("X", 1, 0.01, TimeSpan.FromSeconds(100));
        times.Add("X", 1, 1, TimeSpan.FromSeconds(took));
        times.Add("X", 2, 1, TimeSpan.FromSeconds(took));
        times.Add("X", 1, 0.01, TimeSpan.FromSeconds(100));
        Assert.Equal(limit, times.Limit("X", cost, share)!.Value.TotalSeconds, 6);
        Assert.Equal(25, times.Limit("Unknown", cost, share)!.Value.TotalSeconds, 6);
    }

    [Fact]
    public void A_trial_that_takes_a_quarter_of_the_time_is_ended_and_the_sweep_goes_on()
    {
        var clock = new HeldClock();
        var options = Samples.Options(8, Candidate.Create<Samples.Nothing>(
            "Slow",
            (_, _, settings) => new Spoilt(() =>
            {
                while (!settings.CancellationToken.IsCancellationRequested)
                    clock.Advance(TimeSpan.FromSeconds(1));
                settings.CancellationToken.ThrowIfCancellationRequested();
            }),
            cost: _ => 1000));
        (options.NumberOfWorkers, options.TimeProvider, options.MaximumDuration) = (1, clock, TimeSpan.FromSeconds(100));
        var result = Samples.Run(options);

        var slow = Samples.Of(result, "Slow");
        Assert.Equal(SweepTrialState.Failed, slow.State);
        Assert.StartsWith("took longer than 00:00:25 on subset 0, all that a sweep of 00:01:40 ", slow.Reason);
        Assert.Equal(7, result.Leaderboard.Count(trial => trial.State != SweepTrialState.Failed));
        Assert.True(result.IsRefitted);
    }

    [Fact]
    public void Others_are_proposed_beside_a_trial_that_is_overdue_and_a_resumed_sweep_proposes_the_same()
    {
        string ledger = Path.Combine(_folder.FullName, "sweep.ledger");
        using var othersEnded = new ManualResetEventSlim();
        var clock = new HeldClock();
        var options = Options(() =>
        {
            clock.Advance(TimeSpan.FromMinutes(6));
            // Where nobody goes on beside it, this ends the wait, and the others end after it.
            othersEnded.Wait(TimeSpan.FromSeconds(60));
        });
        (options.TimeProvider, options.MaximumDuration, options.LedgerPath) = (clock, TimeSpan.FromMinutes(100), ledger);
        int before = 0;
        options.Progress = new RecordedProgress(report =>
        {
            if (report.Latest is { Candidate: "Slow" })
                before = report.Finished;
            else if (report.Finished == 12)
                othersEnded.Set();
        });
        var result = Samples.Run(options);
        // The slow one ends after the twelfth: another may end in between.
        Assert.InRange(before, 13, 14);
        Assert.Equal(SweepTrialState.Complete, Samples.Of(result, "Slow").State);

        var again = Options(() => throw new InvalidOperationException("A fit that the ledger holds was done again."));
        var resumed = new MLContext(1).Sweep().BinaryClassification(again).Resume(ledger, Samples.Rows(), Samples.Label);
        Assert.Equal(Samples.Trials(result), Samples.Trials(resumed));
    }

    [Fact]
    public void A_time_that_is_not_needed_changes_nothing_whatever_the_workers()
    {
        string[] Trials(int workers, TimeSpan? whole)
        {
            var options = Samples.Options(7);
            (options.NumberOfWorkers, options.MaximumDuration, options.TimeProvider) = (workers, whole, new HeldClock());
            return Samples.Trials(Samples.Run(options));
        }

        string[] free = Trials(1, null);
        Assert.Equal(free, Trials(3, TimeSpan.FromMinutes(1)));
    }

    private static SweepOptions Options(Action onSlow)
    {
        // The first fit of the slow one is a trial's; that of the winner would be another.
        var options = Samples.Options(14, Samples.Candidate("Slow", () => new Spoilt(onSlow, 0.9999f)));
        options.Candidates = [.. options.Candidates!.Where(candidate => candidate.Name != "Trees")];
        return options;
    }
}
