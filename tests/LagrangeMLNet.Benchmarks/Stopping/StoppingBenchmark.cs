using System.Globalization;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Benchmarks.Stopping;

/// <summary>
/// Back-test of <see cref="StoppingRule"/> and of plain rules on recorded learning curves. Usage: <c>stopping CURVES.csv[.gz]</c>.
/// </summary>
public static class StoppingBenchmark
{
    private const string Preamble =
        """
        # Stopping rules on recorded learning curves

        Normalised regret: (best at the stop − best of the whole run) / (first − best of the whole run). Relative regret: the same
        difference / |best of the whole run|. The rule runs at its defaults: tolerance 1 %, confidence 95 %, budget = last step.

        The halves take the workloads in alphabetical order, every other one. The rule's choices, the law of decay (of five, from linear to
        1/t), the window (of six, from the last 0.3 to the last 0.8 of the time) and whether to count from the recent level or from the end
        of the window, are those which on the first half keep 95 % of the runs within 1 % for the least budget; the second half is the one
        to believe. Chosen the other way round, all is the same but the window, 0.3, which keeps 93 % of the first half. No constant belongs to a workload. Hindsight: the first look within 1 %, which no
        rule can know.
        """;

    public static int Run(string[] args)
    {
        if (args.Length != 1 || !File.Exists(args[0]))
        {
            Console.Error.WriteLine("Usage: stopping CURVES.csv[.gz], a table with the columns workload, run, step, validation_loss.");
            return 2;
        }

        List<LearningCurve> curves = LearningCurve.Read(args[0]);
        string[] workloads = [.. curves.Select(c => c.Workload).Distinct().Order(StringComparer.Ordinal)];
        string[] first = [.. workloads.Where((_, i) => i % 2 == 0)];
        string[] second = [.. workloads.Where((_, i) => i % 2 == 1)];
        Console.WriteLine(Preamble);
        double matched = MatchedTolerance(curves);
        Print("All workloads", curves, matched);
        Print($"First half: {string.Join(", ", first)}", [.. curves.Where(c => first.Contains(c.Workload))], matched);
        Print($"Second half: {string.Join(", ", second)}", [.. curves.Where(c => second.Contains(c.Workload))], matched);
        PrintWorkloads(curves, workloads);
        PrintReasons(curves);
        PrintTolerances(curves);
        return 0;
    }

    private static void Print(string title, List<LearningCurve> curves, double matched)
    {
        Console.WriteLine();
        Console.WriteLine($"## {title} ({curves.Count} runs)");
        Console.WriteLine();
        Console.WriteLine(
            "| rule | budget used | regret, mean | regret, 95th percentile | runs within 1 % | relative regret, median | 95th percentile |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|---:|");
        foreach ((string name, Func<LearningCurve, int> stop) in Rules(matched))
        {
            StoppingScore s = StoppingScore.Of(curves, stop);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {name} | {s.Budget:P1} | {s.Regret:P2} | {s.Regret95:P2} | {s.Within:P1} | {s.Relative:P2} | {s.Relative95:P2} |"));
        }
    }

    /// <summary>
    /// The loosest tolerance at which velocity only keeps as many of all runs within 1 % as the rule does at its own: what acceleration is
    /// worth when the two are equally safe.
    /// </summary>
    private static double MatchedTolerance(List<LearningCurve> curves)
    {
        double target = StoppingScore.Of(curves, AtDefaults).Within;
        double low = 0.005, high = 0.05;
        for (int i = 0; i < 10; i++)
        {
            double middle = Math.Sqrt(low * high);
            double within = StoppingScore.Of(
                curves, c => Stop(c, new StoppingRule { Budget = c.Budget, Law = DecayLaw.Linear, Tolerance = middle }).Look).Within;
            (low, high) = within >= target ? (middle, high) : (low, middle);
        }

        return low;
    }

    private static IEnumerable<(string Name, Func<LearningCurve, int> Stop)> Rules(double matched)
    {
        yield return ("stopping rule", AtDefaults);
        yield return ("stopping rule, budget not told", curve => Stop(curve, new StoppingRule()).Look);
        yield return ("stopping rule, tenfold budget told", curve => Stop(curve, new StoppingRule { Budget = 10 * curve.Budget }).Look);
        yield return ("velocity only, tenfold budget told",
            curve => Stop(curve, new StoppingRule { Budget = 10 * curve.Budget, Law = DecayLaw.Linear }).Look);
        yield return ("velocity only", curve => Stop(curve, new StoppingRule { Budget = curve.Budget, Law = DecayLaw.Linear }).Look);

        yield return (string.Create(CultureInfo.InvariantCulture, $"velocity only, tolerance {matched:P2} (keeps as many runs within 1 %)"),
            curve => Stop(curve, new StoppingRule { Budget = curve.Budget, Law = DecayLaw.Linear, Tolerance = matched }).Look);
        foreach (int patience in (int[])[3, 5, 10])
            yield return ($"patience {patience}", curve => Patience(curve, patience));
        foreach (double share in (double[])[0.5, 0.75])
            yield return (string.Create(CultureInfo.InvariantCulture, $"fixed {share:P0}"), curve => Fixed(curve, share));
        yield return ("hindsight", Hindsight);
    }

    private static int AtDefaults(LearningCurve curve) => Stop(curve, new StoppingRule { Budget = curve.Budget }).Look;

    private static int Hindsight(LearningCurve curve) => Array.FindIndex(curve.BestSoFar, b => b - curve.Best <= 0.01 * curve.Learnt);

    private static (int Look, StopReason Reason) Stop(LearningCurve curve, StoppingRule rule)
    {
        StoppingState state = default;
        for (int i = 0; i < curve.Losses.Length; i++)
        {
            state = rule.Observe(state, new Observation(curve.Steps[i], curve.Losses[i]));
            if (state.IsStopped)
                return (i, state.Learning.StopReason);
        }

        return (curve.Losses.Length - 1, StopReason.None);
    }

    private static int Patience(LearningCurve curve, int patience)
    {
        int since = 0;
        for (int i = 1; i < curve.Losses.Length; i++)
        {
            since = curve.Losses[i] < curve.BestSoFar[i - 1] ? 0 : since + 1;
            if (since == patience)
                return i;
        }

        return curve.Losses.Length - 1;
    }

    private static int Fixed(LearningCurve curve, double share) =>
        Math.Max(0, Array.FindLastIndex(curve.Steps, step => step <= share * curve.Budget));

    private static void PrintWorkloads(List<LearningCurve> curves, string[] workloads)
    {
        Console.WriteLine();
        Console.WriteLine("## The rule on each workload");
        Console.WriteLine();
        Console.WriteLine("| workload | runs | budget used | budget with hindsight | regret, 95th percentile | runs within 1 % |");
        Console.WriteLine("|---|---:|---:|---:|---:|---:|");
        foreach (string workload in workloads)
        {
            LearningCurve[] own = [.. curves.Where(c => c.Workload == workload)];
            StoppingScore s = StoppingScore.Of(own, AtDefaults), hindsight = StoppingScore.Of(own, Hindsight);
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {workload} | {s.Runs} | {s.Budget:P1} | {hindsight.Budget:P1} | {s.Regret95:P2} | {s.Within:P1} |"));
        }
    }

    private static void PrintReasons(List<LearningCurve> curves)
    {
        Console.WriteLine();
        Console.WriteLine("## Reasons to stop");
        Console.WriteLine();
        Console.WriteLine("| reason | runs | budget used | runs within 1 % |");
        Console.WriteLine("|---|---:|---:|---:|");
        foreach (IGrouping<StopReason, LearningCurve> group in curves
                     .GroupBy(c => Stop(c, new StoppingRule { Budget = c.Budget }).Reason).OrderByDescending(g => g.Count()))
        {
            StoppingScore s = StoppingScore.Of([.. group], AtDefaults);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {group.Key} | {s.Runs} | {s.Budget:P1} | {s.Within:P1} |"));
        }
    }

    private static void PrintTolerances(List<LearningCurve> curves)
    {
        Console.WriteLine();
        Console.WriteLine("## What the tolerance means: regret against tolerance");
        Console.WriteLine();
        Console.WriteLine("| tolerance | budget used | runs within the tolerance |");
        Console.WriteLine("|---:|---:|---:|");
        foreach (double tolerance in (double[])[0.001, 0.003, 0.01, 0.03, 0.1])
        {
            int kept = 0;
            double budget = 0;
            foreach (LearningCurve curve in curves)
            {
                int look = Stop(curve, new StoppingRule { Budget = curve.Budget, Tolerance = tolerance }).Look;
                budget += curve.Steps[look] / curve.Budget;
                kept += curve.BestSoFar[look] - curve.Best <= tolerance * curve.Learnt ? 1 : 0;
            }

            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"| {tolerance:P1} | {budget / curves.Count:P1} | {kept / (double)curves.Count:P1} |"));
        }
    }
}
