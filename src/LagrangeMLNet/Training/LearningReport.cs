using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Training;

/// <summary>What a fit did: the path it took, what it chose by itself and why it stopped.</summary>
public sealed record LearningReport
{
    /// <summary>The learning path, first state to last.</summary>
    public required IReadOnlyList<LearningState> Path { get; init; }

    /// <summary>Why learning stopped.</summary>
    public required StopReason StopReason { get; init; }

    /// <summary>
    /// Estimated floor v∞ of the velocity; NaN where there is no estimate, as for fits of so many features that no Fisher matrix is formed.
    /// Unit: nat / observation.
    /// </summary>
    public required double Floor { get; init; }

    /// <summary>Standard error of <see cref="Floor"/>; NaN where that is. Unit: nat / observation.</summary>
    public required double FloorStandardError { get; init; }

    /// <summary>Number of rows learnt from.</summary>
    public required long Rows { get; init; }

    /// <summary>Number of rows left out because a feature, the label or the weight was missing.</summary>
    public required long SkippedRows { get; init; }

    /// <summary>Number of rows held out to measure the velocity while the strength was chosen; 0 if none was needed.</summary>
    public required long HeldOutRows { get; init; }

    /// <summary>Number of feature slots.</summary>
    public required int Features { get; init; }

    /// <summary>L1 strength used, per data set, on the features as given (LBFGS's meaning).</summary>
    public required double L1Regularization { get; init; }

    /// <summary>
    /// L2 strength used, per data set. If the trainer chose it (<see cref="RegularizationWasChosen"/>), it applies to features in units of
    /// their own scale (where there are very many sparse ones: half way to it); if the caller gave it, to the features as given (LBFGS's
    /// meaning).
    /// </summary>
    public required double L2Regularization { get; init; }

    /// <summary>Whether the trainer chose the regularisation by itself.</summary>
    public required bool RegularizationWasChosen { get; init; }

    /// <summary>How the strength was found, in words, for people.</summary>
    public required string RegularizationMethod { get; init; }

    /// <summary>Effective number of parameters at the chosen strength, tr(H (H + λ)⁻¹).</summary>
    public required double EffectiveParameters { get; init; }

    /// <summary>
    /// The parameter of the loss that stands beside the weights, given or estimated: the dispersion α of a negative binomial, or the
    /// residual δ, in units of the label, beyond which Huber's loss is linear; NaN for losses that have none.
    /// </summary>
    public double LikelihoodParameter { get; init; } = double.NaN;

    /// <summary>Mean loss on the rows learnt from, without the penalty. Unit: nat / observation.</summary>
    public required double TrainingLoss { get; init; }

    /// <summary>
    /// What the stop says: with 95 % confidence, the steps that were not taken could gain at most this share of the statistical error, the
    /// error that even the best possible fit to this many rows has. NaN where that error is not known, as for fits of so many features that
    /// no Fisher matrix is formed.
    /// </summary>
    public double UnfinishedShare { get; init; } = double.NaN;

    /// <summary>Full passes over the data, partial ones counted by their share.</summary>
    public required double Passes { get; init; }

    /// <summary>How a sample of the rows was chosen and what it costs; null if all rows were learnt from.</summary>
    public DataSelectionReport? DataSelection { get; init; }

    /// <summary>
    /// What the trainer noticed and went on from: a singular Fisher matrix, separable classes, constant features, and the like.
    /// </summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>
    /// The report in four lines, for people: the end, the loss, the regularisation, the remarks. The same in every culture.
    /// </summary>
    public override string ToString()
    {
        long visits = Path.Count > 0 ? Path[^1].Observations : 0;
        string skipped = SkippedRows > 0 ? FormattableString.Invariant($" ({SkippedRows:N0} more left out)") : "";
        string floor = double.IsFinite(Floor) ? FormattableString.Invariant($", floor {Floor:G5}") : "";
        string error = double.IsFinite(FloorStandardError) ? FormattableString.Invariant($" ± {FloorStandardError:G2}") : "";
        string unfinished = double.IsFinite(UnfinishedShare)
            ? FormattableString.Invariant($"; with 95 % confidence at most {100 * UnfinishedShare:G2} % of the statistical error is unfinished")
            : "";
        string lasso = L1Regularization > 0 ? FormattableString.Invariant($"L1 = {L1Regularization:G4}, ") : "";
        string origin = RegularizationWasChosen ? $"chosen by the trainer: {RegularizationMethod}" : "given";
        return string.Join(
            '\n',
            FormattableString.Invariant($"End: {StopReason} after {Passes:0.0} passes, {visits:N0} row visits; {Rows:N0} rows{skipped}, {Features:N0} features{unfinished}"),
            FormattableString.Invariant($"Loss in nats per row: {TrainingLoss:G5} on the rows learnt from{floor}{error}"),
            FormattableString.Invariant($"Regularization: {lasso}L2 = {L2Regularization:G4} ({origin}); {EffectiveParameters:0.#} effective parameters"),
            "Remarks: " + (Remarks.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Remarks))));
    }
}
