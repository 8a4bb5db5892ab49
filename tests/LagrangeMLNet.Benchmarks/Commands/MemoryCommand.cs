using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;
using Microsoft.ML;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>
/// Peak memory of a fit on large matrices that are made while they are read, so that the whole growth is the trainer's own.
/// </summary>
internal static class MemoryCommand
{
    private const double Goal = 1.3;

    /// <summary>Enough for LBFGS's peak to be seen; its time is not compared here.</summary>
    private const int LbfgsIterations = 5;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var scale = line.IsQuick ? 4 : 1;
        var dense = new WellSpecifiedRows(LearningTask.Binary, 100, seed: 50, signal: 1.5, bias: 0.3, law: FeatureLaw.Uniform);
        (string Name, RowGenerator Law, long Rows)[] cases =
        [
            ("dense, 100 slots", dense, 1_100_000 / scale),
            ("sparse text, 10⁵ slots", new ZipfianTextRows(100_000, 2, 0.12, 0.05, seed: 51), 1_000_000 / scale),
        ];
        var lbfgs = new LbfgsLogisticRegressionBinaryTrainer.Options { MaximumNumberOfIterations = LbfgsIterations };
        var rows = new List<IReadOnlyList<string>>();
        foreach (var (name, law, count) in cases)
        {
            var context = new MLContext(seed: Split.Seed);
            var train = new GeneratedDataView(law, 0, count);
            ConsoleWriter.Status($"memory: {name}, warm-up");
            // Once on few rows, so that compiled code and one-off tables are there before anything is measured.
            Ours.Fit(context, law.Task, new GeneratedDataView(law, 0, 2_000));
            ConsoleWriter.Status($"memory: {name}, measuring the matrix");
            var size = FeatureMatrixSize.Of(train);
            var ratio = Add(rows, name, Ours.Name, size, () => Ours.Fit(context, law.Task, train));
            Add(rows, name, $"LBFGS, {LbfgsIterations} iterations", size, () =>
                context.BinaryClassification.Trainers.LbfgsLogisticRegression(lbfgs).Fit(train));
            report.Bars.Add(new Bar(
                "memory", $"{name}, {Text.Megabytes(size.Bytes)}", "peak / bytes of the feature matrix", ratio, Goal, BarUnit.Ratio));
        }

        report.Tables.Add(new ReportTable(
            "Peak memory",
            $"{PeakMemory.Method}; input made while it is read. Matrix: 4 bytes a slot of a dense row, 8 bytes an explicit value of a "
            + "sparse one.",
            ["case", "side", "matrix", "peak", "peak / matrix", "allocated in all", "fit, s"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static double Add(List<IReadOnlyList<string>> rows, string name, string side, FeatureMatrixSize size, Action fit)
    {
        ConsoleWriter.Status($"memory: {name}, {side}");
        var before = GC.GetTotalAllocatedBytes();
        var seconds = double.NaN;
        var peak = PeakMemory.Of(() => seconds = FitClock.Time(fit));
        var ratio = (double)peak / size.Bytes;
        rows.Add(
        [
            name,
            side,
            Text.Megabytes(size.Bytes),
            Text.Megabytes(peak),
            Text.Ratio(ratio),
            Text.Megabytes(GC.GetTotalAllocatedBytes() - before),
            Text.Seconds(seconds),
        ]);
        return ratio;
    }
}
