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

    private static readonly int[] Counts = [50, 100, 200, 500, 1_000];

    /// <param name="sets">Sets, loaded one after the other.</param>
    /// <param name="draws">Random draws, and seeds of the plan: which row of a cell is taken is chance in part.</param>
    /// <param name="report">Receives bars and a table.</param>
    public static void Run(IEnumerable<DataSet> sets, int draws, BenchmarkReport report)
    {
        var table = new List<IReadOnlyList<string>>();
        var excess = new List<double>();
        foreach (var set in sets)
        {
            ConsoleWriter.Status($"labels: loss on {set.Name}");
            var ratios = Measure(set, draws, table, excess);
            report.Bars.Add(new Bar(
                "planned rows: loss on real data", set.Name, "planned / random median, worst n", ratios.Max(), WorstGoal, BarUnit.Ratio));
        }

        report.Bars.Add(new Bar(
            "planned rows: loss on real data", "all", "excess over all rows, planned / random, geometric mean",
            MeanRatio.Of(excess).Ratio, ExcessGoal, BarUnit.Ratio));
        report.Tables.Add(new ReportTable(
            "Loss with planned and with random rows",
            $"Log-loss, mean squared error or deviance on held-out rows, {draws} random draws and as many seeds of the plan, the Lagrangian trainer at its defaults, "
            + $"pools of at most {Text.Count(PoolRows)} training rows (seed {Seed}), at most {Text.Count(TestRows)} held-out rows (seed {TestSeed}). Excess: the median "
            + "loss less that of a fit to the whole pool, on both sides no less than the standard error of the random median. Spread: of planned losses over that of "
            + "random ones (half the distance of the order statistics around the median). Of the sets, taxi, phoneme and wine had been looked at before the choice was made.",
            ["set", "n", "random median", "planned median", "planned / random", "excess planned / random", "spread planned / random"],
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
            var random = Losses(draw => LabelPool.Draw(pool.Labels.Length, n, Seed + draw).Select(row => (long)row));
            var planned = Losses(draw => set.Context.Data.SelectPlannedRows(pool.Rows, n, seed: draw).Report.RowIndices);
            ratios.Add(planned.Value / random.Value);
            excess.Add(Excess(planned.Value, random, full));
            table.Add(
            [
                set.Name, Text.Count(n), Text.Loss(random.Value), Text.Loss(planned.Value), Text.Ratio(ratios[^1]), Text.Ratio(excess[^1]),
                Text.Ratio(planned.StandardError / random.StandardError),
            ]);
            ConsoleWriter.Status(string.Join("  ", table[^1]));
        }

        return ratios;

        MedianLoss Losses(Func<int, IEnumerable<long>> rows) =>
            MedianLoss.Of(Enumerable.Range(0, draws).Select(draw => loss.Of(loss.Fit(rows(draw)))));
    }

    /// <summary>
    /// Ratio of what both sides leave unlearnt. An excess below the standard error of the random median cannot be told from none, and may be
    /// negative; both sides are therefore taken for no less than that error. So every case counts, none gets a ratio that noise in a small
    /// denominator makes large or small, and where neither side has an excess that can be seen, the ratio is 1: nothing was gained.
    /// </summary>
    private static double Excess(double planned, MedianLoss random, double full) =>
        Math.Max(planned - full, random.StandardError) / Math.Max(random.Value - full, random.StandardError);
}
