using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Design;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Planning;

/// <summary>Choosing from a large pool: time against one plain pass over it, and memory against the pool's own.</summary>
internal static class LargePool
{
    private const double TimeGoal = 40;
    private const double MemoryGoal = 1.5;
    private const int Slots = 64;
    private const int Count = 1_000;
    private const int Runs = 5;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var rows = line.IsQuick ? 100_000 : 1_000_000;
        var context = new MLContext(seed: Split.Seed);
        ConsoleWriter.Status($"design: pool of {Text.Count(rows)} × {Slots}, making and caching it");
        var pool = context.Data.Cache(new GeneratedDataView(new PoolRows(), 0, rows), Columns.Label, Columns.Features);
        Pass(pool);
        var bytes = (double)rows * Slots * sizeof(float);
        var passes = new List<double>();
        var times = new List<double>();
        var streamed = new List<double>();
        PlannedRowsReport? planned = null, streamedReport = null;
        context.Data.SelectPlannedRows(pool, Count, criterion: DesignCriterion.A);
        for (var run = 0; run < Runs; run++)
        {
            ConsoleWriter.Status($"design: run {run + 1} of {Runs}");
            passes.Add(FitClock.Time(() => Pass(pool)));
            times.Add(FitClock.Time(() => planned = context.Data.SelectPlannedRows(pool, Count, criterion: DesignCriterion.A).Report));
            if (run < 2)
                streamed.Add(FitClock.Time(() => streamedReport = context.Data.SelectPlannedRows(
                    pool, new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = Count, Algorithm = DesignAlgorithm.Streaming }).Report));
        }

        var peak = PeakMemory.Of(() => context.Data.SelectPlannedRows(pool, Count, criterion: DesignCriterion.A));
        var streamedPeak = PeakMemory.Of(() => context.Data.SelectPlannedRows(
            pool, new PlannedRowsOptions { Criterion = DesignCriterion.A, Count = Count, Algorithm = DesignAlgorithm.Streaming }));
        var pass = FitClock.Median(passes);
        var time = FitClock.Median(times);
        report.Tables.Add(new ReportTable(
            "Planned rows from a large pool",
            $"{Text.Count(rows)} rows × {Slots} slots (seed 93; eigenvalues of the covariance from 1 to 0.01), cached in memory, {Text.Megabytes(bytes)}; "
            + $"{Text.Count(Count)} chosen. Plain pass: a cursor reads each row's features and adds up one dot product a row, one thread, {Text.Seconds(pass)} s "
            + $"(median of {Runs}, taken in turns with the choices). Peak: {PeakMemory.Method}; the cached pool itself is not in it.",
            ["algorithm", "seconds", "plain passes", "looks at the pool", "rows per second", "certified efficiency", "peak", "peak / pool"],
            [Row(planned!, time, peak), Row(streamedReport!, FitClock.Median(streamed), streamedPeak)]));
        ConsoleWriter.Write(report.Tables[^1]);
        var subject = $"{Text.Count(rows)} × {Slots}, choose {Text.Count(Count)}";
        report.Bars.Add(new Bar("planned rows: large pool", subject, "time / plain pass", time / pass, TimeGoal, BarUnit.Ratio));
        report.Bars.Add(new Bar("planned rows: large pool", subject, "peak memory / pool", peak / bytes, MemoryGoal, BarUnit.Ratio));

        string[] Row(PlannedRowsReport result, double seconds, long memory) =>
        [
            result.Algorithm.ToString(), Text.Seconds(seconds), Text.Ratio(seconds / pass), Text.Count(result.Passes),
            Text.Count((long)(rows / seconds)), Text.Write($"{result.Efficiency:0.0000}"), Text.Megabytes(memory), Text.Ratio(memory / bytes),
        ];
    }

    private static double Pass(IDataView pool)
    {
        var direction = new float[Slots];
        direction.AsSpan().Fill(0.5f);
        var column = pool.Schema[Columns.Features];
        using var cursor = pool.GetRowCursor([column]);
        var getter = cursor.GetGetter<Microsoft.ML.Data.VBuffer<float>>(column);
        var row = default(Microsoft.ML.Data.VBuffer<float>);
        double sum = 0;
        while (cursor.MoveNext())
        {
            getter(ref row);
            sum += System.Numerics.Tensors.TensorPrimitives.Dot(row.GetValues(), direction);
        }

        return sum;
    }

    /// <summary>Gaussian rows whose variances fall from 1 to 0.01 from slot to slot, mixed with their neighbours.</summary>
    private sealed class PoolRows : RowGenerator
    {
        public override int Slots => LargePool.Slots;

        public override LearningTask Task => LearningTask.Regression;

        public override double Make(long row, FeatureRow features)
        {
            var random = new RowRandom(93, row);
            var values = features.StartDense();
            double before = 0;
            for (var j = 0; j < values.Length; j++)
            {
                var own = random.NextGaussian() * Math.Pow(0.01, 0.5 * j / (values.Length - 1));
                values[j] = (float)(own + (0.5 * before));
                before = own;
            }

            return 0;
        }
    }
}
