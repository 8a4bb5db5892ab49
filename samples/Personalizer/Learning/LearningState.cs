using LagrangeMLNet.Control.Evaluation;

namespace Personalizer.Learning;

/// <summary>A policy that was learnt, and what came of it.</summary>
internal sealed record LearntPolicy(
    DateTimeOffset Time, long Events, string Outcome, string Reason, Interval? Candidate, Interval? Live, Interval? Baseline)
{
    public static LearntPolicy Of(DateTimeOffset time, long events, Verdict verdict) => new(
        time,
        events,
        verdict.Goes.ToString().ToLowerInvariant(),
        verdict.Reason,
        ToInterval(verdict.Candidate),
        ToInterval(verdict.Live),
        ToInterval(verdict.Baseline));

    /// <summary>An estimate without an infinite end, which JSON has no number for.</summary>
    private static Interval? ToInterval(PolicyEstimate? estimate) => estimate is null || double.IsNaN(estimate.Value)
        ? null
        : new Interval(
            estimate.Value,
            double.IsFinite(estimate.Lower) ? estimate.Lower : null,
            double.IsFinite(estimate.Upper) ? estimate.Upper : null);
}

/// <summary>What the page shows.</summary>
/// <param name="Time">When it was taken.</param>
/// <param name="Mode">Online or apprentice.</param>
/// <param name="IsSimulated">Whether a simulated population calls.</param>
/// <param name="Exploration">The rule of exploration.</param>
/// <param name="Decisions">Decisions made.</param>
/// <param name="LearntFrom">Decisions whose wait is over.</param>
/// <param name="IsPolicyLive">Whether a learnt policy decides; else the application's own choices are explored around.</param>
/// <param name="LiveSince">Since when.</param>
/// <param name="BaselineMatch">
/// Share of decisions in which the newest policy would choose as the application did; null before there is one.
/// </param>
/// <param name="Total">All decisions.</param>
/// <param name="Points">Stretches of decisions.</param>
/// <param name="Policies">Policies learnt, the newest first.</param>
internal sealed record LearningState(
    DateTimeOffset Time,
    string Mode,
    bool IsSimulated,
    string Exploration,
    long Decisions,
    long LearntFrom,
    bool IsPolicyLive,
    DateTimeOffset? LiveSince,
    double? BaselineMatch,
    SeriesPoint? Total,
    IReadOnlyList<SeriesPoint> Points,
    IReadOnlyList<LearntPolicy> Policies);
