using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using Microsoft.ML.Data;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class SweepTests
{
    [Fact]
    public void Binary_classification_in_one_call()
    {
        var context = new MLContext(1);
        var rows = Samples.Rows(900, withText: true);
        var progress = new RecordedProgress();
        var options = new SweepOptions { MaximumNumberOfTrials = 7, Progress = progress };
        var result = context.Sweep().BinaryClassification(options).Run(rows, Samples.Label);

        var metrics = context.BinaryClassification.Evaluate(Reload(result, rows).Transform(Fresh(Samples.Label)), Samples.Label);
        Assert.InRange(metrics.AreaUnderRocCurve, 0.75, 1);
        Assert.InRange(result.TestLoss, 0.3, 0.68);
        Assert.True(result.IsRefitted);
        Assert.Equal(7, result.Leaderboard.Count);
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.Equal(result.Best, result.Leaderboard[0], SameTrial);
        foreach (string expected in new[] { "Age: number, gaps filled", "Member: yes or no", "Town: one indicator", "Remark: counts", "Day: days" })
            Assert.Contains(expected, result.Pipeline);
        AssertHonest(progress.Reports, 7);
    }

    [Fact]
    public void Multiclass_classification_predicts_the_labels_own_values()
    {
        var context = new MLContext(1);
        var rows = Samples.Rows(900, label: nameof(SweepRow.Kind));
        var result = context.Sweep().MulticlassClassification(new SweepOptions { MaximumNumberOfTrials = 6 })
            .Run(rows, nameof(SweepRow.Kind));

        var scored = Reload(result, rows).Transform(Fresh(nameof(SweepRow.Kind)));
        string[] actual = [.. scored.GetColumn<string>(nameof(SweepRow.Kind))], predicted = [.. scored.GetColumn<string>("PredictedLabel")];
        Assert.InRange(actual.Zip(predicted).Count(pair => pair.First == pair.Second) / (double)actual.Length, 0.6, 1);
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.InRange(result.TestLoss, 0.2, 1.0);
    }

    [Fact]
    public void Regression_in_one_call()
    {
        var context = new MLContext(1);
        var rows = Samples.Rows(900, label: nameof(SweepRow.Price));
        var result = context.Sweep().Regression(new SweepOptions { MaximumNumberOfTrials = 7 }).Run(rows, nameof(SweepRow.Price));

        var metrics = context.Regression.Evaluate(Reload(result, rows).Transform(Fresh(nameof(SweepRow.Price))), nameof(SweepRow.Price));
        Assert.InRange(metrics.RSquared, 0.7, 1);
        Assert.DoesNotContain(result.Leaderboard, trial => trial.State == SweepTrialState.Failed);
        Assert.InRange(result.TestLoss, 0.5, 10);
    }

    [Fact]
    public void Workers_change_nothing_but_the_time()
    {
        string[] Trials(int workers)
        {
            var options = Samples.Options(14);
            (options.NumberOfWorkers, options.RungFactor, options.Tolerance) = (workers, 2, 0.1);
            return Samples.Trials(Samples.Run(options, Samples.Rows(1500)));
        }

        string[] one = Trials(1);
        Assert.Contains(one, trial => trial.Contains("Pruned"));
        Assert.Equal(one, Trials(2));
        Assert.Equal(one, Trials(5));
    }

    [Fact]
    public void A_seed_changes_the_trials()
    {
        var options = Samples.Options();
        var other = Samples.Options();
        other.Seed = 1;
        Assert.NotEqual(Samples.Trials(Samples.Run(options)), Samples.Trials(Samples.Run(other)));
    }

    [Fact]
    public void A_finite_space_is_tried_once_and_then_the_sweep_ends()
    {
        var options = Samples.Options(50);
        options.Candidates = [SampleCandidates.Quick[0]];
        // Balanced or not: two trials.
        Assert.Equal(2, Samples.Run(options).Leaderboard.Count);
    }

    [Fact]
    public void Cancelled_between_trials_a_sweep_returns_the_best_so_far()
    {
        using var cancel = new CancellationTokenSource();
        var options = Samples.Options(1000);
        options.CancellationToken = cancel.Token;
        options.Progress = new RecordedProgress(report =>
        {
            if (report.Finished == 3)
                cancel.Cancel();
        });
        var result = Samples.Run(options);
        Assert.False(result.IsRefitted);
        Assert.InRange(result.Leaderboard.Count, 3, 5);
        Assert.True(double.IsNaN(result.TestLoss));
        Assert.Contains("Probability", result.Model.GetOutputSchema(Samples.Rows().Schema).Select(column => column.Name));
    }

    [Fact]
    public void Cancelled_before_any_trial_a_sweep_throws()
    {
        var options = Samples.Options();
        options.CancellationToken = new CancellationToken(canceled: true);
        Assert.ThrowsAny<OperationCanceledException>(() => Samples.Run(options));
    }

    private static readonly IEqualityComparer<SweepTrial> SameTrial = EqualityComparer<SweepTrial>.Create((a, b) => a?.Number == b?.Number);

    private static IDataView Fresh(string label) => SweepRow.View(new MLContext(1), label, SweepRow.Make(500, seed: 99), withText: true);

    /// <summary>The model as a program gets it that knows the file alone.</summary>
    private static ITransformer Reload(SweepResult result, IDataView rows)
    {
        using var file = new MemoryStream();
        new MLContext().Model.Save(result.Model, rows.Schema, file);
        file.Position = 0;
        return new MLContext().Model.Load(file, out _);
    }

    private static void AssertHonest(List<SweepProgress> reports, int trials)
    {
        Assert.Equal(SweepPhase.Preparing, reports[0].Phase);
        Assert.Equal(SweepPhase.Done, reports[^1].Phase);
        Assert.Null(reports[0].Remaining);
        var ends = reports.Where(report => report.Latest is not null).ToArray();
        Assert.Equal(Enumerable.Range(1, trials), ends.Select(report => report.Finished));
        Assert.All(ends, report => Assert.True(report.Remaining >= TimeSpan.Zero && report.Best is not null));
        Assert.Equal(TimeSpan.Zero, ends[^1].Remaining);
    }
}
