using System.Globalization;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Benchmarks.Commands;

/// <summary>What the commands say of outcomes, and how they say it.</summary>
internal static class Figures
{
    public static bool IsComplete(TrialOutcome outcome) => outcome.State == SweepTrialState.Complete;

    /// <summary>Seconds of processor time that a trial took, on all its rungs.</summary>
    public static double Seconds(TrialOutcome outcome) => outcome.Rungs.Sum(rung => rung.Point.Duration.TotalSeconds);

    public static double BestLoss(IEnumerable<TrialOutcome> outcomes) => outcomes.Where(IsComplete).Min(outcome => outcome.Last!.Point.Loss);

    public static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static void Bar(string what, double figure, double goal) =>
        Console.WriteLine(Invariant($"{what}: {figure:0.000}, goal ≤ {goal:0.00#}: {(figure <= goal ? "met" : "missed")}"));
}
