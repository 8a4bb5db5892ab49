using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Networks;

/// <summary>What a network's fit did: the path it took, what it chose by itself and why it stopped.</summary>
public sealed record NetworkReport
{
    /// <summary>The learning path, first state to last. Velocities are mean losses on the held-out rows.</summary>
    public required IReadOnlyList<LearningState> Path { get; init; }

    /// <summary>Why learning stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>Estimated floor v∞ of the velocity. Unit: nat / observation.</summary>
    public required double Floor { get; init; }

    /// <summary>Standard error of <see cref="Floor"/>. Unit: nat / observation.</summary>
    public required double FloorStandardError { get; init; }

    /// <summary>Mean loss of the model on the held-out rows. Unit: nat / observation.</summary>
    public required double HeldOutLoss { get; init; }

    /// <summary>Passes over the rows until learning stopped; parts of one count by their share.</summary>
    public required double Epochs { get; init; }

    /// <summary>Passes after which the model that was kept had been reached.</summary>
    public required double BestEpoch { get; init; }

    /// <summary>Number of rows learnt from.</summary>
    public required long Rows { get; init; }

    /// <summary>
    /// Number of rows held out to measure the velocity, of validation rows, or, of fewer than 500 rows, of those that some member left out.
    /// </summary>
    public required long HeldOutRows { get; init; }

    /// <summary>Number of rows left out because a feature, the label or the weight was missing.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>Number of feature slots.</summary>
    public required int Features { get; init; }

    /// <summary>Number of parameters of the network.</summary>
    public required long Parameters { get; init; }

    /// <summary>Where the network was trained: <c>cpu</c> or <c>cuda</c>.</summary>
    public required string Device { get; init; }

    /// <summary>
    /// What the trainer noticed and went on from: a step that had to be halved, constant labels, rows skipped, and the like.
    /// </summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>The report in four lines, for people: the end, the loss, the network, the remarks. The same in every culture.</summary>
    public override string ToString()
    {
        string skipped = SkippedRows > 0 ? FormattableString.Invariant($" ({SkippedRows:N0} more left out)") : "";
        string error = double.IsFinite(FloorStandardError) ? FormattableString.Invariant($" ± {FloorStandardError:G2}") : "";
        return string.Join(
            '\n',
            FormattableString.Invariant(
                $"End: {StopReason} after {Epochs:0.##} epochs, the best after {BestEpoch:0.##}; {Rows:N0} rows{skipped}"),
            FormattableString.Invariant(
                $"Loss in nats per row: {HeldOutLoss:G5} on {HeldOutRows:N0} held-out rows, floor {Floor:G5}{error}"),
            FormattableString.Invariant($"Network: {Features:N0} features, {Parameters:N0} parameters, trained on {Device}"),
            "Remarks: " + (Remarks.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Remarks))));
    }
}
