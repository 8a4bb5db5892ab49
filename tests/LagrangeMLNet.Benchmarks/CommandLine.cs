using System.Globalization;

namespace LagrangeMLNet.Benchmarks;

/// <summary>What the command line asks for.</summary>
internal sealed record CommandLine
{
    public const string Usage = """
        Measures LagrangeMLNet against ML.NET's own trainers.

        usage: dotnet run -c Release --project tests/LagrangeMLNet.Benchmarks -- <command> [options]

        commands
          peers           fit time, memory and held-out loss of all sides, set by set; with --cold, the first fit of a process
                          instead; with --three, the median of the first three fits of a process against LBFGS, on all real tables
                          and on their first 300, 1,000 and 10,000 rows
          cramer-rao      excess risk against the Cramér–Rao limit d/(2n)
          scaling         time and memory against rows, in memory and streamed
          memory          peak memory of a fit against the bytes of the feature matrix
          normalisation   held-out loss on raw against min-max-scaled features
          cancellation    how long a fit goes on after its token was cancelled
          planned         training on a planned tenth of the rows against a uniform tenth and all of them
          stopping        the stopping rule against patience and fixed budgets, on recorded learning curves
          labels          labels needed on real data: planned rows against random order and margin sampling
          wide            many more columns than rows: held-out loss against the best L2 of LBFGS and SDCA, and fit times
          design          planned rows: exactness, the bound on the sphere, labels needed, cost on a large pool
          kernels         BenchmarkDotNet on the core's inner loops (further arguments go to it)
          fits            the first fits of this process on one set, as JSON: what 'peers --cold' and 'peers --three' start
          all             everything but the kernels, one after the other, in one report

        options
          --data FOLDER          real data; default: LAGRANGEMLNET_DATA, else shared/data in this or a parent folder
          --sets a,b,...         sets of 'peers', 'normalisation', 'cancellation', 'labels' and 'planned' (default: all; of the last three
                                 some), or parts of 'design' (small, sphere, labels, large)
          --seed S               seed of the sets of 'wide' (default 1); there, --sets takes numbers from 0
          --draws N              random draws, seeds of the plan, repetitions of 'labels', processes of 'peers --cold' (default 20)
          --part P               one part of 'labels': planned (loss after so many labels) or campaigns (labels needed)
          --runs N               timed warm runs of each side (default 5)
          --side ROLE            side of 'fits': Ours, LbfgsDefault, SdcaDefault
          --rows N               of 'fits': the table's first N rows alone
          --seconds-per-side S   slow sides get as many runs as fit into S seconds (default 60)
          --quick                smaller n and fewer repetitions in cramer-rao, scaling, memory, planned, labels and design: a check, not
                                 a measurement
          --out FILE.md          writes the report
          --readme FILE.md       replaces the table between the benchmark markers of docs/benchmarks.md ('peers' and 'all')
        """;

    public required string Command { get; init; }
    public string? DataFolder { get; init; }
    public IReadOnlyList<string>? Sets { get; init; }
    public int Runs { get; init; } = 5;
    public bool IsCold { get; init; }
    public bool IsThree { get; init; }
    public string Side { get; init; } = "";
    public long? Rows { get; init; }
    public int Seed { get; init; } = 1;
    public int? Draws { get; init; }
    public string? Part { get; init; }
    public double SecondsPerSide { get; init; } = 60;
    public bool IsQuick { get; init; }
    public string? Out { get; init; }
    public string? Readme { get; init; }

    /// <exception cref="ArgumentException">An option is unknown, lacks its value, or has one that cannot be used.</exception>
    public static CommandLine Parse(string[] args)
    {
        var line = new CommandLine { Command = args[0] };
        for (var i = 1; i < args.Length; i++)
        {
            var option = args[i];
            string Value() => ++i < args.Length ? args[i] : throw new ArgumentException($"Option {option} needs a value.");
            line = option switch
            {
                "--data" => line with { DataFolder = Value() },
                "--sets" => line with { Sets = Value().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) },
                "--runs" => line with { Runs = (int)Number(option, Value()) },
                "--cold" => line with { IsCold = true },
                "--three" => line with { IsThree = true },
                "--side" => line with { Side = Value() },
                "--rows" => line with { Rows = (long)Number(option, Value()) },
                "--seed" => line with { Seed = (int)Number(option, Value()) },
                "--draws" => line with { Draws = (int)Number(option, Value()) },
                "--part" => line with { Part = Value() },
                "--seconds-per-side" => line with { SecondsPerSide = Number(option, Value()) },
                "--quick" => line with { IsQuick = true },
                "--out" => line with { Out = Value() },
                "--readme" => line with { Readme = Value() },
                _ => throw new ArgumentException($"There is no option '{option}'."),
            };
        }

        return line;
    }

    private static double Number(string option, string value) =>
        double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && number >= 1
            ? number
            : throw new ArgumentException($"Option {option} needs a number of at least 1, not '{value}'.");
}
