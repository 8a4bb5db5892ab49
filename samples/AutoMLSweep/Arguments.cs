using System.Globalization;

namespace AutoMLSweep;

/// <summary>What the command line asks for.</summary>
/// <param name="DataPath">Data to learn from.</param>
/// <param name="Label">Name of the label column, or null to find it.</param>
/// <param name="Output">Folder for the ledger, the model, the picture and the report.</param>
/// <param name="Trials">Most trials.</param>
/// <param name="Minutes">Time for the search, or null for no limit.</param>
/// <param name="Resume">Whether to go on with the ledger in the folder.</param>
internal sealed record Arguments(string DataPath, string? Label, string Output, int Trials, double? Minutes, bool Resume)
{
    public const string Usage = """
        Usage: dotnet run -c Release --project samples/AutoMLSweep [-- DATA [options]]

          DATA       a CSV or TSV file, plain or .gz; without it, the data shipped with the QuickStart sample
          --label    name of the column to predict; without it, a column named Label, Target, Class or Y, else the last
          --output   folder for the ledger, the model, the picture and the report; without it, artifacts/sweep
          --trials   most trials; without it, 32, or no limit where --minutes is given
          --minutes  time for the search; without it, no limit
          --resume   go on with the ledger in the output folder
        """;

    /// <exception cref="ArgumentException">The command line cannot be understood.</exception>
    public static Arguments Parse(string[] args)
    {
        var positional = new List<string>();
        var options = new Dictionary<string, string> { ["--output"] = Path.Combine("artifacts", "sweep") };
        var resume = false;
        for (var i = 0; i < args.Length; i++)
        {
            if (args[i] == "--resume")
                resume = true;
            else if (!args[i].StartsWith("--", StringComparison.Ordinal))
                positional.Add(args[i]);
            else if (args[i] is "--label" or "--output" or "--trials" or "--minutes" && i + 1 < args.Length)
                options[args[i]] = args[++i];
            else
                throw new ArgumentException($"'{args[i]}' is not an option, or lacks its value.\n\n{Usage}");
        }

        if (positional.Count > 1)
            throw new ArgumentException($"Give one data file, not {positional.Count}: {string.Join(", ", positional)}.\n\n{Usage}");
        var shipped = Path.Combine(AppContext.BaseDirectory, "data", "churn.csv");
        return new Arguments(
            positional.FirstOrDefault(shipped),
            options.GetValueOrDefault("--label"),
            options["--output"],
            (int?)Number(options, "--trials") ?? (options.ContainsKey("--minutes") ? int.MaxValue : 32),
            Number(options, "--minutes"),
            resume);
    }

    private static double? Number(Dictionary<string, string> options, string name) => !options.TryGetValue(name, out var text) ? null
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number is > 0 and < 1e6 ? number
        : throw new ArgumentException($"{name} is '{text}'; give a number above 0.\n\n{Usage}");
}
