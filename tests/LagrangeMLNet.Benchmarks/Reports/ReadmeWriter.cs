using System.Text;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>Writes a document's table from a run: its figures are never typed by hand.</summary>
internal static class ReadmeWriter
{
    public const string Start = "<!-- benchmark:start -->";
    public const string End = "<!-- benchmark:end -->";

    /// <summary>Replaces what stands between the markers.</summary>
    /// <exception cref="InvalidOperationException">The file lacks a marker.</exception>
    public static void Write(BenchmarkReport report, string path)
    {
        var readme = File.ReadAllText(path);
        var start = readme.IndexOf(Start, StringComparison.Ordinal);
        var end = readme.IndexOf(End, StringComparison.Ordinal);
        if (start < 0 || end < start)
        {
            throw new InvalidOperationException(
                $"'{path}' needs a line '{Start}' and, below it, a line '{End}': the table goes between them.");
        }

        File.WriteAllText(path, readme[..(start + Start.Length)] + "\n" + Section(report.Sets) + readme[end..]);
    }

    private static string Section(IReadOnlyList<SetResult> sets)
    {
        var text = new StringBuilder();
        MarkdownWriter.AppendRows(text, Table(sets));
        text.AppendLine().AppendLine(
            "Each cell: median seconds of a warm fit / held-out loss, on the same cached data in one run; lower is better. Log-loss in "
            + "nats, RMSE, or mean Poisson deviance. *Best L2* was chosen on the held-out rows from up to eight strengths, and only that "
            + "fit is timed; for squared loss it is the benchmark's own closed-form ridge regression. *Speed*: LBFGS's (squared loss: "
            + $"SDCA's) default time over ours. *Loss*: ours against the best linear side measured. {Machine.Line}.");
        return text.ToString().ReplaceLineEndings("\n");
    }

    private static ReportTable Table(IReadOnlyList<SetResult> sets) => new(
        "",
        "",
        ["set", "Lagrangian", "LBFGS", "LBFGS, best L2", "SDCA", "LightGBM", "speed", "loss"],
        [.. sets.Select(Row)]);

    private static IReadOnlyList<string> Row(SetResult set)
    {
        var ours = set.Of(PeerRole.Ours);
        var best = set.Of(set.Task == LearningTask.Regression ? PeerRole.RidgeBest : PeerRole.LbfgsBest);
        var rival = set.Of(set.Task == LearningTask.Regression ? PeerRole.SdcaDefault : PeerRole.LbfgsDefault);
        var linear = set.LinearPeers.Append(best).Min(m => m?.Loss) ?? double.NaN;
        return
        [
            $"{set.Name} ({Text.LossName(set.Task).Split(',')[0]})",
            Cell(ours),
            Cell(set.Of(PeerRole.LbfgsDefault)),
            Cell(best) + (best?.Role == PeerRole.RidgeBest ? " (ridge)" : ""),
            Cell(set.Of(PeerRole.SdcaDefault)),
            Cell(set.Of(PeerRole.LightGbm)),
            ours is null || rival is null ? Text.None : Text.Ratio(rival.Seconds / ours.Seconds) + "×",
            Text.Percent((ours?.Loss ?? double.NaN) / linear - 1),
        ];
    }

    private static string Cell(Measurement? m) => m is null ? Text.None : $"{Text.Seconds(m.Seconds)} / {Text.Loss(m.Loss)}";
}
