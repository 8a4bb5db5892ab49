using LagrangeMLNet.Design;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;
using static LagrangeMLNet.Tests.Design.PoolSample;

namespace LagrangeMLNet.Tests.Design;

/// <summary>What each option does to the choice.</summary>
public class PlannedRowsOptionsTests
{
    [Fact]
    public void HandsOutTheChosenRowsWithAllColumnsInOrder()
    {
        var pool = Rows(Gaussian(1, 50, 3));
        var planned = Context.Data.SelectPlannedRows(View(pool, 3), 7, criterion: DesignCriterion.A);
        Assert.Equal(7, planned.Rows.GetRowCount());
        Assert.Equal(planned.Report.RowIndices.Select(i => $"row {i}"), planned.Rows.GetColumn<string>("Name"));
        Assert.Equal(planned.Report.RowIndices.Select(i => pool[(int)i].Values), planned.Rows.GetColumn<float[]>("Features"));
        Assert.Equal(View(pool, 3).Schema.Select(c => (c.Name, c.Type)), planned.Rows.Schema.Select(c => (c.Name, c.Type)));
    }

    [Fact]
    public void RowsLabelledBeforeAreNotAskedForAgain()
    {
        // The first column is known well; only the second is worth a label.
        float[][] pool = [[1, 0], [0, 1], [1, 0], [0, 1]], labelled = [[1, 0], [1, 0], [1, 0], [1, 0]];
        var report = Context.Data.SelectPlannedRows(View(pool), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, Labeled = View(labelled) }).Report;
        Assert.Equal([1, 3], report.RowIndices.Order());
        Assert.Equal(4, report.LabeledRows);
        Assert.Equal(0.25 + 0.5, report.CriterionValue, 1e-6);
    }

    [Fact]
    public void AModelsCertaintyMakesRowsWorthLess()
    {
        // Logistic regression: rows far from the boundary tell nothing.
        float[][] rows = [.. Enumerable.Range(0, 41).Select(i => new[] { (i - 20) / 2f })];
        var data = Sized(Enumerable.Range(0, 400).Select(i => new Labelled([((i % 41) - 20) / 2f], (i % 41) + (i % 3) > 21)), 1);
        var model = Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(data);
        var chosen = Context.Data.SelectPlannedRows(View(rows), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 4, Model = model }).Report;
        Assert.All(chosen.RowIndices, i => Assert.InRange(i, 13, 27));
        Assert.Equal(2, chosen.Parameters);
        Assert.Equal([0, 40], Context.Data.SelectPlannedRows(View(rows), 2, criterion: DesignCriterion.A).Report.RowIndices.Order());

        // Value and weights against the definition.
        var weights = rows.Select(row =>
        {
            double p = 1 / (1 + Math.Exp(-(model.Model.SubModel.Weights[0] * row[0]) - model.Model.SubModel.Bias));
            return (float)Math.Sqrt(p * (1 - p));
        }).ToArray();
        var z = chosen.RowIndices.Select(i => new[] { weights[i] * rows[i][0], weights[i] });
        double value = Trace(Inverse(Information(z, 2), 2), 2);
        Assert.Equal(value, chosen.CriterionValue, 1e-4 * value);
    }

    [Fact]
    public void AnyStockLinearModelWeighsRows()
    {
        float[][] rows = Gaussian(2, 60, 2);
        var binary = Sized(rows.Select(row => new Labelled(row, row[0] > 0.3)), 2);
        var numbers = Sized(rows.Select(row => new Numbered(row, MathF.Max(0, MathF.Round(2 + row[0])))), 2);
        var keys = Context.Transforms.Conversion.MapValueToKey("Label").Fit(numbers).Transform(numbers);
        object[] models =
        [
            Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(binary),
            Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(binary).Model,
            Context.BinaryClassification.Trainers.LbfgsLogisticRegression().Fit(binary).Model.SubModel,
            Context.BinaryClassification.Trainers.AveragedPerceptron().Fit(binary),
            Context.Regression.Trainers.LbfgsPoissonRegression().Fit(numbers),
            Context.Regression.Trainers.LagrangianPoisson().Fit(numbers).Model,
            Context.Regression.Trainers.Sdca().Fit(numbers),
            Context.MulticlassClassification.Trainers.LbfgsMaximumEntropy().Fit(keys),
            Context.MulticlassClassification.Trainers.SdcaMaximumEntropy().Fit(keys).Model,
            Context.Transforms.CopyColumns("Copy", "Features").Append(Context.Regression.Trainers.LbfgsPoissonRegression()).Fit(numbers),
        ];
        foreach (object model in models)
        {
            var report = Context.Data.SelectPlannedRows(View(rows), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 10, Model = model }).Report;
            Assert.Equal(3, report.Parameters);
            Assert.InRange(report.Efficiency, 0.5, 1);
        }
    }

    [Fact]
    public void TargetRowsDecideWhatIsWorthKnowing()
    {
        // Predictions are wanted along the first axis only.
        float[][] rows = Gaussian(3, 200, 2), target = [[1, 0], [2, 0]];
        var report = Context.Data.SelectPlannedRows(
            View(rows), new PlannedRowsOptions { Count = 10, Criterion = DesignCriterion.V, Target = View(target) }).Report;
        double[] inverse = Inverse(Information(report.RowIndices.Select(i => rows[i]), 2), 2)!;
        Assert.Equal(target.Average(row => Quadratic(inverse, row)), report.CriterionValue, 1e-5);
        Assert.Equal(
            rows.OrderByDescending(row => Math.Abs(row[0])).Take(5).Select(row => row[0]).Order(),
            report.RowIndices.Select(i => rows[i][0]).OrderByDescending(Math.Abs).Take(5).Order());
    }

    [Fact]
    public void ABudgetIsKeptAndWellSpent()
    {
        var pool = Rows(Gaussian(4, 12, 2));
        var random = new Random(4);
        pool.ForEach(row => row.Cost = 1 + random.Next(5));
        const double budget = 9;
        double best = Enumerable.Range(1, 8).SelectMany(count => Subsets(12, count))
            .Where(subset => subset.Sum(i => pool[i].Cost) <= budget)
            .Min(subset => Trace(Inverse(Information(subset.Select(i => pool[i].Values), 2), 2), 2));
        var report = Context.Data.SelectPlannedRows(
            View(pool, 2), new PlannedRowsOptions { Criterion = DesignCriterion.A, Budget = budget, CostColumnName = "Cost" }).Report;
        Assert.InRange(report.TotalCost, 0, budget);
        Assert.Equal(report.RowIndices.Sum(i => pool[(int)i].Cost), report.TotalCost);
        Assert.InRange(best / report.CriterionValue, 0.95, 1 + 1e-6);
        Assert.True(report.LowerBound <= best * (1 + 1e-6));
    }

    [Fact]
    public void WithoutAColumnOfCostsABudgetIsANumberOfRows()
    {
        var pool = Rows(Gaussian(4, 40, 3));
        var byBudget = Context.Data.SelectPlannedRows(View(pool, 3), new PlannedRowsOptions { Criterion = DesignCriterion.A, Budget = 7.5 }).Report;
        Assert.Equal(7, byBudget.RowIndices.Count);
        Assert.Equal(7, byBudget.TotalCost);
        var byCount = Context.Data.SelectPlannedRows(View(pool, 3), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 7 }).Report;
        Assert.InRange(byCount.CriterionValue / byBudget.CriterionValue, 0.99, 1.01);
    }

    [Fact]
    public void GroupsAreKeptApart()
    {
        var pool = Rows(Gaussian(5, 60, 3));
        for (int i = 0; i < 60; i++)
            pool[i].Group = $"user {i % 6}";
        foreach (var algorithm in new[] { DesignAlgorithm.Greedy, DesignAlgorithm.Exchange, DesignAlgorithm.Approximate })
        {
            var report = Context.Data.SelectPlannedRows(
                View(pool, 3), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 12, GroupColumnName = "Group", MaximumPerGroup = 2, Algorithm = algorithm }).Report;
            Assert.Equal(12, report.RowIndices.Count);
            Assert.All(report.RowIndices.GroupBy(i => i % 6), group => Assert.Equal(2, group.Count()));
        }
    }

    [Fact]
    public void ALeverageCapLeavesOutliersOut()
    {
        float[][] rows = [.. Gaussian(6, 200, 2), [100, 0], [0, -80]];
        Assert.Contains(200, Context.Data.SelectPlannedRows(View(rows), 5, criterion: DesignCriterion.A).Report.RowIndices);
        var capped = Context.Data.SelectPlannedRows(View(rows), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 5, MaximumLeverage = 10 }).Report;
        Assert.All(capped.RowIndices, i => Assert.InRange(i, 0, 199));
        Assert.Equal(2, capped.CappedRows);
    }

    [Fact]
    public void WidePoolsAreChosenFromWithoutAFullMatrix()
    {
        // 5,000 parameters; the same rows in 300 columns, which a full matrix is kept for, are the reference.
        const int narrow = 300, wide = 5_000;
        var random = new Random(7);
        List<PoolRow> small = [], large = [];
        for (int i = 0; i < 300; i++)
        {
            int[] slots = [.. Enumerable.Range(0, 8).Select(_ => (int)(narrow * Math.Pow(random.NextDouble(), 2))).Distinct().Order()];
            float[] values = [.. slots.Select(_ => 0.1f + random.NextSingle())];
            small.Add(new PoolRow { Features = new(narrow, slots.Length, values, slots) });
            large.Add(new PoolRow { Features = new(wide, slots.Length, values, slots) });
        }

        foreach (var criterion in new[] { DesignCriterion.A, DesignCriterion.D, DesignCriterion.V })
        {
            var options = new PlannedRowsOptions { Count = 20, Criterion = criterion, Ridge = 0.5, Algorithm = DesignAlgorithm.Greedy };
            PlannedRowsReport full = Context.Data.SelectPlannedRows(View(small, narrow), options).Report,
                lowRank = Context.Data.SelectPlannedRows(View(large, wide), options).Report;
            Assert.Equal(full.RowIndices, lowRank.RowIndices);
            Assert.Null(lowRank.Efficiencies);
            double Known(PlannedRowsReport report, int size) => criterion switch
            {
                DesignCriterion.A => report.CriterionValue - ((size - narrow) / 0.5),
                DesignCriterion.D => (-size * Math.Log(report.CriterionValue)) - ((size - narrow) * Math.Log(0.5)),
                _ => report.CriterionValue,
            };
            Assert.Equal(Known(full, narrow), Known(lowRank, wide), 1e-4 * Math.Abs(Known(full, narrow)));
            Assert.InRange(lowRank.LowerBound, 0, lowRank.CriterionValue);
        }
    }

    [Fact]
    public void CountsWhatItLeavesOut()
    {
        var pool = Rows(Gaussian(8, 40, 2));
        pool[3].Features = new(2, [float.NaN, 1]);
        pool[9].Cost = float.NaN;
        var report = Context.Data.SelectPlannedRows(
            View(pool, 2), new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 38, CostColumnName = "Cost" }).Report;
        Assert.Equal(2, report.SkippedRows);
        Assert.Equal(38, report.PoolRows);
        Assert.Equal(Enumerable.Range(0, 40).Where(i => i is not (3 or 9)).Select(i => (long)i), report.RowIndices.Order());
        Assert.Contains(report.Remarks, remark => remark.Contains("2 rows"));
    }

    [Fact]
    public void EndsWhenAskedTo()
    {
        using var source = new CancellationTokenSource();
        var options = new PlannedRowsOptions
        {
            Criterion = DesignCriterion.A,
            Count = 50,
            CancellationToken = source.Token,
            Progress = new Callback(state =>
            {
                if (state.Stage == PlanningStage.Choosing)
                    source.Cancel();
            }),
        };
        Assert.Throws<OperationCanceledException>(() => Context.Data.SelectPlannedRows(View(Gaussian(9, 2_000, 10)), options));
    }

    [Fact]
    public void WorksBehindAPipeline()
    {
        var raw = Context.Data.LoadFromEnumerable(
            Enumerable.Range(0, 300).Select(i => new Raw($"{(char)('a' + (i * i % 7))}", i % 50, i * 7 % 90)));
        var features = Context.Transforms.Categorical.OneHotEncoding("Kind")
            .Append(Context.Transforms.NormalizeMeanVariance("A")).Append(Context.Transforms.NormalizeMeanVariance("B"))
            .Append(Context.Transforms.Concatenate("Features", "Kind", "A", "B"));
        var pool = features.Fit(raw).Transform(raw);
        var planned = Context.Data.SelectPlannedRows(pool, new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 30, Intercept = true });

        // One-hot columns add up to the intercept.
        Assert.Equal(planned.Report.Parameters - 1, planned.Report.EstimableParameters);
        Assert.InRange(planned.Report.Efficiency, 0.8, 1);
        Assert.Equal(30, planned.Rows.GetColumn<float>("A").Count());
        var annotation = default(VBuffer<ReadOnlyMemory<char>>);
        planned.Rows.Schema["Features"].GetSlotNames(ref annotation);
        Assert.Equal(planned.Report.Parameters - 1, annotation.Length);
    }

    private static IDataView Sized<T>(IEnumerable<T> rows, int slots)
        where T : class
    {
        var definition = SchemaDefinition.Create(typeof(T));
        definition["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
        return Context.Data.LoadFromEnumerable(rows.ToList(), definition);
    }

    private sealed record Raw(string Kind, float A, float B);

    private sealed record Labelled(float[] Features, bool Label);

    private sealed record Numbered(float[] Features, float Label);

    private sealed class Callback(Action<PlanningState> report) : IProgress<PlanningState>
    {
        public void Report(PlanningState value) => report(value);
    }
}
