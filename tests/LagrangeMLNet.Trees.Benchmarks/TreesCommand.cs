using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>Ours at default options beside the peers, on every table and split.</summary>
internal static class TreesCommand
{
    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        var all = new List<Fit>();
        foreach (Table table in TreeTables.Chosen(line))
        {
            DataSet set = TabularSets.Load(folder, table, scaled: false);
            var own = new List<Fit>();
            for (int split = 1; split <= line.Splits; split++)
                own.AddRange(Contest.Measure(set, split, line.Rows, line, withLinear: false));
            ConsoleWriter.Write(Contest.TableOf(set.Name, set.Task, own));
            all.AddRange(own);
        }

        report.Bars.AddRange(Bars(all));
    }

    private static IEnumerable<Bar> Bars(IReadOnlyList<Fit> fits)
    {
        if (fits.Any(fit => fit.Side == Contest.Tuned))
        {
            const string Tuned = "ours / LightGBM tuned";
            yield return new Bar("loss", "all sets", $"{Tuned}, geometric mean", Loss(fits, Contest.Tuned), 1.005, BarUnit.Ratio);
            foreach (var set in fits.GroupBy(fit => fit.Set))
                yield return new Bar("loss", set.Key, Tuned, Loss([.. set], Contest.Tuned), 1.03, BarUnit.Ratio);
            yield return new Bar("time", "all sets", Tuned, Seconds(Contest.Tuned), 0.05, BarUnit.Ratio);
        }

        foreach (string peer in (string[])[Contest.LightGbm, Contest.FastTree])
        {
            double[] ratios = [.. Contest.Ratios(fits, peer, fit => fit.Loss)];
            if (ratios.Length == 0)
                continue;
            double notBelow = ratios.Count(ratio => ratio >= 1) / (double)ratios.Length;
            yield return new Bar("loss", "all sets", $"share of fits not below {peer}'s", notBelow, 0.1, BarUnit.Share);
            yield return new Bar("loss", "all sets", $"ours / {peer}, geometric mean", Contest.Mean(ratios), 1, BarUnit.Ratio);
        }

        yield return new Bar("time", "all sets", "ours / LightGBM, geometric mean", Seconds(Contest.LightGbm), 3, BarUnit.Ratio);

        double Seconds(string peer) => Contest.Mean(Contest.Ratios(fits, peer, fit => fit.Seconds));
        static double Loss(IReadOnlyList<Fit> own, string peer) => Contest.Mean(Contest.Ratios(own, peer, fit => fit.Loss));
    }
}
