using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Runtime;
using LagrangeMLNet.TorchBenchmarks.Commands;
using Line = LagrangeMLNet.TorchBenchmarks.CommandLine;

if (args is [] or ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(Line.Usage);
    return args.Length == 0 ? 2 : 0;
}

if (TorchRuntime.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 1;
}

try
{
    Line line = Line.Parse(args);
    string? folder = DataFolder.Find(line.DataFolder);
    if (folder is null)
    {
        Console.WriteLine($"{line.Command}: skipped, needs data sets (folder: --data or {DataFolder.EnvironmentVariable})");
        return 0;
    }

    var report = new BenchmarkReport();
    switch (line.Command)
    {
        case "network":
            NetworkCommand.Run(line, folder, report);
            break;
        case "epochs":
            EpochsCommand.Run(line, folder, report);
            break;
        default:
            OptimizerCommand.Run(line, folder);
            break;
    }

    if (report.Bars.Count > 0)
        ConsoleWriter.Write(BarTable.Of(report.Bars));
    ConsoleWriter.Status(Machine.Line);
    return 0;
}
catch (ArgumentException error)
{
    Console.Error.WriteLine(error.Message);
    Console.Error.WriteLine("Try --help.");
    return 2;
}
