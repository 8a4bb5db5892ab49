using LagrangeMLNet.AutoML.Benchmarks.Measuring;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>The same trials, proposed at random, under each rule: the processor time it saves, and the winners it loses.</summary>
internal static class PruningCommand
{
    public static void Run(CommandLine line)
    {
        string folder = line.RequiredDataFolder();
        using var cache = new EvaluationCache(line.Cache);
        var rules = Side.Rules;
        var found = rules.Select(_ => new List<(double Share, Prunings Prunings)>()).ToArray();
        foreach (var set in line.Sets)
        {
            var rows = set.Load(folder);
            foreach (int seed in line.Seeds)
            {
                var race = new SweepRace(set, rows, seed, line.Subsets, cache);
                var whole = race.Run(SweepSearch.Random, new NoPruning(), line.Trials);
                for (int i = 0; i < rules.Count; i++)
                {
                    var pruning = race.Run(SweepSearch.Random, rules[i].Rule, line.Trials);
                    found[i].Add((pruning.Sum(Figures.Seconds) / whole.Sum(Figures.Seconds), Judge(pruning, whole)));
                    Console.WriteLine(Figures.Invariant($"{set.Name} seed {seed}, {rules[i].Name}: {found[i][^1].Share:0.000} of the time, {found[i][^1].Prunings}"));
                }
            }
        }

        Console.WriteLine(Figures.Invariant($"\n{line.Sets.Count} sets, {line.Seeds.Count} seeds, {line.Trials} trials each"));
        for (int i = 0; i < rules.Count; i++)
        {
            var all = found[i];
            Console.WriteLine(Figures.Invariant($"{rules[i].Name}: {all.Average(one => one.Share):0.000} of the time of fits on all rows; {all.Sum(one => one.Prunings.Pruned)} of {all.Sum(one => one.Prunings.Trials)} pruned; mean regret {all.Average(one => one.Prunings.Regret):0.00%}, greatest {all.Max(one => one.Prunings.Regret):0.00%}"));
            Figures.Bar("  pruned trials that would have won", all.Sum(one => one.Prunings.Winners) / (double)Math.Max(1, all.Sum(one => one.Prunings.Pruned)), 0.02);
            Figures.Bar("  sweeps whose winner was pruned", all.Count(one => one.Prunings.Winners > 0) / (double)all.Count, 0.02);
        }
    }

    private static Prunings Judge(IReadOnlyList<TrialOutcome> pruning, IReadOnlyList<TrialOutcome> whole)
    {
        double winner = Figures.BestLoss(pruning);
        double[] pruned =
        [
            .. pruning.Where(outcome => outcome.State == SweepTrialState.Pruned)
                .Select(outcome => whole[outcome.Trial.Number]).Where(Figures.IsComplete).Select(outcome => outcome.Last!.Point.Loss),
        ];
        return new Prunings(
            pruning.Count,
            pruned.Length,
            pruned.Count(loss => loss * ComputeCommand.Near < winner),
            Math.Max(0, 1 - (pruned.Append(winner).Min() / winner)));
    }

    /// <summary>What pruning did to a sweep.</summary>
    /// <param name="Trials">Trials in all.</param>
    /// <param name="Pruned">Those that were pruned.</param>
    /// <param name="Winners">Those of them that would have beaten the sweep's winner by more than the tolerance.</param>
    /// <param name="Regret">Share of the winner's loss that the best of them would have saved.</param>
    private sealed record Prunings(int Trials, int Pruned, int Winners, double Regret)
    {
        public override string ToString() => Figures.Invariant($"pruned {Pruned} of {Trials}, would have won {Winners}, regret {Regret:0.00%}");
    }
}
