using LagrangeMLNet.Benchmarks.Bars;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>All sides on all sets.</summary>
internal static class PeersCommand
{
    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        var plan = new TimingPlan(line.Runs, line.SecondsPerSide);
        report.Tables.Add(Method());
        foreach (var name in DataSetCatalog.Choose(line.Sets, folder))
        {
            try
            {
                Measure(name, folder, plan, report);
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                // Hours of other sets' measurements must not be lost with one set.
                report.Tables.Add(new ReportTable(name, "", ["failed"], [[e.Message.ReplaceLineEndings(" ")]]));
            }

            ConsoleWriter.Write(report.Tables[^1]);
        }
    }

    private static void Measure(string name, string? folder, TimingPlan plan, BenchmarkReport report)
    {
        ConsoleWriter.Status($"{name}: loading");
        var set = DataSetCatalog.Load(name, folder);
        var result = ConsoleWriter.Watch(name, (say, show) => new PeerComparison(set, plan, say, show).Run());
        report.Sets.Add(result);
        report.Tables.Add(PeerTable.Of(result));
        report.Bars.AddRange(PeerBars.Of(result));
    }

    private static ReportTable Method() => new(
        "How it was measured",
        "One 80/20 split; features prepared once, fitted on the training rows, cached and read once before any fit, so that all sides "
        + "read the same cached `IDataView`.",
        ["what", "how"],
        [
            ["fit", "median wall-clock seconds of warm fits, after two seconds of fits of each side; sides alternate run by run; a full collection before each"],
            ["peak memory", PeakMemory.Method + "; the cached input is not counted; garbage not yet collected is"],
            ["loss", "computed here in double from the scored columns; probabilities clipped to [2⁻²⁴, 1 − 2⁻²⁴]"],
            ["best L2", "L1 = 0, best of L2 = 10³ … 10⁻⁴ by held-out loss, searched until that rises by 1 %: a perfect choice for nothing"],
            ["runtime", "dynamic PGO off: with it, LBFGS is about four times slower on sparse rows, and no other side gains"],
            ["defaults", "every other side, ours included, at default options"],
        ]);
}
