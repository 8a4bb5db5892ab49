using System.Globalization;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>What a policy would have returned, estimated from another one's episodes.</summary>
public sealed record EpisodeEvaluation
{
    /// <summary>Name of the policy.</summary>
    public required string Policy { get; init; }

    /// <summary>Number of steps in the log.</summary>
    public required int Rows { get; init; }

    /// <summary>Number of episodes; that of the steps where the log does not tell them.</summary>
    public required int Episodes { get; init; }

    /// <summary>Discount of what is earned a step later; 1 is average reward.</summary>
    public required double Discount { get; init; }

    /// <summary>
    /// The estimate to believe: <see cref="EpisodeEstimator.DoublyRobust"/>, whose interval holds where the probabilities do, while the
    /// weights of whole episodes leave at least 30 effective ones; else <see cref="EpisodeEstimator.StationaryDoublyRobust"/>, which
    /// trusts that states alike in their features are alike in value.
    /// </summary>
    public required EpisodeEstimate Value { get; init; }

    /// <summary>The logging policy's value by the same means as <see cref="EpisodeEstimator.StationaryDoublyRobust"/>.</summary>
    public required EpisodeEstimate Logged { get; init; }

    /// <summary>What the policy would return more than the logging policy, episode by episode.</summary>
    public required EpisodeEstimate Improvement { get; init; }

    /// <summary>Every estimator's estimate.</summary>
    public required IReadOnlyList<EpisodeEstimate> Estimates { get; init; }

    /// <summary>(Σ ρ)²/Σ ρ² of the weights of whole episodes: as many episodes of the policy itself would tell as much.</summary>
    public required double EffectiveEpisodes { get; init; }

    /// <summary>Confidence of the intervals.</summary>
    public required double ConfidenceLevel { get; init; }

    /// <summary>What forbids to take the figures at face value.</summary>
    public required IReadOnlyList<string> Warnings { get; init; }

    /// <summary>The estimate of one estimator.</summary>
    /// <param name="estimator">Which.</param>
    public EpisodeEstimate this[EpisodeEstimator estimator] => Estimates.First(estimate => estimate.Estimator == estimator);

    /// <summary>The evaluation in a few lines, for people. The same in every culture.</summary>
    public override string ToString()
    {
        string[] lines =
        [
            string.Create(
                CultureInfo.InvariantCulture,
                $"Policy '{DisplayText.Escape(Policy)}' on {Rows:N0} steps of {Episodes:N0} episodes, discount {Discount}, intervals at "
                + $"{ConfidenceLevel:P0}"),
            $"Value by {Value}",
            $"Logging policy's by {Logged}",
            $"Improvement by {Improvement}",
            .. Estimates.Select(estimate => estimate.ToString()),
            string.Create(CultureInfo.InvariantCulture, $"Effective episodes {EffectiveEpisodes:N0}"),
            "Warnings: " + (Warnings.Count == 0 ? "none" : DisplayText.Escape(string.Join(" ", Warnings))),
        ];
        return string.Join('\n', lines);
    }
}
