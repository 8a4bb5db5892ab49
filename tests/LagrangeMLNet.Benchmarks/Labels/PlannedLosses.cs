using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>Held-out loss after so many labels, rows planned at default options against rows drawn at random.</summary>
internal static class PlannedLosses
{
    private const double WorstGoal = 1.02;
    private const double ExcessGoal = 0.8;
    private const int PoolRows = 20_000;
    private const int TestRows = 4_000;
    private const int Seed = 2_000;
    private const int TestSeed = 77;

    /// <summary>Random draws, and seeds of the plan: which row of a cell is taken is chance in part.</summary>
    private const int Draws = 20;

    private const int QuickDraws = 5;

    private static readonly int[] Counts = [50, 100, 200, 500, 1_000];

    public static void Run(IEnumerable<DataSet> sets, bool isQuick, BenchmarkReport report)
    {
        var table = new List<IReadOnlyList<string>>();
        var excess = new List<double>();
        foreach (var set in sets)
        {
            ConsoleWriter.Status($"labels: loss on {set.Name}");
            var ratios = Measure(set, isQuick ? QuickDraws : Draws, table, excess);
            report.Bars.Add(new Bar(
                "planned rows: loss on real data", set.Name, "planned / random median, worst n", ratios.Max(), WorstGoal, BarUnit.Ratio));
        }

        report.Bars.Add(new Bar(
            "planned rows: loss on real data", "all", "excess over all rows, planned / random, geometric mean",
            MeanRatio.Of(excess).Ratio, ExcessGoal, BarUnit.Ratio));
        report.Tables.Add(new ReportTable(
            "Loss with planned and with random rows",
            $"Log-loss, mean squared error or deviance on held-out rows, {(isQuick ? QuickDraws : Draws)} random draws and as many seeds of the plan, the Lagrangian "
            + $"trainer at its defaults, pools of at most {Text.Count(PoolRows)} training rows (seed {Seed}), at most {Text.Count(TestRows)} held-out rows (seed {TestSeed}). "
            + "Excess: the median loss less that of a fit to the whole pool.",
            ["set", "n", "random median", "planned median", "planned / random", "planned / random, root", "excess planned / random"],
            table));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static List<double> Measure(DataSet set, int draws, List<IReadOnlyList<string>> table, List<double> excess)
    {
        var pool = LabelPool.Of(set, set.Train, LabelPool.Draw(set.TrainSize.Rows, PoolRows, Seed));
        var loss = new LabelLoss(set.Task, pool, LabelPool.Of(set, set.Test, LabelPool.Draw(set.TestSize.Rows, TestRows, TestSeed)));
        var full = loss.Of(loss.Fit(Enumerable.Range(0, pool.Labels.Length).Select(row => (long)row)));
        var ratios = new List<double>();
        foreach (var n in Counts.Where(n => 2 * n <= pool.Labels.Length))
        {
            var random = Median(draws, draw => LabelPool.Draw(pool.Labels.Length, n, Seed + draw).Select(row => (long)row));
            var planned = Median(draws, draw => set.Context.Data.SelectPlannedRows(pool.Rows, n, seed: draw).Report.RowIndices);
            ratios.Add(planned / random);
            if (random > full)
                excess.Add(Math.Max(planned - full, 1e-3 * (random - full)) / (random - full));
            table.Add(
            [
                set.Name, Text.Count(n), Text.Loss(random), Text.Loss(planned), Text.Ratio(planned / random), Text.Ratio(Math.Sqrt(planned / random)),
                Text.Ratio((planned - full) / (random - full)),
            ]);
            ConsoleWriter.Status(string.Join("  ", table[^1]));
        }

        return ratios;

        double Median(int count, Func<int, IEnumerable<long>> rows)
        {
            double[] losses = [.. Enumerable.Range(0, count).Select(draw => loss.Of(loss.Fit(rows(draw)))).Order()];
            return (losses[(count - 1) / 2] + losses[count / 2]) / 2;
        }
    }
}
