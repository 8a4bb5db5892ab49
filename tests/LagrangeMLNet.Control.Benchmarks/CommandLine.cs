using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Control.Learning;

namespace LagrangeMLNet.Control.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Measures decisions: learning from logs, and evaluation of policies.

        usage: dotnet run -c Release --project tests/LagrangeMLNet.Control.Benchmarks -- <command> [options]

        commands
          learning   classification as a bandit: regret of the learnt policy beside the direct method's and inverse propensity learning's
          coverage   2,000 simulated logs: how often 95 % intervals hold the truth, their width; bias, spread and error beside the formulas
          offline    offline reinforcement learning: return of the learnt policy beside the logging policy's and the best one's
          ranking    10 policies ranked from a log: Spearman's correlation with the truth
          service    samples/Personalizer under 500 calls a second while it learns, and killed at 20 moments
          speed      seconds and memory of a fit on simulated decisions

        options
          --sets a,b,...     sets of learning and ranking (default: all: letter, adult, mnist, rings, gaussians, steps)
          --seeds 0,1,...    seeds (default: 0,1,2)
          --logging a,b,...  logging policies (default: all: uniform, soft, sharp)
          --data FOLDER      real data; default: LAGRANGEMLNET_DATA, else shared/data in this or a parent folder
          --logs N           simulated logs of coverage (default 2000)
          --rows N           decisions in a log of coverage (default 500), speed (default 1000000) or offline (default 30000)
          --environments a,b environments of offline (default: all: cartpole, mountaincar, lqr, inventory, grid), whose seeds are 0 … 9
          --method NAME      of offline: SoftIteration, KernelIteration or FeatureOccupancy (default: the best of all)
          --kind NAME        of speed: decisions (default) or steps
        """;

    public required string Command { get; init; }

    public IReadOnlyList<string> Sets { get; init; } = ["letter", "adult", "mnist", "rings", "gaussians", "steps"];

    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2];

    public IReadOnlyList<int> OfflineSeeds { get; init; } = [.. Enumerable.Range(0, 10)];

    public string[] Environments { get; init; } = ["cartpole", "mountaincar", "lqr", "inventory", "grid"];

    public FittedQMethod? Method { get; init; }

    public string Kind { get; init; } = "decisions";

    public IReadOnlyList<string> Logging { get; init; } = ["uniform", "soft", "sharp"];

    public string? DataFolderGiven { get; init; }

    public int Logs { get; init; } = 2000;

    public int? Rows { get; init; }

    /// <summary>The folder of real data.</summary>
    /// <exception cref="ArgumentException">There is none.</exception>
    public string RequiredDataFolder() => DataFolder.Find(DataFolderGiven)
        ?? throw new ArgumentException($"There is no folder of real data: give it with --data or in {DataFolder.EnvironmentVariable}.");

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that cannot be used.</exception>
    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine { Command = args[0] };
        for (int i = 1; i < args.Length; i++)
        {
            string option = args[i];
            string value = ++i < args.Length ? args[i] : throw new ArgumentException($"Option {option} needs a value.");
            line = option switch
            {
                "--sets" => line with { Sets = value.Split(',') },
                "--seeds" => line with { Seeds = Numbers(value), OfflineSeeds = Numbers(value) },
                "--environments" => line with { Environments = value.Split(',') },
                "--method" => line with { Method = MethodOf(value) },
                "--kind" => line with { Kind = value },
                "--logging" => line with { Logging = value.Split(',') },
                "--data" => line with { DataFolderGiven = value },
                "--logs" => line with { Logs = Number(value) },
                "--rows" => line with { Rows = Number(value) },
                _ => throw new ArgumentException($"There is no option {option}."),
            };
        }

        return line;
    }

    private static FittedQMethod MethodOf(string value) =>
        Enum.TryParse(value, out FittedQMethod method) ? method : throw new ArgumentException($"There is no method '{value}'.");

    private static int[] Numbers(string value) => [.. value.Split(',').Select(Number)];

    private static int Number(string value) => int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new ArgumentException($"'{value}' is no number.");
}
