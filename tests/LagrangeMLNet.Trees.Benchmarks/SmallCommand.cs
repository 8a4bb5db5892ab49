using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>Few rows of each table, beside the better of LightGBM, FastTree and our linear trainer.</summary>
internal static class SmallCommand
{
    private static readonly int[] Sizes = [200, 500, 1000];
    private static readonly string[] Peers = [Contest.LightGbm, Contest.FastTree, Contest.Linear];

    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        var all = new List<(int Rows, Fit Fit)>();
        CommandLine untuned = line with { Trials = 0 };
        foreach (Table table in TreeTables.Chosen(line))
        {
            // Wide one-hot columns and the linear trainer's defaults need no scaling either.
            DataSet set = TabularSets.Load(folder, table, scaled: false);
            foreach (int rows in Sizes)
            {
                var own = new List<Fit>();
                for (int split = 1; split <= line.Splits; split++)
                    own.AddRange(Contest.Measure(set, split, rows, untuned, withLinear: true));
                ConsoleWriter.Write(Contest.TableOf(Text.Write($"{set.Name}, {rows} rows"), set.Task, own));
                all.AddRange(own.Select(fit => (rows, fit)));
            }
        }

        foreach (int rows in Sizes)
            report.Bars.Add(BarOf(Text.Write($"{rows} rows"), [.. all.Where(fit => fit.Rows == rows)]));
        report.Bars.Add(BarOf("all sizes", all));
        foreach (string peer in Peers)
            report.Bars.Add(new Bar(
                "small data", "all sizes", $"ours / {peer}, geometric mean",
                Contest.Mean(all.GroupBy(fit => fit.Rows).SelectMany(size =>
                    Contest.Ratios([.. size.Select(fit => fit.Fit)], peer, fit => fit.Loss))),
                1,
                BarUnit.Ratio));
    }

    private static Bar BarOf(string subject, IReadOnlyList<(int Rows, Fit Fit)> fits) => new(
        "small data", subject, "ours / the better peer, geometric mean",
        Contest.Mean(fits.GroupBy(fit => (fit.Rows, fit.Fit.Set, fit.Fit.Split)).Select(split =>
            split.Single(fit => fit.Fit.Side == Contest.Ours).Fit.Loss
            / split.Where(fit => Peers.Contains(fit.Fit.Side)).Min(fit => fit.Fit.Loss))),
        1.02,
        BarUnit.Ratio);
}
