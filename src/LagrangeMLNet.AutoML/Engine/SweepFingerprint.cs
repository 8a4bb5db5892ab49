using System.Globalization;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>All that the trials of a sweep depend on, in one line: a ledger can be resumed by a sweep of the same line alone.</summary>
internal static class SweepFingerprint
{
    /// <summary>Rises whenever the same settings propose or judge trials, or a ledger keeps them, otherwise than before.</summary>
    private const int Version = 10;

    public static string Of(PredictionTask task, TrialData data, IReadOnlyList<Candidate> candidates, SweepOptions options)
    {
        string columns = string.Join(", ", data.Featurization.Columns.Select(column => $"{column.Name}:{column.Role}"));
        string spaces = string.Join(" / ", candidates.Select(candidate => $"{candidate.Name}: {candidate.Space.Describe()}"));
        return string.Create(
            CultureInfo.InvariantCulture,
            $"version {Version}, {task}, label {data.Label.Source}, {data.Label.Strata.Length} rows, labels {data.Label.Fingerprint:X16}, "
            + $"values {data.Featurization.Fingerprint:X16}, weights {data.Weights.Fingerprint:X16}, "
            + $"columns {StableHash.Of(columns):X16}, candidates {StableHash.Of(spaces):X16}, seed {options.Seed}, "
            + $"{options.Search} search, {options.Pruning} pruning, confidence {options.Confidence:R}, tolerance {options.Tolerance:R}, "
            + $"rung factor {options.RungFactor:R}, {options.Subsets} subsets");
    }
}
