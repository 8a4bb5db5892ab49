using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Decides after each subset whether a trial may go on, and where to. Pure: the same curves give the same decision.</summary>
internal interface IPruningRule
{
    /// <summary>Why the trial should end here; null if it should go on.</summary>
    /// <param name="trainer">Name of the trial's candidate.</param>
    /// <param name="rungs">The trial's curve so far, one point or more.</param>
    /// <param name="known">Trials that have ended and may be compared with.</param>
    /// <param name="rungRows">Rows of all subsets.</param>
    string? ReasonToStop(string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows);

    /// <summary>The subset that a trial is fitted on next.</summary>
    /// <param name="candidate">What the trial is of.</param>
    /// <param name="after">The subset it was on last; −1 before the first.</param>
    /// <param name="known">Trials that have ended and may be compared with.</param>
    /// <param name="rungRows">Rows of all subsets.</param>
    int NextRung(Candidate candidate, int after, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows) => after + 1;
}

/// <summary>Every trial learns from all rows, and at once: nothing would come of a fit to fewer.</summary>
internal sealed class NoPruning : IPruningRule
{
    public string? ReasonToStop(
        string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows) =>
        null;

    public int NextRung(Candidate candidate, int after, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows) =>
        rungRows.Count - 1;
}
