namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Decides after each rung whether a trial may go on. Pure: the same curves give the same decision.</summary>
internal interface IPruningRule
{
    /// <summary>Why the trial should end here; null if it should go on.</summary>
    /// <param name="rungs">The trial's curve so far, one point or more.</param>
    /// <param name="known">Trials that have ended and may be compared with.</param>
    /// <param name="rungRows">Rows of all rungs.</param>
    string? ReasonToStop(IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows);
}

/// <summary>Every trial learns from all rows.</summary>
internal sealed class NoPruning : IPruningRule
{
    public string? ReasonToStop(IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows) => null;
}
