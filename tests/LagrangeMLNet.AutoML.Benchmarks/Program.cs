using LagrangeMLNet.AutoML.Benchmarks;
using LagrangeMLNet.AutoML.Benchmarks.Commands;

if (args is [] or ["--help" or "-h" or "help", ..])
{
    Console.WriteLine(CommandLine.Usage);
    return args.Length == 0 ? 2 : 0;
}

try
{
    var line = CommandLine.Parse(args);
    switch (line.Command)
    {
        case "compute":
            ComputeCommand.Run(line);
            break;
        case "pruning":
            PruningCommand.Run(line);
            break;
        case "kills":
            KillsCommand.Run(line);
            break;
        case "workers":
            WorkersCommand.Run(line);
            break;
        default:
            throw new ArgumentException($"There is no command '{line.Command}'.");
    }

    return 0;
}
catch (ArgumentException e)
{
    Console.WriteLine($"{e.Message}\nTry --help.");
    return 2;
}
