using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Design;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Planning;

/// <summary>Pools so small that every subset can be tried: how far from the best is what was chosen?</summary>
internal static class SmallPools
{
    private const double Goal = 0.01;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var pools = line.IsQuick ? 100 : 1_000;
        ConsoleWriter.Status($"design: {pools} small pools against all subsets");
        var context = new MLContext(seed: Split.Seed);
        DesignAlgorithm[] algorithms =
            [DesignAlgorithm.Automatic, DesignAlgorithm.Exchange, DesignAlgorithm.Greedy, DesignAlgorithm.Approximate];
        var efficiencies = algorithms.Select(_ => new List<double>()).ToList();
        var bounds = new List<double>();
        for (var p = 0; p < pools; p++)
        {
            var (rows, count) = Make(p);
            var best = Subsets(rows.Length, count).Min(subset => RowsView.TraceOfInverse(rows, subset));
            if (!double.IsFinite(best))
                continue;
            var view = RowsView.Of(context, rows);
            for (var a = 0; a < algorithms.Length; a++)
            {
                var options = new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = count, Algorithm = algorithms[a], Seed = p };
                var chosen = context.Data.SelectPlannedRows(view, options).Report;
                efficiencies[a].Add(best / RowsView.TraceOfInverse(rows, chosen.RowIndices.Select(row => (int)row)));
                if (a == 0)
                    bounds.Add(chosen.LowerBound / best);
            }
        }

        report.Tables.Add(new ReportTable(
            "Planned rows against all subsets",
            $"{Text.Count(efficiencies[0].Count)} random pools (seed = number of the pool): d ≤ 4, n ≤ 14, k ≤ 7, rows Gaussian, correlated, of length 1, "
            + "on a lattice or heavy-tailed. A-efficiency: tr(M⁻¹) of the best of all subsets over that of the chosen rows. The reported lower "
            + $"bound is at most {Text.Write($"{bounds.Max():0.000000}")} of the best (above 1 it would be wrong), on average {Text.Write($"{bounds.Average():0.000}")}.",
            ["algorithm", "least", "mean", "exactly the best"],
            [
                .. algorithms.Select((algorithm, a) => (string[])
                [
                    algorithm.ToString(),
                    Text.Write($"{efficiencies[a].Min():0.0000}"),
                    Text.Write($"{efficiencies[a].Average():0.0000}"),
                    Text.Percent(efficiencies[a].Count(e => e > 1 - 1e-6) / (double)efficiencies[a].Count).TrimStart('+'),
                ]),
            ]));
        ConsoleWriter.Write(report.Tables[^1]);
        report.Bars.Add(new Bar(
            "planned rows: small pools", $"{Text.Count(efficiencies[0].Count)} pools", "1 − least A-efficiency", 1 - efficiencies[0].Min(), Goal, BarUnit.Share));
    }

    private static (float[][] Rows, int Count) Make(int pool)
    {
        var random = new RowRandom(90, pool);
        var slots = 1 + (int)(4 * random.NextUniform());
        var count = slots + (int)((8 - slots) * random.NextUniform());
        var size = count + 1 + (int)((14 - count) * random.NextUniform());
        var rows = new float[size][];
        for (var r = 0; r < size; r++)
        {
            rows[r] = new float[slots];
            var common = random.NextGaussian();
            var length = pool % 5 == 4 ? Math.Exp(1.5 * random.NextGaussian()) : 1;
            for (var j = 0; j < slots; j++)
            {
                var value = random.NextGaussian();
                rows[r][j] = (float)(length * (pool % 5) switch
                {
                    1 => common + (0.3 * value),
                    3 => Math.Round(value),
                    _ => value,
                });
            }

            if (pool % 5 == 2)
                RowsView.Normalise(rows[r]);
        }

        return (rows, count);
    }

    private static IEnumerable<int[]> Subsets(int size, int count)
    {
        for (var bits = 0; bits < 1 << size; bits++)
            if (int.PopCount(bits) == count)
                yield return [.. Enumerable.Range(0, size).Where(i => (bits >> i & 1) == 1)];
    }
}
