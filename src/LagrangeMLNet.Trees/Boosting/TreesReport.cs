using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Boosting;

/// <summary>What a fit of boosted trees did: the path it took, what it chose by itself and why it stopped.</summary>
public sealed record TreesReport
{
    /// <summary>The learning path, first state to last. Velocities are mean losses of rows by trees that did not learn from them.</summary>
    public required IReadOnlyList<LearningState> Path { get; init; }

    /// <summary>Why learning stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Lowest velocity, which is that of the model's parts: its estimated floor. Unit: nat / observation.</summary>
    public required double Floor { get; init; }

    /// <summary>Standard error of <see cref="Floor"/>. Unit: nat / observation.</summary>
    public required double FloorStandardError { get; init; }

    /// <summary>Number of rounds made; each adds a tree for each class (for numbers and Booleans one) and fold.</summary>
    public required int Rounds { get; init; }

    /// <summary>Number of rounds that the model keeps.</summary>
    public required int BestRound { get; init; }

    /// <summary>Number of trees of the model, those of an earlier model not counted.</summary>
    public required int Trees { get; init; }

    /// <summary>Number of their leaves.</summary>
    public required long Leaves { get; init; }

    /// <summary>
    /// Number of folds, each left out by one of the ensembles whose mean is the model; 1 where some rows were held out by all.
    /// </summary>
    public required int Folds { get; init; }

    /// <summary>Share of a leaf's full step that each tree took.</summary>
    public required double LearningRate { get; init; }

    /// <summary>Number of rows.</summary>
    public required long Rows { get; init; }

    /// <summary>Number of rows by which the velocity was measured.</summary>
    public required long HeldOutRows { get; init; }

    /// <summary>Number of rows left out because the label or the weight was missing.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>Number of feature slots.</summary>
    public required int Features { get; init; }

    /// <summary>
    /// Loss that the divisions by each feature saved in training, summed over the trees, one a slot. Unit: nat, or that of the loss.
    /// </summary>
    public required IReadOnlyList<double> FeatureGains { get; init; }

    /// <summary>What the trainer noticed and went on from: rows skipped, constant labels, and the like.</summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>The report in four lines, for people: the end, the loss, the trees, the remarks. The same in every culture.</summary>
    public override string ToString()
    {
        string skipped = SkippedRows > 0 ? FormattableString.Invariant($" ({SkippedRows:N0} more left out)") : "";
        string error = double.IsFinite(FloorStandardError) ? FormattableString.Invariant($" ± {FloorStandardError:G2}") : "";
        return string.Join(
            '\n',
            FormattableString.Invariant($"End: {StopReason} after {Rounds:N0} rounds, the best after {BestRound:N0}; {Rows:N0} rows{skipped}"),
            FormattableString.Invariant($"Loss in nats per row: {Floor:G5}{error} on {HeldOutRows:N0} held-out rows"),
            FormattableString.Invariant($"Trees: {Trees:N0} with {Leaves:N0} leaves, {Folds} folds, {Features:N0} features"),
            "Remarks: " + (Remarks.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Remarks))));
    }
}
