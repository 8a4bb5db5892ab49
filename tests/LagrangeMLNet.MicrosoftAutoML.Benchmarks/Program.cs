using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.MicrosoftAutoML.Benchmarks;

const string Usage = """
    Experiments of Microsoft.ML.AutoML from a file, their default pipeline: alone, and with our trainers and UseLagrangian().

    usage: dotnet run -c Release --project tests/LagrangeMLNet.MicrosoftAutoML.Benchmarks -- gain [options]

      --sets a,b,...    sets (default: adult,california,letter)
      --seeds 0,1,...   seeds (default: 0,1,2)
      --seconds N       time of an experiment (default 60)
      --data FOLDER     real data; default: LAGRANGEMLNET_DATA, else shared/data in this or a parent folder
      --networks        network trainers take part too
      --trials          prints every trial
    """;

if (args is not ["gain", ..])
{
    Console.WriteLine(Usage);
    return args is ["--help" or "-h" or "help", ..] ? 0 : 2;
}

try
{
    var command = new GainCommand();
    string? data = null;
    for (int i = 1; i < args.Length; i++)
    {
        string option = args[i];
        string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"Option {option} needs a value.");
        int Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentException($"Option {option} needs a whole number, not '{text}'.");
        switch (option)
        {
            case "--sets":
                command = command with { Sets = [.. Value().Split(',').Select(ExperimentSet.Named)] };
                break;
            case "--seeds":
                command = command with { Seeds = [.. Value().Split(',').Select(Number)] };
                break;
            case "--seconds":
                command = command with { Seconds = (uint)Number(Value()) };
                break;
            case "--data":
                data = Value();
                break;
            case "--networks":
                command = command with { UsesNetworks = true };
                break;
            case "--trials":
                command = command with { PrintsTrials = true };
                break;
            default:
                throw new ArgumentException($"There is no option '{option}'.");
        }
    }

    command.Run(DataFolder.Find(data)
        ?? throw new ArgumentException($"There is no folder of real data: give it with --data or in {DataFolder.EnvironmentVariable}."));
    return 0;
}
catch (ArgumentException e)
{
    Console.WriteLine($"{e.Message}\nTry --help.");
    return 2;
}
