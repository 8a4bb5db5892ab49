namespace LagrangeMLNet.Mechanics;

/// <summary>
/// Where learning is, how fast it falls, and where that leads: an estimate of <see cref="Kinematics.Estimate(ReadOnlySpan{Observation})"/>.
/// </summary>
/// <remarks>
/// The law behind the forecasts is v(t) = v(t₀) − b·ln(t/t₀), dv/dt = −b/t. Without an end of time the floor is that of the parametric law
/// v(t) = v∞ + A/t (excess risk d/(2n), Cramér–Rao), for which v(t) − v∞ = −t·dv/dt = b: one e-fold ahead.
/// </remarks>
public readonly record struct Motion
{
    /// <summary>Time at which <see cref="Velocity"/> holds: the centre of the recent half of the window.</summary>
    public double Time { get; internal init; }

    /// <summary>Time of the last measurement.</summary>
    public double LastTime { get; internal init; }

    /// <summary>Robust level of the velocity at <see cref="Time"/>: a median. Unit: nat / observation.</summary>
    public double Velocity { get; internal init; }

    /// <summary>Standard error of <see cref="Velocity"/>; infinite while it cannot be told.</summary>
    public double VelocityStandardError { get; internal init; }

    /// <summary>The fall over the window: level of its older half less that of its recent half. Negative if the velocity rises.</summary>
    public double Fall { get; internal init; }

    /// <summary>Standard error of <see cref="Fall"/>; infinite while it cannot be told.</summary>
    public double FallStandardError { get; internal init; }

    /// <summary>Standard deviation of a single measurement around the level.</summary>
    public double Scatter { get; internal init; }

    /// <summary>Number of measurements used.</summary>
    public int Count { get; internal init; }

    internal DecayLaw Law { get; init; }

    /// <summary>Distance of the halves' centres, in the law's clock: ln t, or t.</summary>
    internal double Span { get; init; }

    /// <summary>Acceleration dv/dt at the last measurement. Unit: nat / observation².</summary>
    public double Acceleration => Count < 2 ? 0 : Law == DecayLaw.Linear ? -Fall / Span : -Fall / (Span * LastTime);

    /// <summary>What will still be gained from <see cref="Velocity"/> on, up to a time; not negative.</summary>
    /// <param name="horizon">End of time in the units of <see cref="Time"/>; infinity for no end.</param>
    public double Remaining(double horizon) => Math.Max(0, Fall) * Reach(horizon);

    /// <summary>
    /// Upper bound of what the velocity can still move up to a time. The size of the fall counts, not its sign: what has just risen may
    /// fall again.
    /// </summary>
    /// <param name="horizon">End of time in the units of <see cref="Time"/>; infinity for no end.</param>
    /// <param name="normalQuantile">One-sided quantile of the normal distribution, for instance 1.645 for 95 %.</param>
    public double RemainingBound(double horizon, double normalQuantile) =>
        (Math.Abs(Fall) + (normalQuantile * FallStandardError)) * Reach(horizon);

    /// <summary>The velocity that will be reached by a time. Unit: nat / observation.</summary>
    /// <param name="horizon">End of time in the units of <see cref="Time"/>; infinity for no end.</param>
    public double Floor(double horizon) => Velocity - Remaining(horizon);

    /// <summary>Standard error of <see cref="Floor"/>. Unit: nat / observation.</summary>
    /// <param name="horizon">End of time in the units of <see cref="Time"/>; infinity for no end.</param>
    public double FloorStandardError(double horizon)
    {
        // floor = (1 + r)·recent − r·older with independent halves, Var(older) = Var(fall) − Var(recent).
        double r = Reach(horizon), recent = VelocityStandardError * VelocityStandardError;
        if (double.IsInfinity(FallStandardError))
            return double.PositiveInfinity;
        double older = Math.Max(0, (FallStandardError * FallStandardError) - recent);
        return Math.Sqrt(((1 + r) * (1 + r) * recent) + (r * r * older));
    }

    /// <summary>How many times the fall of the window fits into the time ahead, in the law's clock.</summary>
    private double Reach(double horizon)
    {
        if (Count < 2)
            return 1;
        double end = double.IsInfinity(horizon)
            ? Law == DecayLaw.Linear ? 2 * LastTime : Math.E * LastTime
            : Math.Max(horizon, LastTime);
        double ahead = Law == DecayLaw.Linear ? end - Time : Math.Log(end / Time);
        return Math.Max(0, ahead / Span);
    }
}
