using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

public sealed class LeakageTests
{
    private const int Rows = 1500;

    private static readonly RowPlan Plan = RowPlan.Of([.. SweepRow.Make(Rows).Select(row => row.Yes ? 1 : 0)], 0, 4, "Yes");

    [Fact]
    public void Parts_are_disjoint_and_rungs_nested_and_all_have_the_classes_shares()
    {
        bool[][] rungs = [.. Enumerable.Range(0, Plan.Rungs.Count).Select(Plan.Training)];
        for (int row = 0; row < Rows; row++)
        {
            int parts = (Plan.Test[row] ? 1 : 0) + (Plan.Validation[row] ? 1 : 0) + (rungs[^1][row] ? 1 : 0);
            Assert.Equal(1, parts);
            for (int rung = 1; rung < rungs.Length; rung++)
                Assert.True(!rungs[rung - 1][row] || rungs[rung][row]);
        }

        var rows = SweepRow.Make(Rows);
        double share = rows.Count(row => row.Yes) / (double)Rows;
        foreach (var part in rungs.Append(Plan.Test).Append(Plan.Validation))
            Assert.Equal(share, rows.Where((row, i) => part[i] && row.Yes).Count() / (double)part.Count(included => included), 0.02);
    }

    [Fact]
    public void Of_few_rows_all_that_trials_may_see_are_in_one_fold_each()
    {
        int[] classes = [.. SweepRow.Make(600).Select(row => row.Yes ? 1 : 0)];
        var plan = RowPlan.Of(classes, 0, 2, "Yes");
        Assert.Equal(5, plan.Folds.Count);
        Assert.Equal(480, plan.Compared);
        Assert.Equal(384, Assert.Single(plan.Rungs));
        double share = classes.Average();
        for (int row = 0; row < classes.Length; row++)
        {
            Assert.Equal(1, (plan.Test[row] ? 1 : 0) + plan.Folds.Count(fold => fold[row]));
            for (int fold = 0; fold < 5; fold++)
            {
                bool[] training = fold == 0 ? plan.Training(0) : plan.TrainingFor(fold);
                Assert.Equal(!plan.Test[row] && !plan.Folds[fold][row], training[row]);
            }
        }

        Assert.All(plan.Folds, fold => Assert.Equal(share, classes.Where((_, row) => fold[row]).Average(), 0.03));
    }

    [Fact]
    public void Features_of_a_fold_are_fitted_on_the_others_alone()
    {
        var plan = RowPlan.Of([.. SweepRow.Make(600).Select(row => row.Yes ? 1 : 0)], 0, 4, "Yes");
        float[][] Training(int fold, int poisoned)
        {
            var rows = Samples.Rows(600, rows => Poison(rows, plan.Folds[poisoned]));
            return [.. TrialData.Of(new MLContext(1), rows, Samples.Label, PredictionTask.Binary, new SweepOptions()).Folds(0)[fold]
                .Training.GetColumn<float[]>(Featurization.Features)];
        }

        float[][] sound =
        [
            .. TrialData.Of(new MLContext(1), Samples.Rows(600), Samples.Label, PredictionTask.Binary, new SweepOptions()).Folds(0)[2]
                .Training.GetColumn<float[]>(Featurization.Features),
        ];
        Assert.Equal(sound, Training(2, poisoned: 2));
        Assert.NotEqual(sound, Training(2, poisoned: 3));
    }

    [Fact]
    public void Of_few_rows_a_trial_is_judged_by_all_that_it_may_see()
    {
        var few = Samples.Run(Samples.Options(4), Samples.Rows(600));
        Assert.All(few.Leaderboard, trial => Assert.Equal(384, Assert.Single(trial.Rungs).Rows));
        Assert.True(few.IsRefitted);
        // Five folds' losses say more than one fold's would: the standard error of 480 rows, not of 120.
        var many = Samples.Run(Samples.Options(4), Samples.Rows(2400));
        Assert.Equal(1, few.Leaderboard[0].Rungs[^1].StandardError / many.Leaderboard[0].Rungs[^1].StandardError, 0.3);
    }

    [Fact]
    public void No_trial_sees_the_final_rows()
    {
        var sound = Samples.Run(Samples.Options(6), Samples.Rows(Rows));
        var poisoned = Samples.Run(Samples.Options(6), Samples.Rows(Rows, rows => Poison(rows, Plan.Test)));

        Assert.Equal(Samples.Trials(sound), Samples.Trials(poisoned));
        Assert.NotEqual(sound.TestLoss, poisoned.TestLoss);
    }

    [Fact]
    public void Featurisers_are_fitted_on_a_rungs_training_rows_alone()
    {
        float[][] Training(Action<List<SweepRow>>? change, int rung)
        {
            var label = LabelColumn.Prepare(new MLContext(1), Samples.Rows(Rows, change), Samples.Label, PredictionTask.Binary, default);
            var featurization = Featurization.Of(
                label.View, Plan.Training(
                    Plan.Rungs.Count - 1), new HashSet<string> { Samples.Label }, new Dictionary<string, SweepColumnRole>(), default);
            var weights = RowWeights.Read(new MLContext(1), label.View, new Dictionary<string, SweepColumnRole>(), default);
            var data = new TrialData(label, weights, Plan, featurization, PredictionTask.Binary, 0);
            return [.. data.Rung(rung).Training.GetColumn<float[]>(Featurization.Features)];
        }

        // Held-out rows may hold anything: the features of training rows stay the same, bit for bit.
        Assert.Equal(Training(null, 0), Training(rows => Poison(rows, [.. Plan.Validation.Zip(Plan.Test, (v, t) => v || t)]), 0));
        // And so may, on a lower rung, the rows that it does not learn from: no category of theirs, no mean.
        bool[] later = [.. Plan.Training(1).Zip(Plan.Training(0), (upper, lower) => upper && !lower)];
        Assert.Equal(Training(null, 0), Training(rows => Poison(rows, later), 0));
        Assert.NotEqual(Training(null, 1), Training(rows => Poison(rows, later), 1));
    }

    private static void Poison(List<SweepRow> rows, bool[] where)
    {
        for (int i = 0; i < rows.Count; i++)
        {
            if (where[i])
                (rows[i].Size, rows[i].Town) = (1000 + rows[i].Size, rows[i].Town + i % 7);
        }
    }
}
