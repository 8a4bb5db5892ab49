using System.Globalization;

namespace PlanTheLabels;

/// <summary>What the command line asks for.</summary>
/// <param name="DataPath">Data to learn from; null for data made here.</param>
/// <param name="Label">Name of the label column, or null to find it.</param>
/// <param name="Output">Folder for the picture and the campaign.</param>
/// <param name="Repetitions">Pools drawn, each labelled by each strategy.</param>
internal sealed record Arguments(string? DataPath, string? Label, string Output, int Repetitions)
{
    public const string Usage = """
        Usage: dotnet run -c Release --project samples/PlanTheLabels [-- DATA [--label NAME] [--output FOLDER] [--repetitions N]]

          DATA           a CSV or TSV file, plain or .gz, whose labels are uncovered one by one; without it, data made here
          --label        name of the column to predict; without it, a column named Label, Target, Class or Y, else the last
          --output       folder for the picture and the campaign; without it, artifacts/planthelabels
          --repetitions  pools to draw, 2 or more; without it, 12
        """;

    /// <exception cref="ArgumentException">The command line cannot be understood.</exception>
    public static Arguments Parse(string[] args)
    {
        string? data = null;
        var options = new Dictionary<string, string>
        {
            ["--output"] = Path.Combine("artifacts", "planthelabels"),
            ["--repetitions"] = "12",
        };
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] is "--label" or "--output" or "--repetitions" && i + 1 < args.Length)
                options[args[i]] = args[++i];
            else if (args[i].StartsWith("--", StringComparison.Ordinal))
                throw new ArgumentException($"'{args[i]}' is not an option, or lacks its value.\n\n{Usage}");
            else if (data is null)
                data = args[i];
            else
                throw new ArgumentException($"Give one data file, not two: {data}, {args[i]}.\n\n{Usage}");
        }

        if (!int.TryParse(options["--repetitions"], NumberStyles.None, CultureInfo.InvariantCulture, out var repetitions) || repetitions < 2)
            throw new ArgumentException($"--repetitions is '{options["--repetitions"]}'; allowed is a whole number from 2 on.\n\n{Usage}");
        return new Arguments(data, options.GetValueOrDefault("--label"), options["--output"], repetitions);
    }
}
