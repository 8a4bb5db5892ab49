using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;
using SweepProcess;
using Xunit;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>Rungs of planned rows: as sound as random ones, and worth more to a linear model.</summary>
public sealed class PlannedSubsetsTests
{
    private const int Rows = 1500;

    [Theory]
    [InlineData(nameof(PredictionTask.Binary), nameof(SweepRow.Yes))]
    [InlineData(nameof(PredictionTask.Multiclass), nameof(SweepRow.Kind))]
    [InlineData(nameof(PredictionTask.Regression), nameof(SweepRow.Price))]
    public void The_division_stays_and_rungs_are_nested_with_the_classes_shares(string taskName, string label)
    {
        var task = Enum.Parse<PredictionTask>(taskName);
        TrialData random = Data(SweepSubsets.Random, task, label), planned = Data(SweepSubsets.Planned, task, label);

        Assert.Equal(random.Plan.Test, planned.Plan.Test);
        Assert.Equal(random.Plan.Validation, planned.Plan.Validation);
        Assert.Equal(random.Plan.Rungs, planned.Plan.Rungs);
        bool[][] rungs = [.. Enumerable.Range(0, planned.Plan.Rungs.Count).Select(planned.Plan.Training)];
        Assert.Equal(random.Plan.Training(rungs.Length - 1), rungs[^1]);
        Assert.NotEqual(random.Plan.Training(0), rungs[0]);
        int[] strata = planned.Label.Strata;
        for (int rung = 0; rung < rungs.Length; rung++)
        {
            Assert.Equal(planned.Plan.Rungs[rung], rungs[rung].Count(isIn => isIn));
            if (rung > 0)
                Assert.True(rungs[rung].Zip(rungs[rung - 1]).All(pair => pair.First || !pair.Second));
            foreach (int stratum in strata.Distinct())
                Assert.Equal(Share(rungs[^1], stratum), Share(rungs[rung], stratum), 0.01);
        }

        double Share(bool[] isIn, int stratum) =>
            isIn.Where((one, row) => one && strata[row] == stratum).Count() / (double)isIn.Count(one => one);
    }

    [Fact]
    public void A_linear_model_learns_more_from_planned_rows()
    {
        TrialData random = Data(SweepSubsets.Random, rows: 6000, factor: 2), planned = Data(SweepSubsets.Planned, rows: 6000, factor: 2);
        Assert.Equal(5, planned.Plan.Rungs.Count);
        for (int rung = 0; rung < 4; rung++)
        {
            double expected = MeanVariance(random, rung), found = MeanVariance(planned, rung);
            Assert.True(found < 0.97 * expected, $"rung {rung}: planned {found}, random {expected}");
        }
    }

    [Fact]
    public void No_trial_sees_the_final_rows()
    {
        bool[] test = Data(SweepSubsets.Planned).Plan.Test;
        var sound = Samples.Run(Options(), Samples.Rows(Rows));
        var poisoned = Samples.Run(Options(), Samples.Rows(Rows, rows =>
        {
            for (int row = 0; row < rows.Count; row++)
                rows[row].Size += test[row] ? 1000 : 0;
        }));

        Assert.Contains(sound.Leaderboard, trial => trial.Rungs.Count > 1);
        Assert.Equal(Samples.Trials(sound), Samples.Trials(poisoned));
        Assert.NotEqual(sound.TestLoss, poisoned.TestLoss);
    }

    [Fact]
    public void A_ledger_of_random_rows_is_not_gone_on_with_planned_ones()
    {
        string ledger = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            var options = Samples.Options(4);
            options.LedgerPath = ledger;
            Samples.Run(options, Samples.Rows(Rows));
            var experiment = new MLContext(1).Sweep().BinaryClassification(Options());
            Assert.Throws<InvalidOperationException>(() => experiment.Resume(ledger, Samples.Rows(Rows), Samples.Label));
        }
        finally
        {
            File.Delete(ledger);
        }
    }

    private static SweepOptions Options()
    {
        var options = Samples.Options(6);
        (options.Subsets, options.RungFactor) = (SweepSubsets.Planned, 2);
        return options;
    }

    [Fact]
    public void When_the_time_is_over_before_the_choice_is_the_order_stays_random()
    {
        var options = new SweepOptions { Subsets = SweepSubsets.Planned };
        using var over = new CancellationTokenSource();
        over.Cancel();
        var data = TrialData.Of(new MLContext(1), Samples.Rows(Rows), Samples.Label, PredictionTask.Binary, options, over.Token);
        Assert.Equal(Data(SweepSubsets.Random).Plan.Training(0), data.Plan.Training(0));
        options.CancellationToken = over.Token;
        Assert.ThrowsAny<OperationCanceledException>(
            () => TrialData.Of(new MLContext(1), Samples.Rows(Rows), Samples.Label, PredictionTask.Binary, options, over.Token));
    }

    private static TrialData Data(
        SweepSubsets subsets,
        PredictionTask task = PredictionTask.Binary,
        string label = nameof(SweepRow.Yes),
        int rows = Rows,
        double factor = 4) =>
        TrialData.Of(
            new MLContext(1), Samples.Rows(rows, label: label), label, task, new SweepOptions { Subsets = subsets, RungFactor = factor });

    /// <summary>Mean over all training rows of xᵀ(Σ x xᵀ)⁻¹x, with the sum over a rung's rows, in the features of the last rung.</summary>
    private static double MeanVariance(TrialData data, int rung)
    {
        float[][] features = [.. data.Rung(data.Plan.Rungs.Count - 1).Training.GetColumn<float[]>(Featurization.Features)];
        bool[] all = data.Plan.Training(data.Plan.Rungs.Count - 1), first = data.Plan.Training(rung);
        bool[] isFirst = [.. Enumerable.Range(0, all.Length).Where(row => all[row]).Select(row => first[row])];
        int size = features[0].Length + 1;
        var information = new double[size, size];
        double[][] rows = [.. features.Select(row => (double[])[1, .. row.Select(value => (double)value)])];
        foreach (double[] row in rows.Where((_, i) => isFirst[i]))
        {
            for (int i = 0; i < size; i++)
            {
                for (int j = 0; j < size; j++)
                    information[i, j] += row[i] * row[j];
            }
        }

        // One indicator of each category is the sum of the others: a trace of a ridge stands for the pseudo-inverse.
        for (int i = 0; i < size; i++)
            information[i, i] += 1e-6;
        return rows.Average(row => row.Zip(Solve(information, row), (a, b) => a * b).Sum());
    }

    /// <summary>Gauss and Jordan, with the largest pivot.</summary>
    private static double[] Solve(double[,] matrix, double[] right)
    {
        int size = right.Length;
        var a = (double[,])matrix.Clone();
        var b = (double[])right.Clone();
        for (int column = 0; column < size; column++)
        {
            int pivot = Enumerable.Range(column, size - column).MaxBy(row => Math.Abs(a[row, column]));
            for (int k = 0; k < size; k++)
                (a[column, k], a[pivot, k]) = (a[pivot, k], a[column, k]);
            (b[column], b[pivot]) = (b[pivot], b[column]);
            for (int row = 0; row < size; row++)
            {
                double factor = row == column ? 0 : a[row, column] / a[column, column];
                for (int k = column; factor != 0 && k < size; k++)
                    a[row, k] -= factor * a[column, k];
                b[row] -= factor * b[column];
            }
        }

        return [.. b.Select((value, i) => value / a[i, i])];
    }
}
