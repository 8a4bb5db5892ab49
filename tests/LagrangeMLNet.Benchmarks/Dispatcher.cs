using LagrangeMLNet.Benchmarks.Commands;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks;

/// <summary>From the command line to the commands, and from their findings to the reports.</summary>
internal static class Dispatcher
{
    /// <returns>0, or 2 where the command line cannot be used.</returns>
    public static int Run(string[] args)
    {
        if (args is [] or ["--help" or "-h" or "help", ..])
        {
            ConsoleWriter.Status(CommandLine.Usage);
            return args.Length == 0 ? 2 : 0;
        }

        if (args[0] == "kernels")
            return KernelsCommand.Run(args[1..]);

        try
        {
            return Run(CommandLine.Parse(args), args);
        }
        catch (ArgumentException e)
        {
            ConsoleWriter.Status(e.Message);
            ConsoleWriter.Status("Try --help.");
            return 2;
        }
    }

    private static int Run(CommandLine line, string[] args)
    {
        if (line.Command == "fits")
        {
            FitsCommand.Run(line);
            return 0;
        }

        var report = new BenchmarkReport();
        foreach (var command in Commands(line))
        {
            command(line, report);
            // After each command: a run of hours that is cut off leaves what it had measured.
            if (line.Out is not null)
                MarkdownWriter.Write(report, line.Out, string.Join(' ', args));
        }

        if (report.Bars.Count > 0)
            ConsoleWriter.Write(BarTable.Of(report.Bars));
        ConsoleWriter.Status(Machine.Line);
        if (line.Readme is not null)
            ReadmeWriter.Write(report, line.Readme);
        return 0;
    }

    private static Action<CommandLine, BenchmarkReport>[] Commands(CommandLine line) => line.Command switch
    {
        "peers" when line.IsCold => [ColdCommand.Run],
        "peers" when line.IsThree => [ThreeCommand.Run],
        "peers" => [PeersCommand.Run],
        "cramer-rao" => [CramerRaoCommand.Run],
        "scaling" => [ScalingCommand.Run],
        "memory" => [MemoryCommand.Run],
        "normalisation" => [NormalisationCommand.Run],
        "planned" => [PlannedCommand.Run],
        "cancellation" => [CancellationCommand.Run],
        "stopping" => [StoppingCommand.Run],
        "design" => [DesignCommand.Run],
        "labels" => [LabelsCommand.Run],
        "wide" => [WideCommand.Run],
        "all" =>
        [
            PeersCommand.Run, NormalisationCommand.Run, CramerRaoCommand.Run, ScalingCommand.Run, MemoryCommand.Run,
            CancellationCommand.Run, PlannedCommand.Run, StoppingCommand.Run, DesignCommand.Run, LabelsCommand.Run,
            WideCommand.Run,
        ],
        _ => throw new ArgumentException($"There is no command '{line.Command}'."),
    };
}
