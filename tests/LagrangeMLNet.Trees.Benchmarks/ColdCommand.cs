using System.Diagnostics;
using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using Microsoft.ML;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>The first fit of a fresh process: this program, started again, prints its milliseconds.</summary>
internal static class ColdCommand
{
    private const int Rows = 10_000;
    private const int Slots = 20;
    private const double GoalMilliseconds = 400;

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        double[] milliseconds = [.. Enumerable.Range(0, line.Splits).Select(_ => Start())];
        ConsoleWriter.Write(new ReportTable(
            "First fit", Text.Write($"{Rows} × {Slots}, cached, in fresh processes."), ["fit", "ms"],
            [.. milliseconds.Select((own, i) => (string[])[Text.Write($"{i + 1}"), Text.Write($"{own:0}")])]));
        report.Bars.Add(new Bar(
            "first fit", Text.Write($"{Rows} × {Slots}"), "median milliseconds / 400", FitClock.Median(milliseconds) / GoalMilliseconds, 1,
            BarUnit.Ratio));
    }

    /// <summary>Fits once and prints how long it took.</summary>
    public static void FitOnce(int threads)
    {
        var context = new MLContext(seed: 1);
        var law = new WellSpecifiedRows(LearningTask.Binary, Slots, seed: 50, signal: 1.5, bias: 0.3, law: FeatureLaw.Uniform);
        IDataView train = context.Data.Cache(new GeneratedDataView(law, 0, Rows));
        _ = FeatureMatrixSize.Of(train);
        long start = Stopwatch.GetTimestamp();
        Contest.FitOurs(context, LearningTask.Binary, train, threads);
        Console.WriteLine(Stopwatch.GetElapsedTime(start).TotalMilliseconds.ToString(CultureInfo.InvariantCulture));
    }

    private static double Start()
    {
        using Process process = Process.Start(new ProcessStartInfo(
            Environment.ProcessPath!, [Environment.GetCommandLineArgs()[0], CommandLine.FirstFit])
        {
            RedirectStandardOutput = true,
        })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return double.Parse(output, CultureInfo.InvariantCulture);
    }
}
