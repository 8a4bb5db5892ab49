using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>Peak memory and time of fits with a given number of trees to rows that are made while they are read.</summary>
internal static class MemoryCommand
{
    private const int Rounds = 20;
    private const int Leaves = 31;
    private const double BytesPerRow = 40;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        int rows = line.Rows ?? 1_000_000;
        (string Name, RowGenerator Law, long Rows)[] cases =
        [
            (Text.Write($"dense, {rows} × 64"),
                new WellSpecifiedRows(LearningTask.Binary, 64, seed: 50, signal: 1.5, bias: 0.3, law: FeatureLaw.Uniform), rows),
            (Text.Write($"sparse, {rows / 10} × 100000"), new ZipfianTextRows(100_000, 2, 0.12, 0.05, seed: 51), rows / 10),
        ];
        var table = new List<IReadOnlyList<string>>();
        foreach ((string name, RowGenerator law, long count) in cases)
        {
            var context = new MLContext(seed: 1);
            IDataView few = new GeneratedDataView(law, 0, 2_000), train = new GeneratedDataView(law, 0, count);
            ITransformer Ours(IDataView view) => context.BinaryClassification.Trainers.LagrangianTrees(
                new LagrangianTreesBinaryTrainer.Options
                {
                    NumberOfRounds = Rounds,
                    NumberOfLeaves = Leaves,
                    HoldOutFraction = 0.01,
                    NumberOfThreads = line.Threads,
                }).Fit(view);
            ITransformer Peer(IDataView view) => LightGbmSide.Fit(
                context, LearningTask.Binary, view, null, new LightGbmSettings(Rounds, Leaves, 0.1, 10, L2: 1), line.Threads);
            // Once on few rows, so that compiled code is there before anything is measured.
            _ = (Ours(few), Peer(few));
            FeatureMatrixSize size = FeatureMatrixSize.Of(train);
            // A dense value is a byte; a sparse one a word.
            double bins = size.ExplicitValues == size.Rows * size.Slots ? size.ExplicitValues : sizeof(int) * (double)size.ExplicitValues;
            (double own, double seconds) = Measure(() => Ours(train));
            (double other, double peerSeconds) = Measure(() => Peer(train));
            table.Add([name, Contest.Ours, Text.Megabytes(own), Text.Seconds(seconds)]);
            table.Add([name, Contest.LightGbm, Text.Megabytes(other), Text.Seconds(peerSeconds)]);
            report.Bars.Add(new Bar(
                "memory", name, "peak / (1.3 × bins + 40 bytes a row)", own / ((1.3 * bins) + (BytesPerRow * size.Rows)), 1,
                BarUnit.Ratio));
            report.Bars.Add(new Bar("time", name, "ours / LightGBM, equal trees and leaves", seconds / peerSeconds, 1.2, BarUnit.Ratio));
        }

        ConsoleWriter.Write(new ReportTable(
            "Large fits",
            Text.Write($"{Rounds} trees of {Leaves} leaves; {PeakMemory.Method}; both sides pay for making the rows as they are read."),
            ["case", "side", "peak", "seconds"],
            table));

        static (double Bytes, double Seconds) Measure(Action fit)
        {
            double seconds = double.NaN;
            double bytes = PeakMemory.Of(() => seconds = FitClock.Time(fit));
            return (bytes, seconds);
        }
    }
}
