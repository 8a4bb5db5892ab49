using System.Globalization;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        trees [--small | --intervals | --stopping | --memory | --cold] [--data FOLDER] [--sets a,b] [--splits 5] [--rows N] [--trials 64]
              [--threads 2]

        Held-out loss and time of boosted trees at default options beside LightGBM and FastTree at theirs, and LightGBM tuned by random
        trials (--trials 0: not tuned). --rows cuts the training rows of each split. Start with OMP_WAIT_POLICY=passive.

        --small      200, 500 and 1,000 training rows of each set, beside the better of LightGBM, FastTree and our linear trainer
        --intervals  coverage and width of 90 % intervals on the sets whose label is a number, beside even ones
        --stopping   loss of the round that was kept, against the best number of rounds in hindsight
        --memory     peak memory and time of large fits made while they are read, and time for equal trees beside LightGBM
        --cold       the first fit of a fresh process, 10,000 rows of 20 features
        """;

    /// <summary>What a process that is started for its first fit is asked.</summary>
    public const string FirstFit = "first-fit";

    public static readonly string[] Modes = ["--small", "--intervals", "--stopping", "--memory", "--cold"];

    /// <summary>What is measured: null is the comparison on all rows.</summary>
    public string? Mode { get; private init; }

    public string? Data { get; private init; }

    public IReadOnlyList<string>? Sets { get; private init; }

    public int Splits { get; private init; } = 5;

    public int? Rows { get; private init; }

    public int Trials { get; init; } = 64;

    public int Threads { get; private init; } = 2;

    public static CommandLine Parse(string[] args)
    {
        if (args is not ["trees", ..])
            throw new ArgumentException($"There is no command '{args[0]}'.");
        var line = new CommandLine();
        for (int i = 1; i < args.Length; i += 2)
        {
            if (Modes.Contains(args[i]))
            {
                line = line with { Mode = args[i--] };
                continue;
            }

            string value = i + 1 < args.Length ? args[i + 1] : throw new ArgumentException($"{args[i]} needs a value.");
            line = args[i] switch
            {
                "--data" => line with { Data = value },
                "--sets" => line with { Sets = value.Split(',') },
                "--splits" => line with { Splits = Count(args[i], value, 1) },
                "--rows" => line with { Rows = Count(args[i], value, 50) },
                "--trials" => line with { Trials = Count(args[i], value, 0) },
                "--threads" => line with { Threads = Count(args[i], value, 1) },
                _ => throw new ArgumentException($"There is no option '{args[i]}'."),
            };
        }

        return line;
    }

    private static int Count(string option, string value, int least) =>
        int.TryParse(value, CultureInfo.InvariantCulture, out int count) && count >= least
            ? count
            : throw new ArgumentException($"{option} is '{value}'; allowed is a number from {least}.");
}
