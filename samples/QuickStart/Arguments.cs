namespace QuickStart;

/// <summary>What the command line asks for.</summary>
/// <param name="Generate">File to write the shipped data to, or null to learn.</param>
/// <param name="DataPath">Data to learn from.</param>
/// <param name="Label">Name of the label column, or null to find it.</param>
/// <param name="Output">Folder for the model and the picture.</param>
internal sealed record Arguments(string? Generate, string DataPath, string? Label, string Output)
{
    public const string Usage = """
        Usage: dotnet run -c Release --project samples/QuickStart [-- DATA [--label NAME] [--output FOLDER]]
               dotnet run -c Release --project samples/QuickStart -- generate FILE

          DATA      a CSV or TSV file, plain or .gz; without it, the data shipped with this sample
          --label   name of the column to predict; without it, a column named Label, Target, Class or Y, else the last
          --output  folder for the model and the picture; without it, artifacts/quickstart
          generate  writes the shipped data anew
        """;

    /// <exception cref="ArgumentException">The command line cannot be understood.</exception>
    public static Arguments Parse(string[] args)
    {
        if (args is ["generate", var target])
            return new Arguments(target, "", null, "");

        var positional = new List<string>();
        var options = new Dictionary<string, string> { ["--output"] = Path.Combine("artifacts", "quickstart") };
        for (var i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal))
                positional.Add(args[i]);
            else if (args[i] is "--label" or "--output" && i + 1 < args.Length)
                options[args[i]] = args[++i];
            else
                throw new ArgumentException($"'{args[i]}' is not an option, or lacks its value.\n\n{Usage}");
        }

        if (positional.Count > 1)
            throw new ArgumentException($"Give one data file, not {positional.Count}: {string.Join(", ", positional)}.\n\n{Usage}");

        var shipped = Path.Combine(AppContext.BaseDirectory, "data", "churn.csv");
        return new Arguments(null, positional.FirstOrDefault(shipped), options.GetValueOrDefault("--label"), options["--output"]);
    }
}
