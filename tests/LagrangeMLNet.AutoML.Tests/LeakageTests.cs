using LagrangeMLNet.AutoML.Data;
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
            var label = LabelColumn.Prepare(new MLContext(1), Samples.Rows(Rows, change), Samples.Label, SweepTask.Binary, default);
            var all = new RowSubsetView(label.View, Plan.Training(Plan.Rungs.Count - 1));
            var featurization = Featurization.Of(all, new HashSet<string> { Samples.Label }, default);
            var data = new TrialData(label, Plan, featurization, SweepTask.Binary, 0);
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
