using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Mechanics;

/// <summary>
/// Decides when learning is done: when all that can still be gained, up to the end of the budget and at the stated confidence, is a small
/// share of what has been learnt. A pure state machine, with no patience to tune.
/// </summary>
/// <remarks>
/// <para>
/// From the measurements of the last half of the time the rule takes the fall of the velocity (<see cref="Kinematics"/>: medians of an
/// older and a recent half, with their errors) and carries it forward with an acceleration that fades as 1/t, that is along v(t) = v(t₀) −
/// b·ln(t/t₀). It stops when the upper confidence bound of what lies ahead, counted from the recent level, is at most
/// <see cref="Tolerance"/> × (first value − best value). The rule is unchanged by any shift or positive scale of the metric and of time.
/// </para>
/// <para>
/// Save what is being trained when <see cref="StoppingState.IsBest"/> is true, restore it when <see cref="StoppingState.IsStopped"/> is:
/// <code>
/// var rule = new StoppingRule { Budget = 100 };
/// StoppingState state = default;
/// for (int epoch = 1; !state.IsStopped; epoch++)
/// {
///     Train();
///     state = rule.Observe(state, new Observation(epoch, ValidationLoss()));
///     if (state.IsBest)
///         Save();
/// }
/// Restore();
/// </code>
/// </para>
/// </remarks>
public sealed record StoppingRule
{
    /// <summary>Measurements in a row that must not be finite before the rule gives up.</summary>
    private const int NonFiniteLooks = 3;

    /// <summary>
    /// The best of many measurements lies below their level by luck alone; by more than this many times their scatter hardly ever.
    /// </summary>
    private const int LuckOfTheBest = 4;

    /// <summary>Scatter counts as noise, and not as the fall itself, only with this many measurements in the window.</summary>
    private const int LooksForNoise = 32;

    /// <summary>A rise counts only with this many measurements in the window: early instabilities are shorter.</summary>
    private const int LooksForRise = 8;

    /// <summary>
    /// A rise counts only if all the time spent is at least this many times the time of the best: 4 means that nothing better came in the
    /// last three quarters.
    /// </summary>
    private const int RiseAge = 4;

    /// <summary>
    /// Measurements since the best, as a multiple of those up to it, after which a rise above the first value counts too.
    /// </summary>
    private const int LostAge = 64;

    /// <summary>Whether the metric should fall (a loss; the default) or rise (an accuracy).</summary>
    public bool Maximise { get; init; }

    /// <summary>
    /// Share of what has been learnt, (first − best), that may be left unlearnt. Between 0 and 1; default 0.01.
    /// </summary>
    public double Tolerance
    {
        get;
        init => field = value is >= 0 and < 1
            ? value
            : throw MechanicsThrow.OutOfRange(
                nameof(Tolerance), value, "Tolerance is a share of what has been learnt: set it to 0 or more and below 1.");
    } = 0.01;

    /// <summary>
    /// A gain in the metric's own unit that is never worth waiting for; default 0. Of use where a warm start leaves little to learn.
    /// </summary>
    public double AbsoluteTolerance
    {
        get;
        init => field = value >= 0 && double.IsFinite(value)
            ? value
            : throw MechanicsThrow.OutOfRange(
                nameof(AbsoluteTolerance), value, "AbsoluteTolerance is a gain in the metric's unit: set it to 0 or more.");
    }

    /// <summary>One-sided confidence with which what remains must lie below the tolerance. At least 0.5, below 1; default 0.95.</summary>
    public double Confidence
    {
        get;
        init => (field, _quantile) = value is >= 0.5 and < 1
            ? (value, NormalQuantile.Of(value))
            : throw MechanicsThrow.OutOfRange(
                nameof(Confidence), value, "Confidence is a probability: set it to 0.5 or more and below 1.");
    } = 0.95;

    /// <summary>
    /// Time at which learning ends at the latest, in the unit of <see cref="Observation.Time"/>; default infinity (no budget). The rule
    /// forecasts up to it, so a schedule that ends with the budget is taken into account. A budget set too wide makes it stop later, but
    /// the forecast only grows with its logarithm.
    /// </summary>
    public double Budget
    {
        get;
        init => field = value > 0
            ? value
            : throw MechanicsThrow.OutOfRange(
                nameof(Budget), value, "Budget is an amount of time: set it above 0, or leave it infinite.");
    } = double.PositiveInfinity;

    /// <summary>For comparison only: how the velocity is carried forward.</summary>
    internal DecayLaw Law { get; init; }

    private readonly double _quantile = NormalQuantile.Of(0.95);

    /// <summary>Takes one measurement in and decides. A state that has stopped stays as it is.</summary>
    /// <param name="state">The state after the measurement before; <c>default</c> at the start.</param>
    /// <param name="look">The measurement; its time must not lie before the last one's.</param>
    /// <returns>The new state. Its <see cref="StoppingState.Learning"/> names the reason to stop, if there is one.</returns>
    /// <exception cref="ArgumentException">The time is negative, not finite, or lies before that of the last measurement.</exception>
    public StoppingState Observe(in StoppingState state, Observation look)
    {
        if (state.IsStopped)
            return state;
        if (!(look.Time >= state.LastTime) || !double.IsFinite(look.Time))
        {
            throw new ArgumentException(
                FormattableString.Invariant($"Look {state.Looks} is at time {look.Time}, but the one before was at {state.LastTime}: ")
                + "pass looks in the order of time, from 0 on.",
                nameof(look));
        }

        StoppingState next = state;
        bool finite = double.IsFinite(look.Velocity);
        double position = state.Learning.Position + (finite ? look.Velocity * (look.Time - state.LastTime) : 0);
        next.Looks++;
        next.LastTime = look.Time;
        next.NonFinite = finite ? 0 : next.NonFinite + 1;
        if (finite)
            Take(ref next, look);

        Motion motion = Kinematics.Estimate(next.Looked, Law);
        StopReason reason = Decide(next, motion);
        if (reason == StopReason.None && look.Time >= Budget)
            reason = StopReason.BudgetSpent;
        double sign = Maximise ? -1 : 1;
        next.Learning = new LearningState(
            state.Looks,
            (long)look.Time,
            position,
            look.Velocity,
            sign * motion.Acceleration,
            next.HasValue ? sign * motion.Floor(Budget) : double.NaN,
            next.HasValue ? motion.FloorStandardError(Budget) : double.NaN,
            next.HasValue ? motion.Remaining(Budget) : double.NaN,
            reason);
        return next;
    }

    /// <summary>Ends learning because the caller asks for it. A state that has stopped keeps its reason.</summary>
    /// <param name="state">The state after the last measurement.</param>
    public static StoppingState Cancel(in StoppingState state)
    {
        StoppingState next = state;
        if (!state.IsStopped)
            next.Learning = state.Learning with { StopReason = StopReason.Cancelled };
        return next;
    }

    private void Take(ref StoppingState next, Observation look)
    {
        double value = look.Velocity;
        if (!next.HasValue)
            next.First = value;
        if (!next.HasValue || (Maximise ? value > next.Best : value < next.Best))
        {
            next.HasValue = true;
            next.Best = value;
            next.BestIndex = next.Looks - 1;
            next.BestTime = look.Time;
        }

        // Inside the window a metric that should rise is a velocity with its sign turned.
        if (look.Time > 0)
            next.Remember(Maximise ? look with { Velocity = -value } : look);
    }

    private StopReason Decide(in StoppingState state, in Motion motion)
    {
        if (state.NonFinite >= NonFiniteLooks)
            return StopReason.Diverged;
        if (state.NonFinite > 0 || !double.IsFinite(motion.FallStandardError))
            return StopReason.None;
        double learnt = Math.Abs(state.First - state.Best);
        double tolerated = Math.Max(Tolerance * learnt, AbsoluteTolerance);
        double bound = motion.RemainingBound(Budget, _quantile);
        double above = Maximise ? state.Best + motion.Velocity : motion.Velocity - state.Best;
        bool isHigh = above > tolerated && above > LuckOfTheBest * motion.Scatter;

        // Done: little lies ahead; or no fall can be told from noise, and what may lie ahead would hide in the noise of one measurement.
        double error = _quantile * motion.FallStandardError;
        bool isHidden = motion.Count >= LooksForNoise && Math.Abs(motion.Fall) <= error && bound <= _quantile * motion.Scatter;
        if (bound <= tolerated || isHidden)
            return isHigh ? StopReason.Rising : StopReason.Decelerated;

        bool rises = isHigh && motion.Count >= LooksForRise && motion.Fall < -error;
        bool bestIsOld = state.BestTime * RiseAge <= state.LastTime;
        bool someIsKept = above < learnt;
        bool isLost = state.Looks >= LostAge * (state.BestIndex + 1L);
        return rises && bestIsOld && (someIsKept || isLost) ? StopReason.Rising : StopReason.None;
    }
}
