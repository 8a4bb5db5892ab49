using System.Globalization;
using System.Net;

namespace Personalizer;

/// <summary>How the service is started; what may change while it runs is <see cref="Learning.ServiceConfiguration"/>.</summary>
internal sealed record Settings
{
    public const string Usage = """
        Usage: dotnet run -c Release --project samples/Personalizer [-- options]

        Serves rank, reward, activate and evaluations as Azure AI Personalizer did, and learns while it serves. Its page is at the
        address it prints.

          --url URL            where it listens; without it, http://127.0.0.1:5080. A port of 0 takes a free one
          --data FOLDER        where events are kept; without it, artifacts/personalizer
          --key-file FILE      file whose first line callers have to send as Ocp-Apim-Subscription-Key; needed where others than this
                               machine can reach it. The environment's PERSONALIZER_KEY does the same
          --exploration RULE   thompson, softmax, squarecb or epsilon-greedy; without it, thompson
          --durability WHAT    process (an acknowledged event survives the death of the service) or power (that of the machine too; slower);
                               without it, process
          --seed N             seed of decisions; without it, 0
          --simulate           a simulated population calls it, in a clock of its own
          --rate N             simulated people a second, 1 to 1000; without it, 60
        """;

    private const string KeyVariable = "PERSONALIZER_KEY";

    public string Url { get; init; } = "http://127.0.0.1:5080";

    public string DataFolder { get; init; } = Path.Combine("artifacts", "personalizer");

    public string? Key { get; init; }

    public ExplorationKind Exploration { get; init; } = ExplorationKind.Thompson;

    public bool SurvivesPowerLoss { get; init; }

    public int Seed { get; init; }

    public bool Simulate { get; init; }

    public int Rate { get; init; } = 60;

    /// <summary>Whether events ripen and policies are learnt by themselves; tests do it by hand.</summary>
    public bool LearnsInBackground { get; init; } = true;

    /// <summary>Lets the simulation's own folder be told from that of the events of people.</summary>
    public string EventFolder => Simulate ? Path.Combine(DataFolder, "simulation") : DataFolder;

    /// <exception cref="ArgumentException">The command line cannot be understood, or what it asks for is not safe.</exception>
    public static Settings Parse(string[] args)
    {
        var settings = new Settings { Key = ReadKey(Environment.GetEnvironmentVariable(KeyVariable), KeyVariable) };
        for (int i = 0; i < args.Length; i++)
        {
            if (args[i] == "--simulate")
            {
                settings = settings with { Simulate = true };
                continue;
            }

            string option = args[i];
            string value = ++i < args.Length
                ? args[i]
                : throw new ArgumentException($"'{option}' is not an option, or lacks its value.\n\n{Usage}");
            settings = option switch
            {
                "--url" => settings with { Url = value },
                "--data" => settings with { DataFolder = value },
                "--key-file" => settings with { Key = ReadKey(File.ReadLines(value).FirstOrDefault() ?? "", value) },
                "--exploration" => settings with { Exploration = Rule(value) },
                "--durability" when value is "process" or "power" => settings with { SurvivesPowerLoss = value == "power" },
                "--seed" => settings with { Seed = Number(option, value, int.MinValue, int.MaxValue) },
                "--rate" => settings with { Rate = Number(option, value, 1, 1000) },
                _ => throw new ArgumentException($"'{option}' with '{value}' is not an option.\n\n{Usage}"),
            };
        }

        return settings.Check();
    }

    private Settings Check()
    {
        if (!Uri.TryCreate(Url, UriKind.Absolute, out var address) || address.Scheme != "http")
            throw new ArgumentException($"--url is '{Url}'; give an address such as http://127.0.0.1:5080, and put TLS in front of it.");
        bool isOwn = address.IsLoopback || (IPAddress.TryParse(address.Host, out var ip) && IPAddress.IsLoopback(ip));
        if (!isOwn && Key is null)
        {
            throw new ArgumentException(
                $"Others than this machine can reach {Url}: give a key with --key-file or in {KeyVariable}, which callers send as "
                + "Ocp-Apim-Subscription-Key.");
        }

        return this;
    }

    private static string? ReadKey(string? key, string source) => key is null || key.Trim().Length >= 16
        ? key?.Trim()
        : throw new ArgumentException($"The key in {source} has {key.Trim().Length} characters; at least 16 are needed.");

    private static ExplorationKind Rule(string value) => value switch
    {
        "thompson" => ExplorationKind.Thompson,
        "softmax" => ExplorationKind.Softmax,
        "squarecb" => ExplorationKind.SquareCB,
        "epsilon-greedy" => ExplorationKind.EpsilonGreedy,
        _ => throw new ArgumentException($"--exploration is '{value}'; allowed are thompson, softmax, squarecb and epsilon-greedy."),
    };

    private static int Number(string option, string value, int least, int most) =>
        int.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most
            ? number
            : throw new ArgumentException($"{option} is '{value}'; allowed is a whole number from {least} to {most}.");
}

/// <summary>How decisions explore; every rule is raised to the floor of the exploration percentage.</summary>
internal enum ExplorationKind
{
    /// <summary>As often as an action is the best of what is believed.</summary>
    Thompson,

    /// <summary>The learnt policy's own softmax.</summary>
    Softmax,

    /// <summary>Inverse-gap weighting.</summary>
    SquareCB,

    /// <summary>The best, but for the floor: what the retired service did by default.</summary>
    EpsilonGreedy,
}
