namespace LagrangeMLNet.Control.Evaluation;

/// <summary>How far the log tells of a policy: the weights w = π(a|x)/p of its decisions.</summary>
/// <param name="EffectiveSampleSize">(Σ w)²/Σ w²: as many decisions of the policy itself would tell as much. From 0 to the rows.</param>
/// <param name="MeanWeight">Mean of w; near 1 where the probabilities are right and every action the policy takes was tried.</param>
/// <param name="MeanWeightStandardError">Its standard error.</param>
/// <param name="MaximumWeight">The largest w.</param>
/// <param name="MatchedShare">Share of the rows whose action the policy takes at all (w above 0).</param>
/// <param name="UnsupportedMass">
/// Mean probability the policy gives to actions that the log never holds; what they earn cannot be known.
/// </param>
public sealed record OverlapDiagnostics(
    double EffectiveSampleSize,
    double MeanWeight,
    double MeanWeightStandardError,
    double MaximumWeight,
    double MatchedShare,
    double UnsupportedMass);
