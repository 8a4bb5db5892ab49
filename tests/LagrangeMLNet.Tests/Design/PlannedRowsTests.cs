using LagrangeMLNet.Design;
using Microsoft.ML;
using Xunit;
using static LagrangeMLNet.Tests.Design.PoolSample;

namespace LagrangeMLNet.Tests.Design;

/// <summary>What is chosen and what is reported of it, against direct computation and all subsets.</summary>
public class PlannedRowsTests
{
    [Theory]
    [InlineData(DesignCriterion.A, 0.99)]
    [InlineData(DesignCriterion.D, 0.99)]
    [InlineData(DesignCriterion.V, 0.99)]
    [InlineData(DesignCriterion.E, 0.6)]
    public void SmallPoolsAreChosenFromAsWellAsByTryingAllSubsets(DesignCriterion criterion, double least) =>
        Any(mostSlots: 3, mostRows: 10, mostCount: 5).Check(25, pool =>
        {
            var (rows, count) = pool;
            int size = rows[0].Length;
            double best = Subsets(rows.Length, count).Min(subset => Value(criterion, rows, subset.Select(i => rows[i]), size));
            if (!(best < 1e8))
                return;
            var report = Context.Data.SelectPlannedRows(View(rows), count, criterion: criterion).Report;
            Assert.InRange(best / report.CriterionValue, least, 1 + 1e-6);
            Assert.True(report.LowerBound <= best * (1 + 1e-5), $"bound {report.LowerBound} above the best value {best}");
        }, Print);

    [Theory]
    [InlineData(DesignCriterion.A)]
    [InlineData(DesignCriterion.D)]
    [InlineData(DesignCriterion.V)]
    [InlineData(DesignCriterion.E)]
    public void ReportsTheValueOfWhatItChose(DesignCriterion criterion) =>
        Any(mostSlots: 6, mostRows: 60, mostCount: 20).Check(40, pool =>
        {
            var (rows, count) = pool;
            int size = rows[0].Length;
            foreach (var algorithm in new[] { DesignAlgorithm.Greedy, DesignAlgorithm.Exchange, DesignAlgorithm.Approximate })
            {
                var report = Context.Data.SelectPlannedRows(
                    View(rows), new PlannedRowsOptions { Count = count, Criterion = criterion, Algorithm = algorithm, Ridge = 0.01 }).Report;
                var chosen = report.RowIndices.Select(i => rows[i]).ToList();
                Assert.Equal(count, report.RowIndices.Distinct().Count());
                double value = Value(criterion, rows, chosen, size, 0.01);
                Assert.Equal(value, report.CriterionValue, 1e-5 * value);
                Assert.InRange(report.Efficiency, 0, 1);
            }
        }, Print);

    [Fact]
    public void NoChoiceBeatsWhatEfficienciesLeaveOpen() =>
        Any(mostSlots: 4, mostRows: 40, mostCount: 15).Check(40, pool =>
        {
            var (rows, count) = pool;
            int k = rows[0].Length;
            var report = Context.Data.SelectPlannedRows(View(rows), count).Report;
            var shares = report.Efficiencies!;
            Assert.All([shares.D, shares.A, shares.E, shares.V, shares.G], share => Assert.InRange(share, 0, 1));
            if (report.RidgeWasChosen || report.EstimableParameters < k)
                return;
            var own = Variances([.. report.RowIndices.Select(i => rows[i])]);
            var random = new Random(7);
            for (int draw = 0; draw < 30; draw++)
            {
                var other = Variances([.. random.GetItems(Enumerable.Range(0, rows.Length).ToArray(), rows.Length).Distinct().Take(count).Select(i => rows[i])]);
                foreach (var (share, mine, theirs) in new[] { shares.D, shares.A, shares.E, shares.V, shares.G }.Zip(own, other))
                    Assert.InRange(share, 0, (theirs / mine * 1.001) + 1e-6);
            }

            double[] Variances(float[][] chosen)
            {
                double[] information = Information(chosen, k);
                return Inverse(information, k) is not { } inverse ? [.. Enumerable.Repeat(double.PositiveInfinity, 5)] :
                [
                    Math.Exp(-LogDeterminant(information, k) / k), Trace(inverse, k), 1 / SmallestEigenvalue(information, k),
                    rows.Average(row => Quadratic(inverse, row)), rows.Max(row => Quadratic(inverse, row)),
                ];
            }
        }, Print);

    [Fact]
    public void AFactorialPlanHasTheEfficienciesOfAnOrthogonalDesign()
    {
        // All corners of the cube: M = 8 I for any criterion, the best there is.
        float[][] corners = [.. Enumerable.Range(0, 8).Select(c => Enumerable.Range(0, 3).Select(j => (c >> j & 1) == 1 ? 1f : -1f).ToArray())];
        float[][] inside = Gaussian(1, 30, 3).Select(row => row.Select(x => 0.2f * x).ToArray()).ToArray();
        var report = Context.Data.SelectPlannedRows(View([.. inside, .. corners]), 8, criterion: DesignCriterion.A).Report;
        Assert.All(report.RowIndices, i => Assert.InRange(i, 30, 37));
        Assert.Equal(3 / 8.0, report.CriterionValue, 1e-9);
        Assert.Equal(1, report.Efficiencies!.D, 1e-6);
        Assert.Equal(1, report.Efficiencies.A, 1e-6);
        Assert.Equal(1, report.Efficiencies.E, 1e-6);
        Assert.Equal(1, report.Efficiencies.G, 1e-5);
        Assert.Equal(1, report.Efficiency, 1e-4);
    }

    [Theory]
    [InlineData(DesignAlgorithm.Exchange)]
    [InlineData(DesignAlgorithm.Approximate)]
    [InlineData(DesignAlgorithm.Greedy)]
    [InlineData(DesignAlgorithm.Streaming)]
    public void ChoosesTheSameRowsOnAnyNumberOfThreads(DesignAlgorithm algorithm)
    {
        var view = View(Gaussian(3, 6_000, 30));
        PlannedRowsReport Choose(int threads) => Context.Data.SelectPlannedRows(
            view, new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 60, Algorithm = algorithm, NumberOfThreads = threads }).Report;
        var one = Choose(1);
        foreach (int threads in new[] { 2, 5 })
        {
            var many = Choose(threads);
            Assert.Equal(one.RowIndices, many.RowIndices);
            Assert.Equal(one.CriterionValue, many.CriterionValue);
            Assert.Equal(one.LowerBound, many.LowerBound);
        }
    }

    [Theory]
    [InlineData(DesignAlgorithm.Exchange)]
    [InlineData(DesignAlgorithm.Approximate)]
    [InlineData(DesignAlgorithm.Greedy)]
    public void DenseAndSparseRowsAreChosenAlike(DesignAlgorithm algorithm)
    {
        float[][] rows = Gaussian(4, 400, 12);
        var random = new Random(4);
        foreach (float[] row in rows)
            for (int j = 0; j < row.Length; j++)
                if (random.NextDouble() < 0.6)
                    row[j] = 0;
        var sparse = Rows(rows);
        foreach (var row in sparse)
        {
            int[] stored = [.. Enumerable.Range(0, 12).Where(j => row.Values[j] != 0)];
            row.Features = new(12, stored.Length, [.. stored.Select(j => row.Values[j])], stored);
        }

        var options = new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 24, Algorithm = algorithm };
        PlannedRowsReport fromDense = Context.Data.SelectPlannedRows(View(rows), options).Report,
            fromSparse = Context.Data.SelectPlannedRows(View(sparse, 12), options).Report;
        Assert.Equal(fromDense.CriterionValue, fromSparse.CriterionValue, 1e-6 * fromDense.CriterionValue);
        Assert.Equal(fromDense.RowIndices.Order(), fromSparse.RowIndices.Order());
    }

    [Fact]
    public void StreamingComesAsFarAsAPoolInMemory()
    {
        // 40 MB, more than is held when a pool is streamed.
        var rows = Gaussian(5, 250_000, 40);
        var view = View(rows);
        PlannedRowsReport Choose(DesignAlgorithm algorithm) =>
            Context.Data.SelectPlannedRows(view, new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = 200, Algorithm = algorithm }).Report;
        PlannedRowsReport streamed = Choose(DesignAlgorithm.Streaming), held = Choose(DesignAlgorithm.Approximate);
        Assert.Equal(DesignAlgorithm.Streaming, streamed.Algorithm);
        Assert.Equal(held.CriterionValue, streamed.CriterionValue, 0.002 * held.CriterionValue);
        double value = Trace(Inverse(Information(streamed.RowIndices.Select(i => rows[i]), 40), 40), 40);
        Assert.Equal(value, streamed.CriterionValue, 1e-5 * value);
        Assert.InRange(streamed.Efficiency, 0.97, 1);
    }

    [Fact]
    public void LargerPoolsAreChosenFromNearTheBound()
    {
        var rows = Gaussian(6, 20_000, 20);
        var exchanged = Context.Data.SelectPlannedRows(View(rows), 200, criterion: DesignCriterion.A).Report;
        Assert.InRange(exchanged.Efficiency, 0.99, 1);
        double first = Trace(Inverse(Information(rows.Take(200), 20), 20), 20);
        Assert.True(exchanged.CriterionValue < 0.6 * first, $"{exchanged.CriterionValue} against {first} of the first rows");
    }

    [Fact]
    public void TheFirstRowsOfTheOrderAreAGoodPlanThemselves()
    {
        var rows = Gaussian(7, 500, 5);
        var order = Context.Data.SelectPlannedRows(View(rows), 100, criterion: DesignCriterion.A).Report.RowIndices;
        double half = Trace(Inverse(Information(order.Take(50).Select(i => rows[i]), 5), 5), 5);
        double other = Trace(Inverse(Information(order.Skip(50).Select(i => rows[i]), 5), 5), 5);
        Assert.True(half <= other * 1.02, $"{half} of the first half, {other} of the second");
    }

    private static double Value(DesignCriterion criterion, float[][] pool, IEnumerable<float[]> chosen, int size, double ridge = 0)
    {
        double[] matrix = Information(chosen, size, ridge);
        if (Inverse(matrix, size) is not { } inverse)
            return double.PositiveInfinity;
        return criterion switch
        {
            DesignCriterion.A => Trace(inverse, size),
            DesignCriterion.D => Math.Exp(-LogDeterminant(matrix, size) / size),
            DesignCriterion.V => pool.Average(row => Quadratic(inverse, row)),
            _ => 1 / SmallestEigenvalue(matrix, size),
        };
    }

    private static void AssertNear(double expected, double actual) => Assert.Equal(expected, actual, 2e-5 * Math.Abs(expected));
}
