using System.Globalization;
using LagrangeMLNet.AutoML.Benchmarks.Measuring;
using LagrangeMLNet.AutoML.Benchmarks.Rules;
using LagrangeMLNet.AutoML.Benchmarks.Sets;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>
/// Processor time that a sweep takes until its best complete trial is within 0.1 % of the best that a random sweep on all rows finds, as a
/// share of that sweep's total; and what becomes of pruned trials when they may go on.
/// </summary>
internal static class ComputeCommand
{
    private const double Near = 1.001;

    /// <summary>Most processor time of a side, in shares of the random sweep's total; what has not arrived by then counts as this much.</summary>
    private const double Patience = 1;

    /// <summary>Trials that a side may begin: more than any uses before its processor time is spent.</summary>
    private const int MostTrials = 400;

    private static readonly (string Name, SweepSearch Search, IPruningRule Rule)[] Sides =
    [
        ("kinematic", SweepSearch.ModelBased, new KinematicPruning(0.95, 0.001)),
        ("halving", SweepSearch.ModelBased, new SuccessiveHalving(4)),
        ("median", SweepSearch.ModelBased, new MedianRule()),
        ("no pruning", SweepSearch.ModelBased, new NoPruning()),
        ("kinematic, random search", SweepSearch.Random, new KinematicPruning(0.95, 0.001)),
        ("halving, random search", SweepSearch.Random, new SuccessiveHalving(4)),
        ("median, random search", SweepSearch.Random, new MedianRule()),
        ("random search", SweepSearch.Random, new NoPruning()),
    ];

    public static void Run(CommandLine line)
    {
        string folder = DataFolder.Find(line.DataFolder)
            ?? throw new ArgumentException($"There is no folder of real data: give it with --data or in {DataFolder.EnvironmentVariable}.");
        if (Path.GetDirectoryName(line.Cache) is { Length: > 0 } parent)
            Directory.CreateDirectory(parent);
        using var cache = new EvaluationCache(line.Cache);
        var shares = new List<double[]>();
        var prunings = new List<Prunings>();
        foreach (var set in line.Sets)
        {
            var rows = set.Load(folder);
            var ofSet = new List<double[]>();
            foreach (int seed in line.Seeds)
            {
                var (share, pruned, text) = Measure(set, seed, new SweepRace(set, rows, seed, cache), line.Trials);
                ofSet.Add(share);
                prunings.Add(pruned);
                Console.WriteLine(text);
            }

            Console.WriteLine(Line($"{set.Name}, mean", ofSet));
            shares.AddRange(ofSet);
        }

        Tell(line, shares, prunings);
    }

    /// <summary>Each rule on the trials of the random sweeps: what it saves, and what it loses.</summary>
    public static void RunPruning(CommandLine line)
    {
        string folder = DataFolder.Find(line.DataFolder)
            ?? throw new ArgumentException($"There is no folder of real data: give it with --data or in {DataFolder.EnvironmentVariable}.");
        using var cache = new EvaluationCache(line.Cache);
        var rules = Sides.Where(side => side.Search == SweepSearch.Random && side.Rule is not NoPruning).ToArray();
        var found = rules.Select(_ => new List<(double Share, Prunings Prunings)>()).ToArray();
        foreach (var set in line.Sets)
        {
            var rows = set.Load(folder);
            foreach (int seed in line.Seeds)
            {
                var race = new SweepRace(set, rows, seed, cache);
                var whole = race.Run(SweepSearch.Random, new NoPruning(), line.Trials);
                for (int i = 0; i < rules.Length; i++)
                {
                    var pruning = race.Run(SweepSearch.Random, rules[i].Rule, line.Trials);
                    double spent = pruning.Sum(outcome => outcome.Rungs.Sum(rung => rung.Point.Duration.TotalSeconds));
                    found[i].Add((spent / whole.Sum(FullTime), Judge(pruning, whole)));
                    Console.WriteLine(Invariant($"{set.Name} seed {seed}, {rules[i].Name}: {found[i][^1].Share:0.000} of the time, {found[i][^1].Prunings}"));
                }
            }
        }

        Console.WriteLine(Invariant($"\n{line.Sets.Count} sets, {line.Seeds.Count} seeds, {line.Trials} trials each"));
        for (int i = 0; i < rules.Length; i++)
        {
            var all = found[i];
            Console.WriteLine(Invariant($"{rules[i].Name}: {all.Average(one => one.Share):0.000} of the time of fits on all rows; {all.Sum(one => one.Prunings.Pruned)} of {all.Sum(one => one.Prunings.Trials)} pruned; mean regret {all.Average(one => one.Prunings.Regret):0.00%}, greatest {all.Max(one => one.Prunings.Regret):0.00%}"));
            Bar("  pruned trials that would have won", all.Sum(one => one.Prunings.Winners) / (double)all.Sum(one => one.Prunings.Pruned), 0.02);
            Bar("  sweeps whose winner was pruned", all.Count(one => one.Prunings.Winners > 0) / (double)all.Count, 0.02);
        }
    }

    private static void Tell(CommandLine line, List<double[]> shares, List<Prunings> prunings)
    {
        Console.WriteLine();
        Console.WriteLine(Invariant($"{line.Sets.Count} sets ({string.Join(", ", line.Sets.Select(set => $"{set.Name}: {set.Rows:N0} rows"))}), {line.Seeds.Count} seeds."));
        Console.WriteLine(Line("all, mean", shares));
        for (int side = 0; side < Sides.Length; side++)
            Console.WriteLine(Invariant($"{Sides[side].Name,-26} {Mean(shares, side):0.000} of the random sweep's total; {shares.Count(share => share[side] >= Patience)} of {shares.Count} had not arrived after all of it"));
        Bar("kinematic / random sweep's total", Mean(shares, 0), 0.25);
        Bar("kinematic / halving", Mean(shares, 0) / Mean(shares, 1), 0.7);
        Bar("kinematic / median", Mean(shares, 0) / Mean(shares, 2), 0.7);
        Bar("kinematic / halving, random search both", Mean(shares, 4) / Mean(shares, 5), 0.7);
        Bar("kinematic / median, random search both", Mean(shares, 4) / Mean(shares, 6), 0.7);
        Bar("pruned trials that would have won, of all pruned", prunings.Sum(p => p.Winners) / (double)prunings.Sum(p => p.Pruned), 0.02);
        Bar("sweeps whose winner was pruned, by more than 0.1 %", prunings.Count(p => p.Winners > 0) / (double)prunings.Count, 0.02);
        Console.WriteLine(Invariant($"({prunings.Sum(p => p.Pruned)} pruned of {prunings.Sum(p => p.Trials)} trials of random search; greatest loss by pruning {prunings.Max(p => p.Regret):0.00%})"));
    }

    private static void Bar(string what, double figure, double goal) =>
        Console.WriteLine(Invariant($"{what}: {figure:0.000}, goal ≤ {goal:0.00#}: {(figure <= goal ? "met" : "missed")}"));

    private static (double[] Shares, Prunings Prunings, string Text) Measure(SweepSet set, int seed, SweepRace race, int trials)
    {
        var random = race.Run(SweepSearch.Random, new NoPruning(), trials);
        double total = random.Sum(FullTime), best = random.Where(IsComplete).Min(outcome => outcome.Last!.Point.Loss), target = best * Near;
        var shares = new double[Sides.Length];
        for (int i = 0; i < Sides.Length; i++)
        {
            var (_, search, rule) = Sides[i];
            bool IsEnough(IReadOnlyList<SweepTrial> seen) =>
                seen[^1] is { State: SweepTrialState.Complete } last && last.Loss <= target || seen.Sum(trial => trial.Duration.TotalSeconds) > Patience * total;
            var all = rule is NoPruning ? [] : race.Run(search, rule, MostTrials, IsEnough);
            // Without pruning nothing is gained from the lower rungs, so they are not paid for.
            double spent = rule is NoPruning ? Spent(search == SweepSearch.Random ? random : race.Run(search, rule, trials), FullTime, target)
                : Spent(all, outcome => outcome.Rungs.Sum(rung => rung.Point.Duration.TotalSeconds), target);
            shares[i] = Math.Min(Patience, spent / total);
        }

        var prunings = Judge(race.Run(SweepSearch.Random, Sides[0].Rule, trials), random);
        string text = Invariant($"{set.Name} seed {seed}: rungs {string.Join('/', race.Rungs)}, random sweep {total:0.0} s, best {best:0.00000}; shares ")
            + string.Join("  ", shares.Select(share => Invariant($"{share:0.000}"))) + $"; {prunings}";
        return (shares, prunings, text);
    }

    private static double Spent(IReadOnlyList<TrialOutcome> all, Func<TrialOutcome, double> time, double target)
    {
        double spent = 0;
        foreach (var outcome in all)
        {
            spent += time(outcome);
            if (IsComplete(outcome) && outcome.Last!.Point.Loss <= target)
                return spent;
        }

        return double.PositiveInfinity;
    }

    private static Prunings Judge(IReadOnlyList<TrialOutcome> pruning, IReadOnlyList<TrialOutcome> whole)
    {
        double winner = pruning.Where(IsComplete).Min(outcome => outcome.Last!.Point.Loss);
        double[] pruned =
        [
            .. pruning.Where(outcome => outcome.State == SweepTrialState.Pruned)
                .Select(outcome => whole[outcome.Trial.Number]).Where(IsComplete).Select(outcome => outcome.Last!.Point.Loss),
        ];
        return new Prunings(
            pruning.Count, pruned.Length, pruned.Count(loss => loss * Near < winner), Math.Max(0, 1 - (pruned.Append(winner).Min() / winner)));
    }

    private static bool IsComplete(TrialOutcome outcome) => outcome.State == SweepTrialState.Complete;

    private static double FullTime(TrialOutcome outcome) => IsComplete(outcome) ? outcome.Last!.Point.Duration.TotalSeconds : 0;

    private static double Mean(List<double[]> shares, int side) => shares.Average(share => share[side]);

    private static string Line(string name, List<double[]> shares) =>
        $"{name}: " + string.Join("  ", Enumerable.Range(0, Sides.Length).Select(side => Invariant($"{Mean(shares, side):0.000}")));

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    /// <summary>What pruning did to a sweep.</summary>
    /// <param name="Trials">Trials in all.</param>
    /// <param name="Pruned">Those that were pruned.</param>
    /// <param name="Winners">Those of them that would have beaten the sweep's winner by more than the tolerance.</param>
    /// <param name="Regret">Share of the winner's loss that the best of them would have saved.</param>
    private sealed record Prunings(int Trials, int Pruned, int Winners, double Regret)
    {
        public override string ToString() => Invariant($"pruned {Pruned} of {Trials}, would have won {Winners}, regret {Regret:0.00%}");
    }
}
