using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML;

/// <summary>What a sweep found.</summary>
/// <param name="Model">
/// The winner: featurisers and model, all stock parts, fitted to all rows with a label. It needs no label column to score; for
/// multiclass classification it maps <c>PredictedLabel</c> back to the label's own values.
/// </param>
/// <param name="Best">The winning trial.</param>
/// <param name="TestLoss">
/// Mean loss of the winner's pipeline, fitted to training and validation rows, on rows that no trial has seen; in the unit of
/// <see cref="SweepRung.Loss"/>. NaN where the sweep was cancelled before it was measured.
/// </param>
/// <param name="TestStandardError">Standard error of <paramref name="TestLoss"/>; same unit.</param>
/// <param name="TestRows">Number of rows that no trial has seen.</param>
/// <param name="Leaderboard">All trials, the best first: complete ones by loss, then those that ended earlier, then those that failed.</param>
/// <param name="Pipeline">The chosen pipeline as text: what is done to each column, and the trainer with its options.</param>
/// <param name="IsRefitted">
/// Whether the model has learnt from all rows; false only where the sweep was cancelled, when it is the best trial's own.
/// </param>
/// <param name="Remarks">What a reader should know of the data and the sweep; empty if there is nothing.</param>
public sealed record SweepResult(
    ITransformer Model,
    SweepTrial Best,
    double TestLoss,
    double TestStandardError,
    int TestRows,
    IReadOnlyList<SweepTrial> Leaderboard,
    string Pipeline,
    bool IsRefitted,
    IReadOnlyList<string> Remarks)
{
    /// <summary>The data's columns but the label, in their order, and what was made of each, or why it was left out.</summary>
    public IReadOnlyList<SweepColumn> Columns { get; init; } = [];
}
