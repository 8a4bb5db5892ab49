using System.Globalization;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Labeling;

/// <summary>What a decision is made from, besides the measurements.</summary>
internal sealed record LabelingFacts
{
    public required int Labels { get; init; }

    public required int Pending { get; init; }

    public required double PendingCost { get; init; }

    public required bool PoolIsSpent { get; init; }

    /// <summary>Excess loss by theory with the labels so far, and with the pending ones. Unit: nat / observation; NaN if unknown.</summary>
    public required double ForecastNow { get; init; }

    public required double ForecastNext { get; init; }

    /// <summary>The class that all labels so far have; null if there are several, or none.</summary>
    public string? OnlyClass { get; init; }
}

/// <summary>Decides by kinematics whether more labels are worth their cost.</summary>
internal static class LabelingDecision
{
    /// <summary>Measurements before the fall is believed.</summary>
    private const int FewestLooks = 4;

    private static readonly double Quantile = NormalQuantile.Of(0.95);

    public static (LearningState? Learning, double Measured, double Planned, LabelingAdvice Advice, string Reason) Decide(
        LabelingCampaignOptions options, IReadOnlyList<LabelingMeasurement> seen, LabelingFacts facts)
    {
        var looks = LabelingMeasurement.Pool(seen);
        double planned = Math.Max(0, facts.ForecastNow - facts.ForecastNext);
        if (looks.Length == 0)
        {
            var (first, why) = Ended(facts) ?? (LabelingAdvice.LabelOn, "Nothing is learnt yet.");
            return (null, double.NaN, planned, first, why);
        }

        var rule = new StoppingRule { Tolerance = options.Tolerance };
        StoppingState state = default;
        foreach (var look in looks)
            state = rule.Observe(state, look);

        // The window of the rule stands still when it has stopped; this one does not.
        var last = looks[^1];
        var window = looks.Where((look, i) => look.Time > 0 && (look.Time >= last.Time / 2 || i >= looks.Length - FewestLooks)).ToArray();
        var motion = Kinematics.Estimate(window);
        bool isKnown = window.Length >= FewestLooks && double.IsFinite(motion.FallStandardError);
        const double noEnd = double.PositiveInfinity;
        var learning = new LearningState(
            seen.Count - 1,
            facts.Labels,
            Kinematics.Position(looks),
            window.Length == 0 ? last.Velocity : motion.Velocity,
            isKnown ? motion.Acceleration : double.NaN,
            isKnown ? motion.Floor(noEnd) : double.NaN,
            isKnown ? motion.FloorStandardError(noEnd) : double.NaN,
            isKnown ? motion.Remaining(noEnd) : double.NaN,
            StopReason.None);
        double measured = isKnown ? motion.Remaining(facts.Labels + facts.Pending) - motion.Remaining(facts.Labels) : double.NaN;
        var (advice, reason) = Ended(facts) ?? Advise(options, facts, state, learning, motion, isKnown, measured, planned);
        if (facts.OnlyClass is { } only)
            reason += OneClass(facts.Labels, only, seen.Sum(look => look.Rows));
        return (learning with { StopReason = ReasonOf(advice) }, measured, planned, advice, reason);
    }

    private static (LabelingAdvice Advice, string Reason)? Ended(LabelingFacts facts) =>
        facts.Pending > 0 ? null
        : facts.PoolIsSpent ? (LabelingAdvice.PoolSpent, "All usable rows of the pool are labelled or skipped.")
        : (LabelingAdvice.BudgetSpent, "The budget has no room for another row.");

    /// <summary>
    /// What labels of one class tell: of n rows drawn at random none is another, so that with 95 % confidence a share of 1 − 0.05^(1/n) is.
    /// </summary>
    private static string OneClass(int labels, string only, int random) => string.Create(
        CultureInfo.InvariantCulture,
        $" All {labels} labels are '{only}', so that no model can tell classes apart yet; of the pool, less than {1 - Math.Pow(0.05, 1.0 / random):P1} is "
        + $"of another class (95 % confidence). If that is too rare to wait for, begin a campaign whose pool has more rows like it.");

    private static (LabelingAdvice Advice, string Reason) Advise(
        LabelingCampaignOptions options,
        LabelingFacts facts,
        in StoppingState state,
        LearningState learning,
        in Motion motion,
        bool isKnown,
        double measured,
        double planned)
    {
        string velocity = Nats(learning.Velocity);
        if (learning.Velocity <= options.TargetVelocity && isKnown)
            return (LabelingAdvice.TargetReached, $"The velocity is {velocity}, at or below the target of {Nats(options.TargetVelocity.Value)}.");
        if (!isKnown)
            return (LabelingAdvice.LabelOn, $"The velocity is {velocity}; too few measurements yet to tell how fast it falls.");
        double gain = double.IsNaN(planned) ? measured : Math.Max(measured, planned);
        string next = string.Create(
            CultureInfo.InvariantCulture, $"the next {facts.Pending} labels should take {Nats(gain)} off (measured {Nats(measured)}, by theory {Nats(planned)})");
        if (options.ValuePerNat is { } value)
        {
            string price = string.Create(CultureInfo.InvariantCulture, $"worth {value * gain:G4}, and cost {facts.PendingCost:G4}");
            return value * gain < facts.PendingCost
                ? (LabelingAdvice.NotWorthItsCost, $"The velocity is {velocity}; {next}: {price}.")
                : (LabelingAdvice.LabelOn, $"The velocity is {velocity}; {next}: {price}.");
        }

        if (state.Learning.StopReason == StopReason.Rising)
            return (LabelingAdvice.VelocityRises, string.Create(
                CultureInfo.InvariantCulture, $"The velocity rose to {velocity} from {Nats(state.BestValue)} after {state.BestTime} labels."));
        double tolerated = options.Tolerance * Math.Max(0, state.First - learning.Velocity);
        bool isFlat = motion.Fall <= Quantile * motion.FallStandardError;
        if (state.IsStopped || (isFlat && facts.ForecastNow <= tolerated))
            return (LabelingAdvice.FloorReached, $"The velocity is {velocity}, its floor {Nats(learning.Floor)}; {next}.");
        return (LabelingAdvice.LabelOn, $"The velocity is {velocity}; {next}.");
    }

    private static StopReason ReasonOf(LabelingAdvice advice) => advice switch
    {
        LabelingAdvice.LabelOn => StopReason.None,
        LabelingAdvice.VelocityRises => StopReason.Rising,
        LabelingAdvice.BudgetSpent or LabelingAdvice.PoolSpent => StopReason.BudgetSpent,
        _ => StopReason.Decelerated,
    };

    private static string Nats(double value) =>
        double.IsNaN(value) ? "unknown" : string.Create(CultureInfo.InvariantCulture, $"{value:G4} nat");
}
