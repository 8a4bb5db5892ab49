using System.Globalization;
using CsCheck;
using LagrangeMLNet.Design;
using Microsoft.ML;
using Xunit;
using static LagrangeMLNet.Tests.Design.PoolSample;

namespace LagrangeMLNet.Tests.Design;

/// <summary>Units far apart, copies of columns, and pools of hardly any rows: a sound choice, or an error that says what to do.</summary>
public class AwkwardUnitsTests
{
    [Theory]
    [InlineData(1e5f)]
    [InlineData(1e-5f)]
    public void AUnitIsNoReasonToLeaveAColumnOutOfCriterionE(float unit)
    {
        float[][] rows = [.. Gaussian(1, 200, 3).Select(row => new[] { unit * row[0], row[1], row[2] })];
        var report = Context.Data.SelectPlannedRows(View(rows), 20, criterion: DesignCriterion.E).Report;
        Assert.Equal(3, report.EstimableParameters);
        Assert.Empty(report.Remarks);
        double[] information = Information(report.RowIndices.Select(i => rows[i]), 3);
        Assert.InRange(report.CriterionValue * information.Where((_, i) => i % 4 == 0).Min(), 1, 4);
    }

    [Fact]
    public void CategoriesWithAnInterceptBesideTimesInSecondsHaveADeterminant()
    {
        var random = new Random(2);
        float[][] rows = [.. Enumerable.Range(0, 400).Select(i => new[] { i % 3 == 0 ? 1f : 0, i % 3 == 1 ? 1f : 0, i % 3 == 2 ? 1f : 0, 1.5e9f + (1e8f * random.NextSingle()) })];
        var report = Context.Data.SelectPlannedRows(
            View(rows), new PlannedRowsOptions { Count = 20, Criterion = DesignCriterion.D, Intercept = true }).Report;
        Assert.Equal(4, report.EstimableParameters);
        Assert.InRange(report.CriterionValue, 1e-30, 1);
        Assert.InRange(report.Efficiency, 0.9, 1);
    }

    [Theory]
    [InlineData(1e38f)]
    [InlineData(3.4e38f)]
    [InlineData(1e-38f)]
    [InlineData(1e-44f)]
    public void TheEndsOfSinglePrecisionAreNumbersLikeOthers(float unit)
    {
        foreach (var criterion in Enum.GetValues<DesignCriterion>())
        {
            var report = Context.Data.SelectPlannedRows(View([unit, unit / 4], [unit / 4, unit]), 1, criterion: criterion).Report;
            Assert.Single(report.RowIndices);
            Assert.True(report.CriterionValue >= 0, $"{criterion}: {report.CriterionValue}");
        }
    }

    [Fact]
    public void AwkwardPoolsAreChosenFromOrRefusedInWords()
    {
        var pools =
            from seed in Gen.Int[0, 1_000_000]
            from rows in Gen.Int[1, 30]
            from slots in Gen.Int[1, 7]
            from criterion in Gen.Int[0, 4]
            from intercept in Gen.Bool
            select (Rows: Make(seed, rows, slots), Criterion: (DesignCriterion)criterion, Intercept: intercept);
        pools.Sample(
            pool =>
            {
                var (rows, criterion, intercept) = pool;
                var options = new PlannedRowsOptions { Count = Math.Max(1, rows.Length / 2), Criterion = criterion, Intercept = intercept };
                try
                {
                    var report = Context.Data.SelectPlannedRows(View(rows), options).Report;
                    Assert.Equal(options.Count, report.RowIndices.Distinct().Count());
                    Assert.True(double.IsFinite(report.CriterionValue) && report.CriterionValue >= 0, $"{report.CriterionValue}");
                    Assert.InRange(report.LowerBound, 0, report.CriterionValue);
                }
                catch (InvalidOperationException refused)
                {
                    Assert.Matches("units|is 0 in every row", refused.Message);
                }
            },
            seed: "0000000000001",
            iter: 400,
            threads: 1,
            print: pool => string.Join("; ", pool.Rows.Select(row => string.Join(", ", row))) + $" {pool.Criterion} {pool.Intercept}");
    }

    [Fact]
    public void AReportIsFourLinesInAnyCulture()
    {
        var culture = CultureInfo.CurrentCulture;
        try
        {
            var comma = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (comma.NumberFormat.NumberDecimalSeparator, comma.NumberFormat.NumberGroupSeparator) = (",", ".");
            CultureInfo.CurrentCulture = comma;
            var report = Context.Data.SelectPlannedRows(View(Gaussian(3, 1_500, 2)), 8).Report;
            string[] lines = report.ToString().Split(Environment.NewLine);
            Assert.Equal(4, lines.Length);
            Assert.Contains("8 of 1,500 rows", lines[0]);
            Assert.Contains("if the linear model is right", lines[1]);
            Assert.Contains(report.CriterionValue.ToString("G4", CultureInfo.InvariantCulture), lines[1]);
        }
        finally
        {
            CultureInfo.CurrentCulture = culture;
        }
    }

    private static float[][] Make(int seed, int rows, int slots)
    {
        var random = new Random(seed);
        float[][] pool = Gaussian(seed, rows, slots);
        for (int j = 0; j < slots; j++)
        {
            double unit = Math.Pow(10, random.Next(4) == 0 ? random.Next(-37, 37) : random.Next(-6, 7));
            int kind = random.Next(6), copied = random.Next(slots);
            for (int i = 0; i < rows; i++)
                pool[i][j] = kind switch
                {
                    0 => pool[i][copied],
                    1 => i % slots == j ? 1 : 0,
                    2 => (float)(1.6e9 + (1e7 * pool[i][j])),
                    3 => 0,
                    _ => (float)(unit * pool[i][j]),
                };
        }

        return pool;
    }
}
