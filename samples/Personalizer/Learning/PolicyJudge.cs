using LagrangeMLNet.Control;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Ranking;

namespace Personalizer.Learning;

/// <summary>What was found of a policy that was learnt, and what follows.</summary>
/// <param name="Goes">What happens.</param>
/// <param name="Reason">Why, for people.</param>
/// <param name="Candidate">What the new policy would have earned on decisions that it was not learnt from.</param>
/// <param name="Live">The same of the policy that serves; null where none does.</param>
/// <param name="Baseline">The same of the application's own choices.</param>
internal sealed record Verdict(
    Verdict.Outcome Goes, string Reason, PolicyEstimate? Candidate, PolicyEstimate? Live, PolicyEstimate? Baseline)
{
    internal enum Outcome
    {
        /// <summary>The new policy serves from now on.</summary>
        Live,

        /// <summary>All stays as it is.</summary>
        Kept,

        /// <summary>The policy that served is surely worse than the application's own choices, which are taken again.</summary>
        Withdrawn,
    }
}

/// <summary>
/// Decides by off-policy evaluation whether a policy goes live, on decisions that no policy was learnt from: the first one must surely earn
/// more than the application's own choices; one that follows must not be estimated to earn less than the one that serves. A log of a policy
/// that serves tells ever less of the application's own choices, so what was proved of the first need not be proved again; that it is
/// surely worse would show.
/// </summary>
internal static class PolicyJudge
{
    /// <summary>One-sided 95 %.</summary>
    private const double Quantile = 1.644854;

    /// <summary>Fewer effective decisions of a policy tell nothing of it.</summary>
    private const double FewestEffective = 30;

    /// <param name="control">Evaluates.</param>
    /// <param name="judged">Decisions that no policy was learnt from.</param>
    /// <param name="candidate">The new policy.</param>
    /// <param name="live">The policy that serves, or null.</param>
    /// <param name="isProved">Whether one served before the service was started again.</param>
    public static Verdict Judge(
        ControlCatalog control, RankingLog judged, RankingPolicy candidate, RankingPolicy? live, bool isProved)
    {
        List<(string, RankingFunction)> policies = [("candidate", candidate.Decide), ("baseline", TakeFirst)];
        if (live is not null)
            policies.Add(("live", live.Decide));
        var evaluations = control.EvaluateRankings(judged, policies);
        var (found, own) = (evaluations[0].Value, evaluations[1].Value);
        var served = live is null ? null : evaluations[2].Value;
        Verdict Say(Verdict.Outcome goes, string reason) => new(goes, reason, found, served, own);
        if (served is not null && LowerDifference(own, served) > 0)
            return Say(Verdict.Outcome.Withdrawn, "The live policy surely earns less than the baseline.");
        if (Unsupported(evaluations[0].Overlap) is { } reason)
            return Say(Verdict.Outcome.Kept, reason);
        if (served is not null && found.Value < served.Value)
            return Say(Verdict.Outcome.Kept, "It is estimated to earn less than the live policy.");
        if (LowerDifference(own, found) > 0)
            return Say(Verdict.Outcome.Kept, "It surely earns less than the baseline.");
        if (served is not null)
            return Say(Verdict.Outcome.Live, "It is estimated to earn no less than the live policy.");
        if (isProved)
            return Say(Verdict.Outcome.Live, "Learnt again after a start: a policy was live before.");
        double over = LowerDifference(found, own);
        return over > 0
            ? Say(Verdict.Outcome.Live, FormattableString.Invariant($"It surely earns at least {over:0.000} more than the baseline."))
            : Say(Verdict.Outcome.Kept, "It does not surely earn more than the baseline.");
    }

    /// <summary>The application's own choice: the first action.</summary>
    public static void TakeFirst(LagrangeMLNet.Control.Data.RankingEvent decision, Span<double> probabilities)
    {
        probabilities.Clear();
        probabilities[0] = 1;
    }

    /// <summary>Lower bound of a − b; the errors are added as those of independent estimates.</summary>
    private static double LowerDifference(PolicyEstimate a, PolicyEstimate b) =>
        a.Value - b.Value - (Quantile * Math.Sqrt((a.StandardError * a.StandardError) + (b.StandardError * b.StandardError)));

    private static string? Unsupported(OverlapDiagnostics overlap) => overlap.EffectiveSampleSize < FewestEffective
        ? FormattableString.Invariant($"The log is worth {overlap.EffectiveSampleSize:0.#} of its decisions: too few to tell.")
        : Math.Abs(overlap.MeanWeight - 1) > 4 * overlap.MeanWeightStandardError
            ? "It takes actions where they were never tried."
            : null;
}
