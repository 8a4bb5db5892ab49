using System.Globalization;

namespace LagrangeMLNet.Campaigns;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Searches for faults: relations that must hold between fits, plans and sweeps, tried on random data.

        usage: dotnet run -c Release --project tests/LagrangeMLNet.Campaigns -- [options]

          --cases N        number of cases (default 10000)
          --seed S         another seed, other cases (default 1)
          --only TEXT      cases whose subject or relation contains the text
          --case K         the case of number K alone, as a report names it (with the same --seed and --only)
          --workers N      cases beside each other (default: one a processor)
          --allowed N      violations that chance may cause (default 0)

        Ends with 1 where relations were violated more often.
        """;

    public int Cases { get; init; } = 10_000;

    public int Seed { get; init; } = 1;

    public string? Only { get; init; }

    public int? Case { get; init; }

    public int Allowed { get; init; }

    public int Workers { get; init; } = Environment.ProcessorCount;

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that cannot be used.</exception>
    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine();
        for (int i = 0; i < args.Length; i++)
        {
            string option = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"Option {option} needs a value.");
            line = option switch
            {
                "--cases" => line with { Cases = Number(option, Value(), 1) },
                "--seed" => line with { Seed = Number(option, Value(), 0) },
                "--only" => line with { Only = Value() },
                "--case" => line with { Case = Number(option, Value(), 0) },
                "--allowed" => line with { Allowed = Number(option, Value(), 0) },
                "--workers" => line with { Workers = Number(option, Value(), 1) },
                _ => throw new ArgumentException($"There is no option '{option}'."),
            };
        }

        return line;
    }

    private static int Number(string option, string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : throw new ArgumentException($"Option {option} needs a whole number of at least {least}, not '{value}'.");
}
