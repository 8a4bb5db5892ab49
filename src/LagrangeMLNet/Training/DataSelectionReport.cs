namespace LagrangeMLNet.Training;

/// <summary>
/// How a fit to a sample of the rows was made, what it is expected to cost against a fit to all of them, and what rows that had no part in
/// it say about that.
/// </summary>
public sealed record DataSelectionReport
{
    /// <summary>Whether the sample was planned; false for a uniform one.</summary>
    public required bool IsPlanned { get; init; }

    /// <summary>Number of rows looked at: those from which the sample was chosen, and those held out. Others were not even read.</summary>
    public required long CandidateRows { get; init; }

    /// <summary>Number of rows learnt from.</summary>
    public required long SelectedRows { get; init; }

    /// <summary>Number of them that were drawn uniformly, as a pilot; 0 for a uniform sample.</summary>
    public required long PilotRows { get; init; }

    /// <summary>Passes over the candidates in which the sample's gradient was corrected by theirs; 0 for a uniform sample.</summary>
    public required int Corrections { get; init; }

    /// <summary>
    /// Expected loss on new rows above that of a fit to all rows, tr(F·Cov)/2 with Cov the covariance of the difference between both fits:
    /// what the sampling of candidates costs, and what the selection among them does. Unit: nat / observation.
    /// </summary>
    public required double ExpectedExcess { get; init; }

    /// <summary>
    /// Expected loss on rows that were not learnt from, on the scale of <see cref="Mechanics.LearningState.Velocity"/>. Unit: nat /
    /// observation.
    /// </summary>
    public required double ExpectedLoss { get; init; }

    /// <summary>Standard error of <see cref="ExpectedLoss"/>. Unit: nat / observation.</summary>
    public required double ExpectedLossStandardError { get; init; }

    /// <summary>
    /// Number of rows held out of everything, on which the expected loss was checked; 0 for a uniform sample, which is not checked.
    /// </summary>
    public required long HeldOutRows { get; init; }

    /// <summary>Mean loss on the held-out rows, on the same scale; NaN if there are none. Unit: nat / observation.</summary>
    public required double HeldOutLoss { get; init; }

    /// <summary>Standard error of <see cref="HeldOutLoss"/>; NaN if there are none. Unit: nat / observation.</summary>
    public required double HeldOutLossStandardError { get; init; }

    /// <summary>
    /// Whether the loss on the held-out rows is within three standard errors of the expected one, or below it; null if it was not checked.
    /// Where it is false, the remarks of the <see cref="LearningReport"/> say so.
    /// </summary>
    public required bool? IsConfirmed { get; init; }
}
