using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Trials;

/// <summary>How a trial ended, with its learning curve.</summary>
internal sealed record TrialOutcome(Trial Trial, IReadOnlyList<RungResult> Rungs, SweepTrialState State, string? Reason)
{
    /// <summary>The last subset's result; null where the first one failed.</summary>
    public RungResult? Last => Rungs.Count == 0 ? null : Rungs[^1];

    /// <summary>The record that people see.</summary>
    public SweepTrial ToRecord() =>
        new(Trial.Number, Trial.Name, Trial.Options, [.. Rungs.Select(rung => rung.Point)], State, Reason);

    /// <summary>The best of some trials.</summary>
    public static TrialOutcome? Best(IEnumerable<TrialOutcome> outcomes) => Rank(outcomes).FirstOrDefault();

    /// <summary>
    /// Trials that did not fail, the best first: those that learnt from most rows, by their loss, and among equals the first. What has no
    /// finite loss is as one that failed.
    /// </summary>
    public static IEnumerable<TrialOutcome> Rank(IEnumerable<TrialOutcome> outcomes) => outcomes
        .Where(outcome => outcome.State != SweepTrialState.Failed && outcome.Last is { } last && double.IsFinite(last.Point.Loss))
        .OrderByDescending(outcome => outcome.Last!.Point.Rung)
        .ThenBy(outcome => outcome.Last!.Point.Loss)
        .ThenBy(outcome => outcome.Trial.Number);
}
