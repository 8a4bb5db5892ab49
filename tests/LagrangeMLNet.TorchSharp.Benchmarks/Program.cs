using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Runtime;
using LagrangeMLNet.TorchBenchmarks;
using LagrangeMLNet.TorchBenchmarks.Runs;
using TorchSharp;

if (args is [] or ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(CommandLine.Usage);
    return args.Length == 0 ? 2 : 0;
}

if (TorchRuntime.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 1;
}

try
{
    CommandLine line = CommandLine.Parse(args);
    string? folder = DataFolder.Find(line.DataFolder);
    if (folder is null)
    {
        Console.WriteLine($"torch: skipped, needs data sets (folder: --data or {DataFolder.EnvironmentVariable})");
        return 0;
    }

    torch.set_num_threads(line.Threads);
    if (line.Tasks.Count > 0)
        new TunedComparison(line, folder).Run();
    if (line.ComparesMetrics)
        MetricComparison.Run(folder);
    Console.WriteLine(
        $"{line.Seeds} seeds, {line.Steps} steps of 128 rows, 12,000 rows to learn and 3,000 held out, {line.Threads} thread(s); "
        + $"{Environment.ProcessorCount} cores, TorchSharp 0.107.0, libtorch {torch.__version__}");
    return 0;
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("Try --help.");
    return 2;
}
