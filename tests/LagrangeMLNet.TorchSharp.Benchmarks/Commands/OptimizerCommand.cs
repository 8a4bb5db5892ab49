using LagrangeMLNet.TorchBenchmarks.Runs;
using TorchSharp;

namespace LagrangeMLNet.TorchBenchmarks.Commands;

/// <summary>The optimizer on modules of its own: against tuned rivals, and metric against metric.</summary>
internal static class OptimizerCommand
{
    public static void Run(CommandLine line, string folder)
    {
        int threads = line.Threads ?? 1;
        torch.set_num_threads(threads);
        if (line.Tasks.Count > 0)
            new TunedComparison(line, folder).Run();
        if (line.ComparesMetrics)
            MetricComparison.Run(folder);
        Console.WriteLine(
            $"{line.Seeds} seeds, {line.Steps} steps of 128 rows, 12,000 rows to learn and 3,000 held out, {threads} thread(s); "
            + $"{Environment.ProcessorCount} cores, TorchSharp 0.107.0, libtorch {torch.__version__}");
    }
}
