using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class FailureTests
{
    [Fact]
    public void A_trial_that_throws_is_recorded_and_the_sweep_goes_on()
    {
        var result = Samples.Run(Samples.Options(5, Samples.Candidate(
            "Throws", () => new Spoilt(() => throw new InvalidOperationException("no luck today")))));
        var trial = Samples.Of(result, "Throws");
        Assert.Equal(SweepTrialState.Failed, trial.State);
        Assert.Contains("no luck today", trial.Reason);
        Assert.Equal("Throws", result.Leaderboard[^1].Candidate);
        Assert.Contains(result.Remarks, remark => remark.StartsWith("1 trials failed", StringComparison.Ordinal));
    }

    [Fact]
    public void A_trial_whose_scores_are_not_numbers_is_recorded()
    {
        var result = Samples.Run(Samples.Options(5, Samples.Candidate("NaN", () => new Spoilt(() => { }, float.NaN))));
        Assert.Contains("Probability is NaN", Samples.Of(result, "NaN").Reason);
    }

    [Fact]
    public void A_trial_without_the_column_it_is_judged_by_is_recorded()
    {
        var result = Samples.Run(Samples.Options(5, Samples.Candidate(
            "Nothing", () => new MLContext(0).Transforms.CopyColumns("Copy", "Features"))));
        Assert.Contains("adds no column 'Probability'", Samples.Of(result, "Nothing").Reason);
    }

    [Fact]
    public void A_trial_that_hangs_fails_when_its_time_is_over_and_the_sweep_goes_on()
    {
        using var hang = new ManualResetEventSlim();
        var clock = new HeldClock();
        var options = Samples.Options(5, Samples.Hanging(clock, hang));
        // Alone, so that the clock is moved for no other trial.
        options.NumberOfWorkers = 1;
        options.TimeProvider = clock;
        options.MaximumTrialDuration = TimeSpan.FromMinutes(1);
        var result = Samples.Run(options);
        hang.Set();

        Assert.Contains("took longer than 00:01:00 on subset 0", Samples.Of(result, "Hangs").Reason);
        Assert.Equal(4, result.Leaderboard.Count(trial => trial.State != SweepTrialState.Failed));
    }

    [Fact]
    public void A_cancellation_does_not_wait_for_a_trial_that_hangs()
    {
        using var hang = new ManualResetEventSlim();
        using var cancel = new CancellationTokenSource();
        var options = Samples.Options(5, Samples.Candidate("Hangs", () => new Spoilt(() =>
        {
            cancel.Cancel();
            hang.Wait();
        })));
        options.NumberOfWorkers = 1;
        options.CancellationToken = cancel.Token;
        var result = Samples.Run(options);
        hang.Set();

        Assert.False(result.IsRefitted);
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
    }

    [Fact]
    public void Where_too_many_trials_hang_the_search_ends_and_says_why()
    {
        using var hang = new ManualResetEventSlim();
        var clock = new HeldClock();
        var options = Samples.Options(20, [.. Enumerable.Range(0, 4).Select(i => Samples.Hanging(clock, hang, $"Hangs {i}"))]);
        (options.NumberOfWorkers, options.TimeProvider, options.MaximumTrialDuration) = (1, clock, TimeSpan.FromMinutes(1));
        var result = Samples.Run(options);
        hang.Set();

        Assert.Contains(result.Remarks, remark => remark.Contains("No further trial was started: 4 that took longer than 00:01:00"));
        Assert.Equal(6, result.Leaderboard.Count);
        Assert.True(result.IsRefitted);
    }

    [Fact]
    public void A_trial_that_eats_the_memory_is_ended_and_the_sweep_goes_on()
    {
        var clock = new HeldClock();
        bool isEating = false;
        var options = Samples.Options(5, Candidates.Candidate.Create<Samples.Nothing>("Eats", (_, _, settings) => new Spoilt(() =>
        {
            isEating = true;
            while (!settings.CancellationToken.IsCancellationRequested)
                clock.Advance(TimeSpan.FromSeconds(1));
            isEating = false;
            settings.CancellationToken.ThrowIfCancellationRequested();
        })));
        (options.NumberOfWorkers, options.TimeProvider, options.MaximumMemoryInMegabytes) = (1, clock, 1000);
        options.MaximumTrialDuration = null;
        var result = Samples.Run(options, sweep: new Sweep { MemoryInUse = () => Volatile.Read(ref isEating) ? 2000 : 10 });

        Assert.Contains("the process held 2,000 MB of the 1,000 MB allowed", Samples.Of(result, "Eats").Reason);
        Assert.Equal(4, result.Leaderboard.Count(trial => trial.State != SweepTrialState.Failed));
    }

    [Fact]
    public void Where_the_process_is_too_large_without_any_trial_none_is_started()
    {
        var options = Samples.Options(5);
        options.MaximumMemoryInMegabytes = 1000;
        var error = Assert.Throws<InvalidOperationException>(() => Samples.Run(options, sweep: new Sweep { MemoryInUse = () => 1234 }));
        Assert.Contains("the process held 1,234 MB of the 1,000 MB allowed without any trial", error.Message);
    }

    [Fact]
    public void The_search_ends_early_enough_for_the_winner_to_be_refitted_in_time()
    {
        var clock = new HeldClock();
        var options = new SweepOptions
        {
            Candidates = [Candidates.Candidate.Create<Answer>("Slow", (_, swept, _) => new Spoilt(
                () => clock.Advance(TimeSpan.FromSeconds(10)), swept.Probability))],
            MaximumNumberOfTrials = 1000,
            NumberOfWorkers = 1,
            TimeProvider = clock,
            MaximumDuration = TimeSpan.FromSeconds(100),
        };
        var result = Samples.Run(options);

        Assert.True(result.IsRefitted);
        // Two fits are to come, of 800 and of 1,000 rows, where a trial's has 600; half as much again is kept: 45 seconds.
        Assert.InRange(result.Leaderboard.Count(trial => trial.State == SweepTrialState.Complete), 5, 6);
        Assert.InRange(clock.GetElapsedTime(0).TotalSeconds, 70, 80);
    }

    [Fact]
    public void When_time_is_over_the_best_so_far_is_there()
    {
        var clock = new HeldClock();
        var options = Samples.Options(1000);
        options.TimeProvider = clock;
        options.MaximumDuration = TimeSpan.FromMinutes(1);
        options.Progress = new RecordedProgress(report =>
        {
            if (report.Finished == 4)
                clock.Advance(TimeSpan.FromMinutes(2));
        });
        var result = Samples.Run(options);
        Assert.False(result.IsRefitted);
        Assert.InRange(result.TestLoss, 0.1, 0.69);
        Assert.Contains(result.Remarks, remark => remark.Contains("the model is the trial's own"));
        Assert.InRange(result.Leaderboard.Count, 4, 6);
        Assert.Contains("Probability", result.Model.GetOutputSchema(Samples.Rows().Schema).Select(column => column.Name));
    }

    [Fact]
    public void A_time_shorter_than_one_trial_is_said_to_be()
    {
        using var hang = new ManualResetEventSlim();
        var clock = new HeldClock();
        var options = new SweepOptions
        {
            Candidates = [Samples.Hanging(clock, hang)],
            TimeProvider = clock,
            MaximumDuration = TimeSpan.FromMinutes(1),
            NumberOfWorkers = 1,
        };
        var error = Assert.Throws<InvalidOperationException>(() => Samples.Run(options));
        hang.Set();
        Assert.Contains("No trial ended within the 00:01:00", error.Message);
    }

    [Fact]
    public void Where_all_trials_fail_the_reasons_are_given()
    {
        var options = new SweepOptions
        {
            Candidates = [Samples.Candidate("Throws", () => new Spoilt(() => throw new NotSupportedException("never")))],
        };
        var error = Assert.Throws<InvalidOperationException>(() => Samples.Run(options));
        Assert.Contains("All 1 trials failed", error.Message);
        Assert.Contains("Throws: NotSupportedException: never", error.Message);
    }

    public sealed class Answer
    {
        [Microsoft.ML.SearchSpace.Range(0.2f, 0.8f)]
        public float Probability { get; set; } = 0.5f;
    }
}
