using System.Globalization;
using LagrangeMLNet.AutoML.Benchmarks.Commands;
using LagrangeMLNet.AutoML.Benchmarks.Sets;
using LagrangeMLNet.Benchmarks.DataSets;

namespace LagrangeMLNet.AutoML.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Measures the sweep engine.

        usage: dotnet run -c Release --project tests/LagrangeMLNet.AutoML.Benchmarks -- <command> [options]

        commands
          compute   processor time until a sweep is within 0.1 % of the best of 64 random trials on all rows
          pruning   the same trials, proposed at random, under each pruning rule: processor time, and winners that were pruned
          kills     sweeps in processes of their own, killed (SIGKILL) at random moments and resumed, against an undisturbed one: ledgers
          workers   trials per minute of two workers against one, runs taken in turns

        options
          --sets a,b,...    sets (default: all)
          --seeds 0,1,...   seeds (default: 0,1,2,3,4)
          --data FOLDER     real data; default: LAGRANGEMLNET_DATA, else shared/data in this or a parent folder
          --cache FILE      keeps what every fit gave and took, so that it can be run in pieces and no fit is done twice
          --sides a,b,...   ways to sweep that compute compares (default: all: kinematic, halving, median, none, random)
          --subsets NAME    random or planned rows on the smaller rungs of compute and pruning (default random)
          --patience X      most processor time of the sides compared with kinematic, in shares of the random sweep's; one that has not
                            arrived by then counts as so much, to its favour (default 1; kinematic itself always has 1)
          --rows N          rows that are read of each set instead of its own number
          --trials N        trials of the sweep (default 64)
          --moments N       moments at which a sweep is killed (default 20)
          --repetitions N   runs of each side (default 3)
        """;

    public required string Command { get; init; }

    /// <summary>The sets, with the rows that are read of each.</summary>
    public IReadOnlyList<SweepSet> Sets
    {
        get => [.. field.Select(set => Rows is { } rows ? set with { Rows = rows } : set)];
        init;
    } = SweepSet.All;

    public int? Rows { get; init; }

    public IReadOnlyList<int> Seeds { get; init; } = [0, 1, 2, 3, 4];

    public string? DataFolderGiven { get; init; }

    public string Cache { get; init; } = Path.Combine("artifacts", "sweep-benchmark.cache");

    public int Trials { get; init; } = 64;

    public int Moments { get; init; } = 20;

    public int Repetitions { get; init; } = 3;

    public double Patience { get; init; } = 1;

    public SweepSubsets Subsets { get; init; } = SweepSubsets.Random;

    public IReadOnlyList<Side> Sides { get; init; } = Side.All;

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
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"Option {option} needs a value.");
            line = option switch
            {
                "--sets" => line with { Sets = [.. Value().Split(',').Select(SweepSet.Named)] },
                "--seeds" => line with { Seeds = [.. Value().Split(',').Select(value => Number(option, value))] },
                "--data" => line with { DataFolderGiven = Value() },
                "--cache" => line with { Cache = Value() },
                "--sides" => line with { Sides = [.. Value().Split(',').Select(SideNamed)] },
                "--subsets" => line with { Subsets = SubsetsNamed(Value()) },
                "--patience" => line with { Patience = Share(option, Value()) },
                "--rows" => line with { Rows = Number(option, Value()) },
                "--trials" => line with { Trials = Number(option, Value()) },
                "--moments" => line with { Moments = Number(option, Value()) },
                "--repetitions" => line with { Repetitions = Number(option, Value()) },
                _ => throw new ArgumentException($"There is no option '{option}'."),
            };
        }

        return line;
    }

    private static Side SideNamed(string name) => Side.All.FirstOrDefault(side => side.Name == name)
        ?? throw new ArgumentException($"There is no side '{name}'. Sides: {string.Join(", ", Side.All.Select(side => side.Name))}.");

    private static SweepSubsets SubsetsNamed(string name) => name switch
    {
        "random" => SweepSubsets.Random,
        "planned" => SweepSubsets.Planned,
        _ => throw new ArgumentException($"Option --subsets needs random or planned, not '{name}'."),
    };

    private static double Share(string option, string value) =>
        double.TryParse(value, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double share) && share is > 0 and <= 1
            ? share
            : throw new ArgumentException($"Option {option} needs a share above 0 and up to 1, not '{value}'.");

    private static int Number(string option, string value) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            ? number
            : throw new ArgumentException($"Option {option} needs a whole number, not '{value}'.");
}
