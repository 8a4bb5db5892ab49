using System.Globalization;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>What a policy would have earned per decision, estimated from another one's log. Unit: that of the reward.</summary>
public sealed record PolicyEvaluation
{
    /// <summary>Name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Number of decisions in the log.</summary>
    public required int Rows { get; init; }

    /// <summary>
    /// The estimate to believe: doubly robust, whose interval holds where the probabilities do, whatever the reward model.
    /// </summary>
    public PolicyEstimate Value => this[Estimator.DoublyRobust];

    /// <summary>
    /// The estimate that SLOPE selects among the doubly robust, shrunk and direct ones: the one of least spread whose difference from those
    /// of more spread is chance. Its interval knows of the spread, not of the bias so accepted, so decide by <see cref="Value"/>.
    /// </summary>
    public required PolicyEstimate Selected { get; init; }

    /// <summary>What the logging policy earned, and the interval of that.</summary>
    public required PolicyEstimate Logged { get; init; }

    /// <summary>What the policy would earn more than the logging policy, from the same rows; estimator: doubly robust.</summary>
    public required PolicyEstimate Improvement { get; init; }

    /// <summary>Every estimator's estimate.</summary>
    public required IReadOnlyList<PolicyEstimate> Estimates { get; init; }

    /// <summary>How far the log tells of this policy.</summary>
    public required OverlapDiagnostics Overlap { get; init; }

    /// <summary>Confidence of the intervals.</summary>
    public required double ConfidenceLevel { get; init; }

    /// <summary>What forbids to take the figures at face value.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The estimate of one estimator.</summary>
    /// <param name="estimator">Which.</param>
    public PolicyEstimate this[Estimator estimator] => Estimates.First(estimate => estimate.Estimator == estimator);

    /// <summary>The evaluation in a few lines, for people. The same in every culture.</summary>
    public override string ToString()
    {
        string[] lines =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Policy '{DisplayText.Escape(Policy)}' on {Rows:N0} decisions, intervals at {ConfidenceLevel:P0}"),
            $"Logged: {Logged.Value.ToString("G5", CultureInfo.InvariantCulture)}",
            .. Estimates.Select(estimate => estimate.ToString()),
            $"Selected (SLOPE): {Selected}",
            $"Improvement: {Improvement}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"Effective sample size {Overlap.EffectiveSampleSize:N0}, mean weight {Overlap.MeanWeight:G4}, largest "
                + $"{Overlap.MaximumWeight:G4}"),
            "Warnings: " + (Warnings.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Warnings))),
        ];
        return string.Join('\n', lines);
    }
}
