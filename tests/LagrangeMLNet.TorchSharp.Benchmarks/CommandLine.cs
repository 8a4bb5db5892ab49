using System.Globalization;
using LagrangeMLNet.TorchBenchmarks.Tasks;

namespace LagrangeMLNet.TorchBenchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Measures LagrangianOptimizer against tuned Adam and AdamW.

        usage: dotnet run -c Release --project tests/LagrangeMLNet.TorchSharp.Benchmarks -- torch [options]

        options
          --data FOLDER   data sets; default: LAGRANGEMLNET_DATA, else shared/data in this or a parent folder
          --tasks a,b     some of mnist-mlp, mnist-cnn, adult, california, mnist-autoencoder; and metrics (the angles of the metrics, exact
                          against empirical Fisher information); default: all. Settings were chosen on others, which can be named too: shapes-mlp, shapes-cnn,
                          shapes-autoencoder, teacher (made in code), letter, diamonds, taxi
          --seeds N       runs of each side (default 5)
          --steps N       steps of a run (default 600)
          --threads N     torch's threads (default 1)
        """;

    private const string Metrics = "metrics";

    public string? DataFolder { get; init; }
    public IReadOnlyList<string> Tasks { get; init; } = TaskCatalog.Names;
    public bool ComparesMetrics { get; init; } = true;
    public int Seeds { get; init; } = 5;
    public int Steps { get; init; } = 600;
    public int Threads { get; init; } = 1;

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that cannot be used.</exception>
    public static CommandLine Parse(string[] args)
    {
        if (args is not ["torch", ..])
            throw new ArgumentException($"There is no command '{args.FirstOrDefault()}'.");
        var line = new CommandLine();
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
                "--threads" => line with { Threads = Number() },
                _ => throw new ArgumentException($"There is no option '{option}'."),
            };
        }

        return line;
    }

    private CommandLine WithTasks(string[] names) =>
        this with { Tasks = [.. names.Where(name => name != Metrics)], ComparesMetrics = names.Contains(Metrics) };
}
