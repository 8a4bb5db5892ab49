using LagrangeMLNet.AutoML.Benchmarks.Measuring;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>
/// Processor time that a sweep takes until its best complete trial is within 0.1 % of the best that a random sweep on all rows finds, as a
/// share of that sweep's total.
/// </summary>
internal static class ComputeCommand
{
    /// <summary>Losses of which one is at most so many times the other are as good as each other.</summary>
    public const double Near = 1.001;

    /// <summary>Trials that a side may begin: more than any uses before its processor time is spent.</summary>
    private const int MostTrials = 400;

    public static void Run(CommandLine line)
    {
        string folder = line.RequiredDataFolder();
        if (Path.GetDirectoryName(line.Cache) is { Length: > 0 } parent)
            Directory.CreateDirectory(parent);
        using var cache = new EvaluationCache(line.Cache);
        Console.WriteLine($"shares of {string.Join(", ", line.Sides.Select(side => side.Name))}");
        var shares = new List<double[]>();
        foreach (var set in line.Sets)
        {
            var rows = set.Load(folder);
            var ofSet = new List<double[]>();
            foreach (int seed in line.Seeds)
                ofSet.Add(Measure(line, set.Name, seed, new SweepRace(set, rows, seed, line.Subsets, cache)));
            Console.WriteLine(Means($"{set.Name}, mean", line.Sides, ofSet));
            shares.AddRange(ofSet);
        }

        Tell(line, shares);
    }

    private static void Tell(CommandLine line, List<double[]> shares)
    {
        Console.WriteLine();
        Console.WriteLine(Figures.Invariant($"{line.Sets.Count} sets ({string.Join(", ", line.Sets.Select(set => $"{set.Name}: {set.Rows:N0} rows"))}), {line.Seeds.Count} seeds."));
        var means = line.Sides.Select((side, i) => (side.Name, Share: shares.Average(share => share[i]))).ToArray();
        for (int i = 0; i < means.Length; i++)
            Console.WriteLine(Figures.Invariant($"{means[i].Name,-10} {means[i].Share:0.000} of the random sweep's total; {shares.Count(share => share[i] >= Patience(line, line.Sides[i]))} of {shares.Count} had not arrived after {Patience(line, line.Sides[i]):0.00} of it"));
        if (means.FirstOrDefault(mean => mean.Name == Side.Kinematic) is not (not null, var kinematic))
            return;
        Figures.Bar("kinematic / random sweep's total", kinematic, 0.25);
        foreach (var (name, share) in means.Where(mean => mean.Name is "halving" or "median"))
            Figures.Bar($"kinematic / {name}", kinematic / share, 0.7);
    }

    private static double[] Measure(CommandLine line, string set, int seed, SweepRace race)
    {
        var random = race.Run(SweepSearch.Random, new NoPruning(), line.Trials);
        double total = random.Sum(Figures.Seconds), best = Figures.BestLoss(random), target = best * Near;
        double[] shares = [.. line.Sides.Select(side => Share(race, side, total, target, Patience(line, side)))];
        Console.WriteLine(
            Figures.Invariant($"{set} seed {seed}: rungs {string.Join('/', race.Rungs)}, random sweep {total:0.0} s, best {best:0.00000}; shares ")
            + string.Join("  ", shares.Select(share => Figures.Invariant($"{share:0.000}"))));
        return shares;
    }

    /// <summary>Most processor time of a side, in shares of the random sweep's total; what has not arrived by then counts as this much.</summary>
    private static double Patience(CommandLine line, Side side) => side.Name == Side.Kinematic ? 1 : line.Patience;

    /// <summary>Processor time until a side has a complete trial that is good enough.</summary>
    private static double Share(SweepRace race, Side side, double total, double target, double patience)
    {
        bool IsEnough(IReadOnlyList<SweepTrial> seen) =>
            (seen[^1].State == SweepTrialState.Complete && seen[^1].Loss <= target)
            || seen.Sum(trial => trial.Rungs.Sum(rung => rung.Duration.TotalSeconds)) > patience * total;
        double spent = 0;
        foreach (var outcome in race.Run(side.Search, side.Rule, MostTrials, IsEnough))
        {
            spent += Figures.Seconds(outcome);
            if (Figures.IsComplete(outcome) && outcome.Last!.Point.Loss <= target)
                return Math.Min(patience, spent / total);
        }

        return patience;
    }

    private static string Means(string name, IReadOnlyList<Side> sides, List<double[]> shares) =>
        $"{name}: " + string.Join("  ", sides.Select((_, i) => Figures.Invariant($"{shares.Average(share => share[i]):0.000}")));
}
