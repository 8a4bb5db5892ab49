using LagrangeMLNet.Benchmarks.Bars;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Benchmarks.Stopping;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>The stopping rule on recorded learning curves; its tables are <see cref="StoppingBenchmark"/>'s own.</summary>
internal static class StoppingCommand
{
    private const string Curves = "learning-curves.csv.gz";

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        if (folder is null || !File.Exists(Path.Combine(folder, Curves)))
        {
            ConsoleWriter.Status($"stopping: skipped, needs {Curves} (folder: --data or {DataFolder.EnvironmentVariable})");
            return;
        }

        var path = Path.Combine(folder, Curves);
        var text = WithOutput(() => StoppingBenchmark.Run([path]));
        ConsoleWriter.Status(text);
        // One level down: it becomes a section of the report.
        report.Appendices.Add(text.Replace("\n#", "\n##", StringComparison.Ordinal).Insert(0, "#"));
        report.Bars.AddRange(StoppingBars.Of(LearningCurve.Read(path)));
    }

    private static string WithOutput(Action action)
    {
        var console = Console.Out;
        using var writer = new StringWriter();
        Console.SetOut(writer);
        try
        {
            action();
        }
        finally
        {
            Console.SetOut(console);
        }

        return writer.ToString();
    }
}
