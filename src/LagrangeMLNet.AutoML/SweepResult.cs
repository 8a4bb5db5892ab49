using System.Globalization;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML;

/// <summary>What a sweep found.</summary>
/// <param name="Model">
/// The winner: featurisers and model, all stock parts, fitted to all rows with a label. It needs no label column to score; for
/// multiclass classification it maps <c>PredictedLabel</c> back to the label's own values.
/// </param>
/// <param name="Best">
/// The winning trial: the best of those that could be fitted again and gave finite scores on the rows that no trial has seen.
/// </param>
/// <param name="TestLoss">
/// Mean loss on rows that no trial has seen, in what <see cref="Metric"/> says: of the winner's pipeline fitted to training and validation
/// rows, or of the trial's own model where <paramref name="IsRefitted"/> is false. NaN only where the caller cancelled the sweep before it
/// was measured, which the remarks say.
/// </param>
/// <param name="TestStandardError">Standard error of <paramref name="TestLoss"/>; same unit.</param>
/// <param name="TestRows">Number of rows that no trial has seen.</param>
/// <param name="Leaderboard">
/// All trials, the best first: complete ones by loss, then those that ended earlier, then those that failed. The winner is not the first
/// where that one could not be fitted again; the remarks say why.
/// </param>
/// <param name="Pipeline">The chosen pipeline as text: what is done to each column, and the trainer with its options.</param>
/// <param name="IsRefitted">
/// Whether the model has learnt from all rows; false where the sweep was cancelled, or no time was left, when it is the trial's own.
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

    internal const string LogLoss = "log-loss in nats per row", SquaredError = "mean squared error in the label's unit squared";

    /// <summary>What <see cref="TestLoss"/> and the trials' losses are, with their unit; lower is better.</summary>
    public string Metric { get; init; } = "loss";

    /// <summary>Four lines for people to read: the winner, what it was measured at, the trials, and the remarks.</summary>
    public override string ToString()
    {
        var states = Leaderboard.CountBy(trial => trial.State).OrderBy(state => state.Key)
            .Select(state => string.Create(CultureInfo.InvariantCulture, $"{state.Value} {state.Key.ToString().ToLowerInvariant()}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"""
            Winner: trial {Best.Number}, {Best.Candidate}, {Best.OptionsText}{(IsRefitted ? "" : " (its own model, not fitted to all rows)")}
            Test loss: {TestLoss:G5} ± {TestStandardError:G2}, {Metric}, on {TestRows:N0} rows that no trial has seen
            Trials: {Leaderboard.Count}, of which {string.Join(", ", states)}; the winner's loss when compared: {Best.Loss:G5}
            Remarks: {(Remarks.Count == 0 ? "none" : string.Join(' ', Remarks))}
            """);
    }
}
