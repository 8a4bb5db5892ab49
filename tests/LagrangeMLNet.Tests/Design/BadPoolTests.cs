using LagrangeMLNet.Design;
using Microsoft.ML;
using Xunit;
using static LagrangeMLNet.Tests.Design.PoolSample;

namespace LagrangeMLNet.Tests.Design;

/// <summary>Input that is wrong gets an error that says what and where; input that is merely odd gets the sensible answer.</summary>
public class BadPoolTests
{
    public static TheoryData<string, object?> BadOptions => new()
    {
        { nameof(PlannedRowsOptions.Count), 0 },
        { nameof(PlannedRowsOptions.Count), -3 },
        { nameof(PlannedRowsOptions.Count), null },
        { nameof(PlannedRowsOptions.Budget), 0.0 },
        { nameof(PlannedRowsOptions.Budget), -1.0 },
        { nameof(PlannedRowsOptions.Budget), double.NaN },
        { nameof(PlannedRowsOptions.Ridge), -1e-3 },
        { nameof(PlannedRowsOptions.Ridge), double.PositiveInfinity },
        { nameof(PlannedRowsOptions.MaximumPerGroup), 0 },
        { nameof(PlannedRowsOptions.MaximumLeverage), 0.0 },
        { nameof(PlannedRowsOptions.NumberOfThreads), 0 },
        { nameof(PlannedRowsOptions.MaximumMemoryInMegabytes), 0 },
        { nameof(PlannedRowsOptions.FeatureColumnName), "" },
        { nameof(PlannedRowsOptions.CostColumnName), "" },
        { nameof(PlannedRowsOptions.Criterion), (DesignCriterion)9 },
        { nameof(PlannedRowsOptions.Algorithm), (DesignAlgorithm)9 },
    };

    [Theory]
    [MemberData(nameof(BadOptions))]
    public void ABadOptionIsNamed(string property, object? value)
    {
        var options = new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2 };
        typeof(PlannedRowsOptions).GetProperty(property)!.SetValue(options, value);
        var error = Assert.ThrowsAny<ArgumentException>(() => Context.Data.SelectPlannedRows(View(Gaussian(1, 5, 2)), options));
        Assert.Contains(property, error.Message);
    }

    [Fact]
    public void MorePicksThanRowsChoosesAll()
    {
        var report = Context.Data.SelectPlannedRows(View(Gaussian(1, 5, 2)), 8, criterion: DesignCriterion.A).Report;
        Assert.Equal([0, 1, 2, 3, 4], report.RowIndices.Order());
        Assert.Contains(report.Remarks, remark => remark.Contains('8') && remark.Contains('5'));
        Assert.Equal(1, report.Efficiency, 1e-3);
    }

    [Theory]
    [InlineData(DesignCriterion.A)]
    [InlineData(DesignCriterion.D)]
    [InlineData(DesignCriterion.V)]
    [InlineData(DesignCriterion.E)]
    public void ColumnsOfZerosAreLeftOutOfTheCriterion(DesignCriterion criterion)
    {
        float[][] rows = Gaussian(2, 30, 2);
        float[][] wider = [.. rows.Select(row => new[] { row[0], 0, row[1] })];
        PlannedRowsReport plain = Context.Data.SelectPlannedRows(View(rows), 8, criterion: criterion).Report,
            report = Context.Data.SelectPlannedRows(View(wider), 8, criterion: criterion).Report;
        Assert.Equal(plain.CriterionValue, report.CriterionValue, 1e-4 * plain.CriterionValue);
        Assert.Equal(2, report.EstimableParameters);
        Assert.Equal(3, report.Parameters);
        Assert.Contains(report.Remarks, remark => remark.Contains("1 of 3"));
    }

    [Fact]
    public void EqualRowsAreChosenFromAndSaidToTellLittle()
    {
        float[][] rows = [.. Enumerable.Repeat<float[]>([1, 2, 2], 10)];
        var report = Context.Data.SelectPlannedRows(View(rows), 4, criterion: DesignCriterion.A).Report;
        Assert.Equal(4, report.RowIndices.Distinct().Count());
        Assert.Equal(1, report.EstimableParameters);

        // One direction of length 3, seen four times: 1/(4·9).
        Assert.Equal(1 / 36.0, report.CriterionValue, 1e-6);
    }

    [Fact]
    public void RowsOfZerosAreChosenLast()
    {
        float[][] rows = [[0, 0], [1, 0], [0, 0], [0, 1], [1, 1]];
        var report = Context.Data.SelectPlannedRows(View(rows), 4, criterion: DesignCriterion.A).Report;
        Assert.Equal([1, 3, 4], report.RowIndices.Take(3).Order());
        var error = Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View([0f, 0], [0, 0]), 1, criterion: DesignCriterion.A));
        Assert.Contains("'Features'", error.Message);
    }

    [Fact]
    public void FewerPicksThanParametersGetAPrior()
    {
        var report = Context.Data.SelectPlannedRows(View(Gaussian(3, 50, 10)), 4, criterion: DesignCriterion.A).Report;
        Assert.Equal(4, report.RowIndices.Distinct().Count());
        Assert.True(report.RidgeWasChosen);
        Assert.True(double.IsFinite(report.CriterionValue));
        Assert.Contains(report.Remarks, remark => remark.Contains("singular"));
    }

    [Fact]
    public void MissingAndInfiniteFeaturesAndEmptyPools()
    {
        var pool = Rows(Gaussian(4, 6, 2));
        pool.ForEach(row => row.Features = new(2, [float.NaN, 1]));
        Assert.Contains("6", Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View(pool, 2), 1, criterion: DesignCriterion.A)).Message);
        Assert.Contains("no rows", Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View([], 2), 1, criterion: DesignCriterion.A)).Message);
        pool[2].Features = new(2, [1, float.PositiveInfinity]);
        string message = Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View(pool, 2), 1, criterion: DesignCriterion.A)).Message;
        Assert.Contains("row 2", message);
        Assert.Contains("slot 1", message);
    }

    [Fact]
    public void WidthsThatDiffer()
    {
        var narrow = Context.Regression.Trainers.OnlineGradientDescent().Fit(
            Context.Transforms.CopyColumns("Label", "Cost").Fit(View(Gaussian(5, 20, 2))).Transform(View(Gaussian(5, 20, 2))));
        var pool = View(Gaussian(5, 20, 3));
        AssertWidths(new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, Model = narrow });
        AssertWidths(new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, Labeled = View(Gaussian(5, 20, 2)) });
        AssertWidths(new PlannedRowsOptions { Count = 2, Target = View(Gaussian(5, 20, 2)), Criterion = DesignCriterion.V });

        void AssertWidths(PlannedRowsOptions options)
        {
            string message = Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(pool, options)).Message;
            Assert.Contains("has 2 features", message);
            Assert.Contains("has 3", message);
        }
    }

    [Fact]
    public void ColumnsThatAreNotThereOrOfTheWrongType()
    {
        var pool = View(Gaussian(6, 20, 3));
        AssertMentions("'Nowhere'", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, FeatureColumnName = "Nowhere" });
        AssertMentions("Vector<Single>", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, FeatureColumnName = "Name" });
        AssertMentions("'Price'", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, CostColumnName = "Price" });
        AssertMentions("number", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, CostColumnName = "Name" });
        AssertMentions("'User'", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, GroupColumnName = "User" });
        AssertMentions("whole number", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, GroupColumnName = "Cost" });
        AssertMentions("String", new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 2, Model = "no model" });

        void AssertMentions(string words, PlannedRowsOptions options) => Assert.Contains(
            words, Assert.ThrowsAny<ArgumentException>(() => Context.Data.SelectPlannedRows(pool, options)).Message);
    }

    [Fact]
    public void CostsAndBudgetsThatBuyNothing()
    {
        var pool = Rows(Gaussian(7, 10, 2));
        pool.ForEach(row => row.Cost = 5);
        var options = new PlannedRowsOptions { Criterion = DesignCriterion.A, Budget = 4, CostColumnName = "Cost" };
        Assert.Contains("cheapest", Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View(pool, 2), options)).Message);
        pool[6].Cost = 0;
        Assert.Contains("row 6", Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View(pool, 2), options)).Message);
    }

    [Fact]
    public void ExtremeScalesOfColumnsDoNoHarm()
    {
        float[][] rows = Gaussian(8, 60, 3);
        float[][] scaled = [.. rows.Select(row => new[] { row[0] * 1e12f, row[1] * 1e-12f, row[2] })];
        PlannedRowsReport plain = Context.Data.SelectPlannedRows(View(rows), 12, criterion: DesignCriterion.D).Report,
            report = Context.Data.SelectPlannedRows(View(scaled), 12, criterion: DesignCriterion.D).Report;
        Assert.Equal(plain.CriterionValue, report.CriterionValue, 1e-3 * plain.CriterionValue);
    }

    [Theory]
    [InlineData(DesignCriterion.E, DesignAlgorithm.Automatic)]
    [InlineData(DesignCriterion.A, DesignAlgorithm.Exchange)]
    public void WhatNeedsAFullMatrixSaysSoOfWidePools(DesignCriterion criterion, DesignAlgorithm algorithm)
    {
        var wide = Enumerable.Range(0, 5).Select(i => new PoolRow { Features = new(3_000, 1, [1f], [i]) });
        var options = new PlannedRowsOptions { Count = 2, Criterion = criterion, Algorithm = algorithm };
        string message = Assert.Throws<InvalidOperationException>(() => Context.Data.SelectPlannedRows(View(wide, 3_000), options)).Message;
        Assert.Contains("3000", message);
        Assert.Contains("1024", message);
    }
}
