using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>Time and memory against rows: 10⁴ … 10⁷ rows of 20 slots, made while they are read, with all memory and with little.</summary>
internal static class ScalingCommand
{
    private const int Slots = 20;
    private const long TestRows = 100_000;
    private const double SteepestExponent = 1.1;
    private const double LargestGrowth = 1.1;

    /// <summary>Below this many rows fixed costs count, so that the exponent is taken from here on.</summary>
    private const long FirstRowsOfExponent = 100_000;

    private sealed record Point(long Rows, double PassSeconds, double Seconds, long PeakBytes, double Loss)
    {
        public long MatrixBytes => Rows * Slots * sizeof(float);
    }

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        long[] sizes = line.IsQuick ? [10_000, 100_000, 1_000_000] : [10_000, 100_000, 1_000_000, 10_000_000];
        var law = new WellSpecifiedRows(LearningTask.Binary, Slots, seed: 40, signal: 1.5, bias: 0.3, law: FeatureLaw.Uniform);
        var limit = line.IsQuick ? 4 : 64;
        Measure(law, sizes[0], null, runs: 3);
        var inMemory = sizes.Select(rows => Measure(law, rows, null, Runs(line, rows))).ToList();
        var streamed = sizes.Select(rows => Measure(law, rows, limit, Runs(line, rows))).ToList();
        // Smaller ones fit into the limit and are not streamed.
        var beyondLimit = streamed.Where(point => point.MatrixBytes > limit * (1L << 20)).ToList();
        var large = inMemory.Where(point => point.Rows >= FirstRowsOfExponent).ToList();
        const string linear = "cost linear in rows";
        report.Bars.Add(new Bar(
            linear, Range(large), "exponent of time in rows, in memory", Exponent(large), SteepestExponent, BarUnit.Ratio));
        report.Bars.Add(new Bar(
            linear, Range(beyondLimit), "exponent of time in rows, streamed", Exponent(beyondLimit), SteepestExponent, BarUnit.Ratio));
        report.Bars.Add(new Bar(
            "streaming: constant memory",
            Range(beyondLimit),
            $"ratio of peaks, limit {limit} MiB",
            (double)streamed[^1].PeakBytes / beyondLimit[0].PeakBytes,
            LargestGrowth,
            BarUnit.Ratio));
        report.Tables.Add(new ReportTable(
            "Time and memory against rows",
            $"Logistic law, {Slots} slots, rows made while they are read (a bare pass reads them once and does nothing else; it is part of "
            + $"every pass of a fit). Streamed: MaximumMemoryInMegabytes = {limit}. Peak: {PeakMemory.Method}.",
            ["mode", "rows", "matrix", "bare pass, s", "fit, s", "fit, ns per row", "peak", "peak / matrix", "held-out log-loss"],
            [.. inMemory.Select(point => Row("in memory", point)), .. streamed.Select(point => Row("streamed", point))]));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static int Runs(CommandLine line, long rows) => rows > 1_000_000 ? 1 : Math.Min(3, line.Runs);

    private static Point Measure(WellSpecifiedRows law, long rows, int? limit, int runs)
    {
        ConsoleWriter.Status($"scaling: {Text.Count(rows)} rows{(limit is null ? "" : ", streamed")}");
        var context = new MLContext(seed: Split.Seed);
        var train = new GeneratedDataView(law, 0, rows);
        var pass = FitClock.Time(() => FeatureMatrixSize.Of(train));
        var seconds = new List<double>();
        long peak = 0;
        Fitted? fitted = null;
        for (var run = 0; run < runs; run++)
        {
            peak = Math.Max(
                peak, PeakMemory.Of(() => seconds.Add(FitClock.Time(() => fitted = Ours.Fit(context, law.Task, train, limit)))));
        }

        var loss = BinaryMetrics.Of(fitted!.Score(new GeneratedDataView(law, 1L << 40, TestRows))).Loss;
        return new Point(rows, pass, FitClock.Median(seconds), peak, loss);
    }

    /// <summary>Least-squares slope of ln(seconds) on ln(rows).</summary>
    private static double Exponent(List<Point> points)
    {
        var x = points.Select(point => Math.Log(point.Rows)).ToList();
        var y = points.Select(point => Math.Log(point.Seconds)).ToList();
        var (meanX, meanY) = (x.Average(), y.Average());
        return x.Zip(y, (a, b) => (a - meanX) * (b - meanY)).Sum() / x.Sum(a => (a - meanX) * (a - meanX));
    }

    private static string Range(List<Point> points) => $"{Text.Count(points[0].Rows)} … {Text.Count(points[^1].Rows)} rows";

    private static IReadOnlyList<string> Row(string mode, Point point) =>
    [
        mode,
        Text.Count(point.Rows),
        Text.Megabytes(point.MatrixBytes),
        Text.Seconds(point.PassSeconds),
        Text.Seconds(point.Seconds),
        Text.Ratio(1e9 * point.Seconds / point.Rows),
        Text.Megabytes(point.PeakBytes),
        Text.Ratio((double)point.PeakBytes / point.MatrixBytes),
        Text.Loss(point.Loss),
    ];
}
