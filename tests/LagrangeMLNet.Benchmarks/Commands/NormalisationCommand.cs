using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>
/// Whether features need scaling: held-out loss of ours on raw numbers against min-max-scaled ones, SDCA beside it for contrast.
/// </summary>
internal static class NormalisationCommand
{
    private const string Topic = "no normalisation needed";
    private const double Goal = 0.001;

    private static readonly Table[] Tables = [TabularSets.Adult, TabularSets.California, TabularSets.Letter, TabularSets.Diamonds];

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        if (folder is null)
        {
            ConsoleWriter.Status($"normalisation: skipped, needs the folder of real data (--data or {DataFolder.EnvironmentVariable})");
            return;
        }

        var rows = new List<IReadOnlyList<string>>();
        foreach (var table in Tables.Where(table => line.Sets?.Contains(table.File) ?? true))
        {
            var (raw, scaled) = (TabularSets.Load(folder, table, scaled: false), TabularSets.Load(folder, table));
            foreach (var role in (PeerRole[])[PeerRole.Ours, PeerRole.SdcaDefault])
            {
                ConsoleWriter.Status($"normalisation: {table.File}, {role}");
                var (onRaw, onScaled) = (Loss(raw, role), Loss(scaled, role));
                var difference = Math.Abs(onRaw / onScaled - 1);
                var side = role == PeerRole.Ours ? Ours.Name : "SDCA";
                rows.Add([table.File, side, Text.Loss(onRaw), Text.Loss(onScaled), Text.Percent(difference).TrimStart('+')]);
                if (role == PeerRole.Ours)
                    report.Bars.Add(new Bar(Topic, table.File, "held-out loss, raw against scaled", difference, Goal, BarUnit.Share));
            }
        }

        report.Tables.Add(new ReportTable(
            "Raw against min-max-scaled features",
            "Held-out loss (log-loss in nats; RMSE), both sides at default options.",
            ["set", "side", "raw", "scaled", "difference"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static double Loss(DataSet set, PeerRole role)
    {
        var side = Fields.Of(set).Competitors.First(competitor => competitor.Role == role);
        return ScoredRows.Measure(set.Task, side.Fit(set.Train).Score(set.Test)).Loss;
    }
}
