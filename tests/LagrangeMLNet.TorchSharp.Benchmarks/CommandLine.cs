using System.Globalization;
using LagrangeMLNet.TorchBenchmarks.Tasks;

namespace LagrangeMLNet.TorchBenchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Measures LagrangianOptimizer against tuned Adam and AdamW, and the network trainers against LightGBM.

        usage: dotnet run -c Release --project tests/LagrangeMLNet.TorchSharp.Benchmarks -- <command> [options]

        commands
          torch           the optimizer on modules of its own, step by step and second by second
          network         LagrangianNetwork at its defaults against LightGBM, at its defaults and lightly tuned: held-out metrics, seconds
          epochs          what the stopping rule saves of a budget of 100 epochs, and what it loses

        options
          --data FOLDER   data sets; default: LAGRANGEMLNET_DATA, else shared/data in this or a parent folder
          --seeds N       runs of each side (default 5; epochs 3)
          --threads N     torch's threads (default: torch 1, network and epochs as the trainer chooses)
        options of torch
          --tasks a,b     some of mnist-mlp, mnist-cnn, adult, california, mnist-autoencoder; and metrics (the angles of the metrics, exact
                          against empirical Fisher information); default: all. Settings were chosen on others, which can be named too:
                          shapes-mlp, shapes-cnn, shapes-autoencoder, teacher (made in code), letter, diamonds, taxi
          --steps N       steps of a run (default 600)
        options of network and epochs
          --sets a,b      some of california, adult, diamonds, taxi, letter, mnist; default: all; of epochs those of 20,000 rows or fewer
          --seconds N     a side gets no further run after N seconds on a set (default 120)
          --out FILE.md   writes the report
        """;

    private const string Metrics = "metrics";

    public required string Command { get; init; }
    public string? DataFolder { get; init; }
    public IReadOnlyList<string> Tasks { get; init; } = TaskCatalog.Names;
    public bool ComparesMetrics { get; init; } = true;
    public int Seeds { get; init; } = 5;
    public int Steps { get; init; } = 600;
    public int? Threads { get; init; }
    public IReadOnlyList<string>? Sets { get; init; }
    public int Seconds { get; init; } = 120;
    public string? Out { get; init; }

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that cannot be used.</exception>
    public static CommandLine Parse(string[] args)
    {
        if (args is not ["torch" or "network" or "epochs", ..])
            throw new ArgumentException($"There is no command '{args.FirstOrDefault()}'.");
        var line = new CommandLine { Command = args[0], Seeds = args[0] == "epochs" ? 3 : 5 };
        for (int i = 1; i < args.Length; i++)
        {
            string option = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"Option {option} needs a value.");
            int Number() => int.TryParse(Value(), CultureInfo.InvariantCulture, out int number) && number >= 1
                ? number
                : throw new ArgumentException($"Option {option} needs a whole number of at least 1, not '{args[i]}'.");
            line = option switch
            {
                "--data" => line with { DataFolder = Value() },
                "--tasks" => line.WithTasks(Value().Split(',')),
                "--seeds" => line with { Seeds = Number() },
                "--steps" => line with { Steps = Number() },
                "--sets" => line with { Sets = Value().Split(',') },
                "--seconds" => line with { Seconds = Number() },
                "--out" => line with { Out = Value() },
                "--threads" => line with { Threads = Number() },
                _ => throw new ArgumentException($"There is no option '{option}'."),
            };
        }

        return line;
    }

    private CommandLine WithTasks(string[] names) =>
        this with { Tasks = [.. names.Where(name => name != Metrics)], ComparesMetrics = names.Contains(Metrics) };
}
