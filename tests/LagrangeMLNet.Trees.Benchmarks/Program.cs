using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.TreesBenchmarks;
using Line = LagrangeMLNet.TreesBenchmarks.CommandLine;

if (args is [] or ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(Line.Usage);
    return args.Length == 0 ? 2 : 0;
}

try
{
    if (args is [Line.FirstFit])
    {
        ColdCommand.FitOnce(threads: 2);
        return 0;
    }

    Line line = Line.Parse(args);
    if (DataFolder.Find(line.Data) is not { } folder)
    {
        Console.WriteLine($"trees: skipped, needs data sets (folder: --data or {DataFolder.EnvironmentVariable})");
        return 0;
    }

    var report = new BenchmarkReport();
    switch (line.Mode)
    {
        case "--small":
            SmallCommand.Run(line, folder, report);
            break;
        case "--intervals":
            IntervalsCommand.Run(line, folder, report);
            break;
        case "--stopping":
            StoppingCommand.Run(line, folder, report);
            break;
        case "--memory":
            MemoryCommand.Run(line, report);
            break;
        case "--cold":
            ColdCommand.Run(line, report);
            break;
        default:
            TreesCommand.Run(line, folder, report);
            break;
    }

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
