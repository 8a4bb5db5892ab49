using LagrangeMLNet.Control.Benchmarks;
using LagrangeMLNet.Control.Benchmarks.Commands;

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
        case "learning":
            LearningCommand.Run(line);
            break;
        case "coverage":
            CoverageCommand.Run(line);
            break;
        case "offline":
            OfflineCommand.Run(line);
            break;
        case "ranking":
            RankingCommand.Run(line);
            break;
        case "service":
            await ServiceCommand.RunAsync(line);
            break;
        case "speed":
            SpeedCommand.Run(line);
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
