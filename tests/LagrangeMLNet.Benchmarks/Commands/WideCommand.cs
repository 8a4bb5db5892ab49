using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>
/// Many more columns than rows: held-out loss of ours at default options against the best L2 of LBFGS and SDCA, chosen on the same
/// held-out rows, and fit times beside LBFGS's at default options (least squares: SDCA's).
/// </summary>
internal static class WideCommand
{
    private const string Topic = "wide data";
    private const int Sets = 30;
    private const double MeanGoal = 0.02;
    private const double WorstGoal = 0.05;
    private const double TimeGoal = 2;

    // Once the loss lies this far above the lowest, weaker strengths are not tried.
    private const double SearchEnd = 1.03;

    // Unpaid runs before the clocks: both sides' code is compiled.
    private const int WarmRuns = 2;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var numbers = line.Sets?.Select(number => int.Parse(number, CultureInfo.InvariantCulture)) ?? Enumerable.Range(0, Sets);
        var rows = new List<IReadOnlyList<string>>();
        List<double> excess = [], ours = [], peers = [];
        foreach (var number in numbers)
        {
            var wide = WideSet.Of(number, line.Seed);
            ConsoleWriter.Status($"wide: {number}, {wide.Rows} × {wide.Columns}, {wide.Name}");
            var set = wide.Make();
            var (own, ratio, cells) = Measure(set, line.Runs);
            excess.Add(ratio);
            ours.Add(own.Ours);
            peers.Add(own.Peer);
            rows.Add([Text.Write($"{number}"), wide.Name, Text.Count(wide.Rows), Text.Count(wide.Columns), .. cells]);
        }

        double timeRatio = FitClock.Median(ours) / FitClock.Median(peers);
        rows.Add(["mean", "", "", "", "", "", "", "", "", Text.Percent(excess.Average()), Text.Seconds(ours.Average()), Text.Seconds(peers.Average()), ""]);
        rows.Add(["most", "", "", "", "", "", "", "", "", Text.Percent(excess.Max()), Text.Seconds(ours.Max()), Text.Seconds(peers.Max()), ""]);
        rows.Add(
            ["median", "", "", "", "", "", "", "", "", Text.Percent(FitClock.Median(excess)), Text.Seconds(FitClock.Median(ours)), Text.Seconds(FitClock.Median(peers)), Text.Ratio(timeRatio)]);
        report.Tables.Add(new ReportTable(
            "Wide data: many more columns than rows",
            Text.Write($"Held-out loss on 5,000 rows of the same law, seed {line.Seed}. *best* is the lowest over L2 = 10⁵ … 10⁻³, half a decade apart (until the loss has risen by 3 %), of LBFGS and ")
            + "SDCA, chosen on the held-out rows; σ is the spread of the true scores, sparse a truth of 5 to 20 features. Seconds are medians of alternating warm "
            + "fits; the peer's are those of LBFGS at default options, of SDCA for least squares.",
            ["", "set", "rows", "columns", "ours", "best", "best is", "LBFGS", "SDCA", "ours / best − 1", "ours, s", "peer, s", "ratio"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
        var subject = Text.Write($"{excess.Count} sets, seed {line.Seed}");
        report.Bars.Add(new Bar(Topic, subject, "mean held-out loss over the best L2's", excess.Average(), MeanGoal, BarUnit.Percent));
        report.Bars.Add(new Bar(Topic, subject, "largest held-out loss over the best L2's", excess.Max(), WorstGoal, BarUnit.Percent));
        report.Bars.Add(new Bar(Topic, subject, "median fit time over the peer's", timeRatio, TimeGoal, BarUnit.Ratio));
    }

    private static ((double Ours, double Peer) Seconds, double Excess, IReadOnlyList<string> Cells) Measure(DataSet set, int runs)
    {
        var side = Ours.Default(set);
        var defaults = Fields.Of(set).Competitors.Where(competitor => competitor.Role is PeerRole.LbfgsDefault or PeerRole.SdcaDefault).ToList();
        var timed = defaults.FirstOrDefault(competitor => competitor.Role == PeerRole.LbfgsDefault) ?? defaults[0];
        var own = Loss(set, side);
        var (best, name) = (double.PositiveInfinity, "");
        foreach (var grid in (Func<DataSet, float, Competitor?>[])[WidePeers.Lbfgs, WidePeers.Sdca])
        {
            var least = double.PositiveInfinity;
            foreach (var l2 in WidePeers.Strengths)
            {
                if (grid(set, l2) is not { } peer || (Loss(set, peer) is var loss && loss > SearchEnd * least))
                    break;
                least = Math.Min(least, loss);
                if (loss < best)
                    (best, name) = (loss, Text.Write($"{peer.Name}, {l2:0.###}"));
            }
        }

        double Default(PeerRole role) => defaults.Find(competitor => competitor.Role == role) is { } peer ? Loss(set, peer) : double.NaN;
        List<double> ours = [], peers = [];
        for (var run = -WarmRuns; run < runs; run++)
        {
            var (first, second) = (FitClock.Time(() => side.Fit(set.Train)), FitClock.Time(() => timed.Fit(set.Train)));
            if (run < 0)
                continue;
            ours.Add(first);
            peers.Add(second);
        }

        var seconds = (FitClock.Median(ours), FitClock.Median(peers));
        return (seconds, own / best - 1,
        [
            Text.Loss(own), Text.Loss(best), name, Text.Loss(Default(PeerRole.LbfgsDefault)), Text.Loss(Default(PeerRole.SdcaDefault)),
            Text.Percent(own / best - 1), Text.Seconds(seconds.Item1), Text.Seconds(seconds.Item2), Text.Ratio(seconds.Item1 / seconds.Item2),
        ]);
    }

    private static double Loss(DataSet set, Competitor side) => ScoredRows.Measure(set.Task, side.Fit(set.Train).Score(set.Test)).Loss;
}
