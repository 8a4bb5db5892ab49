using System.Globalization;

namespace OfflineControl;

/// <summary>What the command line asks for.</summary>
/// <param name="Steps">Steps of the log.</param>
/// <param name="Output">Folder for the pictures.</param>
/// <param name="Seed">Seed of the log.</param>
internal sealed record Arguments(int Steps, string Output, int Seed)
{
    public const string Usage = """
        Usage: dotnet run -c Release --project samples/OfflineControl [-- --steps N --output FOLDER --seed N]

          --steps   steps of each log, 300 or more; without it, 30000
          --output  folder for the pictures; without it, artifacts/offlinecontrol
          --seed    seed of the logs; without it, 1
        """;

    /// <exception cref="ArgumentException">The command line cannot be understood.</exception>
    public static Arguments Parse(string[] args)
    {
        var arguments = new Arguments(30_000, Path.Combine("artifacts", "offlinecontrol"), 1);
        for (int i = 0; i < args.Length; i++)
        {
            string value = i + 1 < args.Length
                ? args[i + 1]
                : throw new ArgumentException($"'{args[i]}' is not an option, or lacks its value.\n\n{Usage}");
            arguments = args[i++] switch
            {
                "--steps" => arguments with { Steps = Number(value, 300) },
                "--output" => arguments with { Output = value },
                "--seed" => arguments with { Seed = Number(value, 0) },
                var other => throw new ArgumentException($"'{other}' is not an option.\n\n{Usage}"),
            };
        }

        return arguments;
    }

    private static int Number(string value, int least) =>
        int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= least
            ? number
            : throw new ArgumentException($"'{value}' is no whole number from {least} on.\n\n{Usage}");
}
