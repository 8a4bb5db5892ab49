using System.Globalization;
using LagrangeMLNet.AutoML.Candidates;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>The winner is the best trial that can be fitted again and whose scores are numbers.</summary>
public sealed class WinnerTests
{
    /// <summary>Rows that a trial learns from, of the 1,000 of the samples; the winner is fitted to 800 and to 1,000.</summary>
    private const int TrialRows = 600;

    [Theory]
    [InlineData(800)]
    [InlineData(1000)]
    public void A_trial_that_cannot_be_fitted_again_is_not_the_winner(int from)
    {
        var result = Samples.Run(Options((rows, _) =>
        {
            if (rows == from)
                throw new ArithmeticException("not with so many rows");
        }));
        AssertNextBest(result, "ArithmeticException: not with so many rows");
    }

    [Theory]
    [InlineData(800)]
    [InlineData(1000)]
    public void A_trial_whose_model_gives_scores_that_are_no_numbers_is_not_the_winner(int from)
    {
        var result = Samples.Run(Options((_, _) => { }, nanAt: from));
        AssertNextBest(result, "Probability is NaN");
    }

    [Fact]
    public void A_trial_that_hangs_when_it_is_fitted_again_is_not_the_winner()
    {
        using var hang = new ManualResetEventSlim();
        var clock = new HeldClock();
        // A trial may take ten minutes, and so a fit to 1,000 rows where it has 600 no more than twice 1,000 seconds.
        var options = Options((rows, token) =>
        {
            while (rows > TrialRows && !token.IsCancellationRequested)
                clock.Advance(TimeSpan.FromMinutes(1));
            if (rows > TrialRows)
                hang.Wait();
        });
        options.TimeProvider = clock;
        var result = Samples.Run(options);
        hang.Set();
        AssertNextBest(result, "its fit did not end in the time that it could be given");
        Assert.Contains(result.Remarks, remark => remark.Contains("1 trials could not be ended"));
    }

    [Fact]
    public void Where_no_time_is_left_for_the_best_the_next_best_takes_its_place()
    {
        var clock = new HeldClock();
        var options = Options((rows, _) => clock.Advance(TimeSpan.FromSeconds(rows > TrialRows ? 90 : 1)));
        (options.TimeProvider, options.MaximumDuration) = (clock, TimeSpan.FromSeconds(100));
        var result = Samples.Run(options);
        AssertNextBest(result, "its fit did not end in the time that it could be given");
        Assert.InRange(clock.GetElapsedTime(0).TotalSeconds, 90, 100);
    }

    [Fact]
    public void Where_none_can_be_fitted_again_the_best_trials_own_model_is_measured_and_said_to_be_so()
    {
        var options = Options((rows, _) =>
        {
            if (rows > TrialRows)
                throw new ArithmeticException("not with so many rows");
        });
        options.Candidates = [options.Candidates![0]];
        var result = Samples.Run(options);
        Assert.False(result.IsRefitted);
        Assert.InRange(result.TestLoss, 0.1, 0.69);
        Assert.Contains(
            result.Remarks, remark => remark.Contains("not with so many rows") && remark.Contains("the model is the trial's own"));
        Assert.Contains("(its own model, not fitted to all rows)", result.ToString());
    }

    [Fact]
    public void A_result_is_told_in_four_lines_whatever_the_culture()
    {
        var result = Samples.Run(Samples.Options(4));
        var before = Thread.CurrentThread.CurrentCulture;
        try
        {
            var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            culture.NumberFormat.NumberDecimalSeparator = ",";
            Thread.CurrentThread.CurrentCulture = culture;
            string[] lines = result.ToString().Split('\n');
            Assert.Equal(4, lines.Length);
            Assert.StartsWith($"Winner: trial {result.Best.Number}, {result.Best.Candidate}, ", lines[0]);
            Assert.Contains(
                FormattableString.Invariant($"{result.TestLoss:G5} ± {result.TestStandardError:G2}, log-loss in nats per row, on 200 rows"),
                lines[1]);
            Assert.StartsWith("Trials: 4, of which 4 complete;", lines[2]);
            Assert.StartsWith("Remarks: ", lines[3]);
        }
        finally
        {
            Thread.CurrentThread.CurrentCulture = before;
        }
    }

    private static void AssertNextBest(SweepResult result, string reason)
    {
        Assert.Equal(("Good", "Dull", true), (result.Leaderboard[0].Candidate, result.Best.Candidate, result.IsRefitted));
        Assert.Equal(Math.Log(2), result.TestLoss, 5);
        Assert.Contains(
            result.Remarks,
            remark => remark.Contains("(Good) was better, but is not the winner: ", StringComparison.Ordinal) && remark.Contains(reason));
        Assert.All(result.Model.Transform(Samples.Rows()).GetColumn<float>("Probability"), probability => Assert.Equal(0.5f, probability));
    }

    /// <summary>A good trainer that is disturbed on some rows, and one that says 0.5 to everything.</summary>
    private static SweepOptions Options(Action<long, CancellationToken> onFit, int? nanAt = null) => new()
    {
        Candidates =
        [
            Candidate.Create<Samples.Nothing>("Good", (context, _, settings) => new RowBoundEstimator(rows =>
            {
                onFit(rows, settings.CancellationToken);
                return rows == nanAt
                    ? new Spoilt(() => { }, float.NaN)
                    : context.BinaryClassification.Trainers.LbfgsLogisticRegression(settings.LabelColumnName, l2Regularization: 0.1f);
            })),
            Samples.Candidate("Dull", () => new Spoilt(() => { })),
        ],
        NumberOfWorkers = 1,
    };
}
