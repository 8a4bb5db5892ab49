using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>Which rungs trials are fitted on, where some are left out.</summary>
public sealed class RungScheduleTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-rungs-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Without_pruning_every_trial_is_fitted_once_to_all_training_rows()
    {
        var options = Samples.Options(6);
        (options.Pruning, options.RungFactor) = (SweepPruning.None, 2);
        var result = Samples.Run(options, Samples.Rows(1500));
        Assert.All(result.Leaderboard, trial => Assert.Equal(900, Assert.Single(trial.Rungs).Rows));
    }

    [Fact]
    public void A_trainer_whose_time_is_fixed_is_fitted_to_all_rows_at_once_and_others_are_looked_at_first()
    {
        var result = Samples.Run(Mixed(8), Samples.Rows(1500));
        Assert.All(
            result.Leaderboard.Where(trial => trial.Candidate == "Fixed"), trial => Assert.Equal(900, Assert.Single(trial.Rungs).Rows));
        Assert.Contains(result.Leaderboard, trial => trial.Candidate != "Fixed" && trial.Rungs.Count > 1);
    }

    [Fact]
    public void A_sweep_that_leaves_rungs_out_is_resumed_as_it_was()
    {
        string ledger = Path.Combine(_folder.FullName, "sweep.ledger");
        var options = Mixed(5);
        options.LedgerPath = ledger;
        var rows = Samples.Rows(1500);
        Samples.Run(options, rows);
        var resumed = new MLContext(1).Sweep().BinaryClassification(Mixed(8)).Resume(ledger, rows, Samples.Label);
        Assert.Equal(Samples.Trials(Samples.Run(Mixed(8), rows)), Samples.Trials(resumed));
    }

    [Fact]
    public void Who_learnt_from_all_rows_is_ahead_of_who_did_not_whatever_the_number_of_looks()
    {
        var complete = new TrialOutcome(Trial(0), [Look(rung: 2, loss: 0.5f)], SweepTrialState.Complete, null);
        var pruned = new TrialOutcome(Trial(1), [Look(0, 0.4f), Look(1, 0.3f)], SweepTrialState.Pruned, "cannot win");
        Assert.Same(complete, TrialOutcome.Best([pruned, complete]));
    }

    private static SweepOptions Mixed(int trials)
    {
        var options = Samples.Options(trials);
        options.RungFactor = 2;
        options.Candidates =
        [
            SampleCandidates.Quick[1],
            Candidates.Candidate.Create<SampleCandidates.Strength>(
                "Fixed",
                (context, strength, settings) => context.BinaryClassification.Trainers.LbfgsLogisticRegression(
                    settings.LabelColumnName, l2Regularization: strength.L2),
                fixedRows: double.PositiveInfinity),
        ];
        return options;
    }

    private static Trial Trial(int number) => new(number, 0, "X", [], "{}", 0);

    private static RungResult Look(int rung, float loss) => RungResult.Of(rung, 100 << rung, [loss, loss], TimeSpan.Zero);
}
