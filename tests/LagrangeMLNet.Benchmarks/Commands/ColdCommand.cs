using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.FirstFits;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>The first fit of a process, as most programs have only one: medians over fresh processes.</summary>
internal static class ColdCommand
{
    private const int Processes = 20;
    private const string Smallest = "dense6";
    private const double LongestSeconds = 0.060;

    private static readonly (PeerRole Side, string Text, double Goal)[] Rivals =
        [(PeerRole.LbfgsDefault, "time / LBFGS", 0.25), (PeerRole.SdcaDefault, "time / SDCA", 0.5)];

    /// <summary>One of each task, dense and one-hot.</summary>
    private static readonly string[] DefaultSets = [Smallest, "adult", "letter", "california", "rwm_count"];

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        var processes = line.Draws ?? Processes;
        var rows = new List<IReadOnlyList<string>>();
        foreach (var name in DataSetCatalog.Choose(line.Sets ?? (folder is null ? [Smallest] : DefaultSets), folder))
        {
            var sides = Sides(name, folder);
            var runs = sides.ToDictionary(side => side, _ => new List<FitTimes>());
            for (var run = 0; run < processes; run++)
            {
                ConsoleWriter.Status($"{name}: process {run + 1} of {processes} of each side");
                foreach (var side in sides)
                    runs[side].Add(FitProcess.Run(name, null, side, 1, folder));
            }

            double Median(PeerRole side, Func<FitTimes, double> value) =>
                runs.TryGetValue(side, out var of) ? FitClock.Median([.. of.Select(value)]) : double.NaN;
            double Seconds(PeerRole side) => Median(side, run => run.Seconds[0]);
            rows.AddRange(sides.Select(side => (string[])
            [
                name, Text.Count(runs[side][0].Rows), side.ToString(), Text.Seconds(Seconds(side)),
                Text.Seconds(Median(side, run => run.CompilationSeconds)), Text.Count((long)Median(side, run => run.CompiledMethods)),
                Text.Loss(runs[side][0].Loss),
            ]));
            var ours = Seconds(PeerRole.Ours);
            if (name == Smallest)
                report.Bars.Add(new Bar("first fit", name, "seconds", ours, LongestSeconds, BarUnit.Ratio));
            foreach (var (side, text, goal) in Rivals.Where(rival => sides.Contains(rival.Side)))
                report.Bars.Add(new Bar("first fit", name, text, ours / Seconds(side), goal, BarUnit.Ratio));
        }

        report.Tables.Add(new ReportTable(
            "The first fit of a process",
            $"Medians of {processes} fresh processes of each side, the sides alternating; the data is read into the cache before the fit. "
            + "Compilation is summed over all threads.",
            ["set", "rows", "side", "fit, s", "compilation, s", "methods compiled", "held-out loss"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    /// <summary>Those of the three sides that the set's task has.</summary>
    private static List<PeerRole> Sides(string name, string? folder)
    {
        var sides = Fields.Of(DataSetCatalog.Load(name, folder)).Competitors.Select(side => side.Role);
        return [.. sides.Where(role => role is PeerRole.Ours or PeerRole.LbfgsDefault or PeerRole.SdcaDefault)];
    }
}
