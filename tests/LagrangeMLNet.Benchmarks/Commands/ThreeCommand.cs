using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.FirstFits;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>
/// The median of the first three fits of a process against LBFGS, on every real table and on its first rows: what a notebook or a test
/// run sees. Regression tables, which LBFGS has no squared loss for, are fitted with the Poisson likelihood on both sides.
/// </summary>
internal static class ThreeCommand
{
    private const int Fits = 3;
    private const double LargestMean = 0.2;

    /// <summary>A fit may take longer where its loss is by this share lower.</summary>
    private const double MuchBetter = 0.1;

    private static readonly long?[] Cuts = [300, 1_000, 10_000, null];

    private static readonly string[] Tables =
    [
        "adult", "sms", "mnist", "letter", "corefx", "california-poisson", "diamonds-poisson", "taxi-poisson", "weather", "phoneme", "wine",
        "abalone-poisson", "ames-poisson", "nass_dead", "rwm_count",
    ];

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        var rows = new List<IReadOnlyList<string>>();
        var ratios = new List<double>();
        var slower = 0;
        foreach (var name in DataSetCatalog.Choose(line.Sets ?? Tables, folder))
        {
            long last = 0;
            foreach (var cut in Cuts)
            {
                ConsoleWriter.Status($"{name}: {(cut is null ? "all" : Text.Count(cut.Value))} rows");
                var ours = FitProcess.Run(name, cut, PeerRole.Ours, Fits, folder);
                if (ours.Rows == last)
                    break; // The table has no more rows than the cut before.
                last = ours.Rows;
                var lbfgs = FitProcess.Run(name, cut, PeerRole.LbfgsDefault, Fits, folder);
                var ratio = FitClock.Median(ours.Seconds) / FitClock.Median(lbfgs.Seconds);
                var loss = (ours.Loss / lbfgs.Loss) - 1;
                ratios.Add(ratio);
                slower += ratio > 1 && loss > -MuchBetter ? 1 : 0;
                rows.Add(
                [
                    name, Text.Count(ours.Rows), Text.Seconds(FitClock.Median(ours.Seconds)), Text.Seconds(FitClock.Median(lbfgs.Seconds)),
                    Text.Ratio(ratio), Text.Percent(loss),
                ]);
            }
        }

        report.Bars.Add(new Bar(
            "first three fits", $"{ratios.Count} tables", "median time / LBFGS's, geometric mean", Math.Exp(ratios.Average(Math.Log)), LargestMean,
            BarUnit.Ratio));
        report.Bars.Add(new Bar(
            "first three fits", $"{ratios.Count} tables", "tables slower than LBFGS with no 10 % less loss", slower, 0, BarUnit.Ratio));
        report.Tables.Add(new ReportTable(
            "The first three fits of a process",
            "The median of three fits, each side in a process of its own; the data is read into the cache before.",
            ["set", "rows", "Lagrangian, s", "LBFGS, s", "ratio", "loss against LBFGS"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
    }
}
