using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>The table of one set: a line for each side.</summary>
internal static class PeerTable
{
    public static ReportTable Of(SetResult result)
    {
        var rows = Rows(result.Measurements).ToList();
        var note = $"{Text.Count(result.TrainSize.Rows)} training and {Text.Count(result.TestRows)} held-out rows, "
            + $"{Text.Count(result.TrainSize.Slots)} slots, feature matrix {Text.Megabytes(result.TrainSize.Bytes)}"
            + (result.IsSynthetic ? ", made in code." : ".");
        foreach (var grid in result.Grids)
        {
            note += $" {grid.Name} over {grid.Points.Count} strengths took {Text.Seconds(grid.TotalSeconds)} s in all: "
                + string.Join(", ", grid.Points.Select(point => Text.Write($"{point.Strength:g} → {point.Loss:0.0000}"))) + ".";
        }

        return new ReportTable($"{result.Name} ({Text.LossName(result.Task)})", note, Columns(result.Measurements), rows);
    }

    public static IReadOnlyList<string> Columns(IReadOnlyList<Measurement> measurements) =>
        ["side", "fit, s", "time / ours", .. MetricNames(measurements), "loss against ours", "peak memory", "runs", "remark"];

    public static IEnumerable<IReadOnlyList<string>> Rows(IReadOnlyList<Measurement> measurements)
    {
        var ours = measurements.FirstOrDefault(m => m.Role == PeerRole.Ours);
        var metrics = MetricNames(measurements).Count;
        foreach (var m in measurements)
        {
            yield return
            [
                m.Competitor.Name,
                Text.Seconds(m.Seconds),
                Text.Ratio(m.Seconds / (ours?.Seconds ?? double.NaN)),
                .. m.Metrics?.Values.Select(metric => Text.Loss(metric.Value)) ?? Enumerable.Repeat(Text.None, metrics),
                Text.Percent(m.Loss / (ours?.Loss ?? double.NaN) - 1),
                m.Metrics is null ? Text.None : Text.Megabytes(m.PeakBytes),
                m.Metrics is null ? Text.None : m.Runs == 0 ? "warm-up" : Text.Count(m.Runs),
                m.Remark,
            ];
        }
    }

    private static IReadOnlyList<string> MetricNames(IReadOnlyList<Measurement> measurements) =>
        measurements.FirstOrDefault(m => m.Metrics is not null)?.Metrics is { } metrics
            ? [.. metrics.Values.Select(metric => metric.Name)]
            : ["loss"];
}
