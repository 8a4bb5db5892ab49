using LagrangeMLNet.Design;
using Microsoft.ML;
using Xunit;
using static LagrangeMLNet.Tests.Design.PoolSample;

namespace LagrangeMLNet.Tests.Design;

/// <summary>What is chosen when nothing is known of the model: rows that stand for the pool.</summary>
public class RepresentativeRowsTests
{
    [Fact]
    public void MeansOverTheChosenRowsAreThoseOverThePool()
    {
        const int count = 64;
        float[][] rows = [.. Gaussian(1, 3_000, 4).Select(row => new[] { 1e4f * row[0], MathF.Exp(row[1]), row[2] > 1 ? 1 : 0, row[2] + row[3] })];
        var report = Context.Data.SelectPlannedRows(View(rows), count).Report;
        Assert.Equal(DesignCriterion.Representative, report.Criterion);
        Assert.Equal(DesignAlgorithm.Balance, report.Algorithm);
        Assert.Equal(count, report.RowIndices.Distinct().Count());
        foreach (var law in new Func<float[], double>[] { x => x[0], x => x[1], x => x[2], x => x[3], x => Math.Sin(x[0] / 1e4), x => x[3] * x[3] })
        {
            double[] all = [.. rows.Select(law)];
            double mean = all.Average(), chosen = report.RowIndices.Average(i => all[i]);
            double error = Math.Sqrt(all.Average(x => (x - mean) * (x - mean)) / count);
            Assert.InRange(Math.Abs(chosen - mean) / error, 0, 0.7);
        }
    }

    [Fact]
    public void EachRowMayBeChosen()
    {
        // A row has at least an eighth of its cell's chance, here of one in five or six.
        const int seeds = 400;
        var view = View([.. Gaussian(2, 40, 2), [30f, -40]]);
        var chosen = Enumerable.Range(0, seeds).SelectMany(seed => Context.Data.SelectPlannedRows(view, 8, seed: seed).Report.RowIndices).CountBy(row => row);
        Assert.Equal(41, chosen.Count());
        Assert.All(chosen, row => Assert.InRange((double)row.Value / seeds, 0.01, 0.8));
    }

    [Fact]
    public void ThreadsAndStreamingDoNotChangeTheChoice()
    {
        var view = View(Gaussian(3, 2_000, 5));
        IReadOnlyList<long> Choose(int threads, DesignAlgorithm algorithm) => Context.Data.SelectPlannedRows(
            view, new PlannedRowsOptions { Count = 50, NumberOfThreads = threads, Algorithm = algorithm }).Report.RowIndices;
        var one = Choose(1, DesignAlgorithm.Automatic);
        Assert.Equal(one, Choose(7, DesignAlgorithm.Automatic));
        Assert.Equal(one, Choose(2, DesignAlgorithm.Streaming));
    }

    [Fact]
    public void RowsLabelledBeforeCountForWhereTheyLie()
    {
        float[][] left = Gaussian(4, 100, 2), right = [.. Gaussian(5, 100, 2).Select(row => new[] { row[0] + 20, row[1] })];
        PlannedRowsReport[] reports = [.. Enumerable.Range(0, 10).Select(seed => Context.Data.SelectPlannedRows(
            View([.. left, .. right]), new PlannedRowsOptions { Count = 10, Labeled = View([.. Gaussian(6, 10, 2)]), Seed = seed }).Report)];
        Assert.InRange(reports.Average(report => report.RowIndices.Count(row => row >= 100)), 9, 10);
        Assert.All(reports, report => Assert.Equal(10, report.LabeledRows));
    }

    [Fact]
    public void BudgetsAndGroupsAreKept()
    {
        var pool = Rows(Gaussian(7, 60, 3));
        for (int i = 0; i < 60; i++)
            (pool[i].Group, pool[i].Cost) = ($"user {i % 6}", 1 + (i % 3));
        var grouped = Context.Data.SelectPlannedRows(
            View(pool, 3), new PlannedRowsOptions { Count = 12, GroupColumnName = "Group", MaximumPerGroup = 2 }).Report;
        Assert.All(grouped.RowIndices.GroupBy(i => i % 6), group => Assert.Equal(2, group.Count()));
        Assert.Equal(12, grouped.RowIndices.Count);
        var bought = Context.Data.SelectPlannedRows(View(pool, 3), new PlannedRowsOptions { Budget = 25, CostColumnName = "Cost" }).Report;
        Assert.InRange(bought.TotalCost, 24, 25);
        Assert.Equal(bought.RowIndices.Sum(i => pool[(int)i].Cost), bought.TotalCost);
    }

    [Fact]
    public void WidePoolsOfFewValuesAreChosenFromAndJudged()
    {
        var random = new Random(8);
        PoolRow[] rows = [.. Enumerable.Range(0, 400).Select(i =>
        {
            // Two topics, with words of their own.
            int[] words = [.. Enumerable.Range(0, 12).Select(_ => random.Next(2_000) + (i % 4 == 0 ? 2_000 : 0)).Distinct().Order()];
            return new PoolRow { Features = new(4_000, words.Length, [.. words.Select(_ => 1f)], words) };
        })];
        var report = Context.Data.SelectPlannedRows(View(rows, 4_000), 40).Report;
        Assert.Equal(40, report.RowIndices.Distinct().Count());
        Assert.Equal(0, report.Efficiency);
        Assert.Null(report.Efficiencies);


        // The mean of tᵀM⁻¹t for M = I + Z Zᵀ in units of an element's mean square, by the identity of Woodbury.
        double unit = rows.Sum(row => row.Features.GetValues().Length) / (400.0 * 4_000);
        double Product(int i, int j) => rows[i].Features.GetIndices().ToArray().Intersect(rows[j].Features.GetIndices().ToArray()).Count() / unit;
        int[] chosen = [.. report.RowIndices.Select(i => (int)i)];
        double[] inverse = Inverse([.. chosen.SelectMany(i => chosen.Select(j => Product(i, j) + (i == j ? 1 : 0)))], 40)!;
        double[] left = [.. Enumerable.Range(0, 256).Select(i => i * 400 / 256).Select(t =>
            Product(t, t) - Quadratic(inverse, [.. chosen.Select(i => (float)Product(t, i))]))];
        Assert.Equal(left.Average(), report.CriterionValue, 1e-4 * left.Average());
        Assert.InRange(report.RowIndices.Count(i => i % 4 == 0), 3, 19);
    }

    [Fact]
    public void AnAlgorithmOfAnotherCriterionIsRefused()
    {
        var view = View(Gaussian(9, 10, 2));
        foreach (var (criterion, algorithm) in new[] { (DesignCriterion.Representative, DesignAlgorithm.Greedy), (DesignCriterion.D, DesignAlgorithm.Balance) })
        {
            var options = new PlannedRowsOptions { Count = 2, Criterion = criterion, Algorithm = algorithm };
            Assert.Contains($"{algorithm}", Assert.Throws<ArgumentException>(() => Context.Data.SelectPlannedRows(view, options)).Message);
        }
    }
}
