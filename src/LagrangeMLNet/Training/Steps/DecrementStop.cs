using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// When a descent is done: what the objective still offers is less than a share of the error that a fit to these rows is expected to have
/// anyway. It becomes a statement with a stated confidence by <see cref="UnfinishedShare"/>. A pure function of a small state.
/// </summary>
/// <remarks>
/// A fit of P parameters is above the best one by φ/2 · χ²_P nats, summed over the rows (Wilks, Annals of Mathematical Statistics 9 (1938),
/// 60–62): φP/2 on average and, with the confidence c, no less than φ/2 times the 1 − c quantile, here by Wilson and Hilferty's cube
/// (Proceedings of the National Academy of Sciences 17 (1931), 684–688). What the objective offers is the decrement ½∇ᵀ(F + Λ)⁻¹∇ of the
/// step, and after it, as steps shrink at least as fast as before, its square over the last one.
/// </remarks>
/// <param name="Tolerance">The share.</param>
internal readonly record struct DecrementStop(double Tolerance)
{
    /// <summary>Confidence of the statement.</summary>
    public const double Confidence = 0.95;

    // So many passes are allowed to be of no use before that counts as rounding.
    private const int PassesBeforeRounding = 4;

    private static readonly double Quantile = NormalQuantile.Of(Confidence);

    /// <summary>
    /// The statement: with the stated confidence, what remains is at most this share of the error that the fit has. P is taken to be 2 at
    /// least, as the quantile goes to 0 with it.
    /// </summary>
    /// <param name="remains">What the objective still offers, summed over the rows.</param>
    /// <param name="dispersion">φ.</param>
    /// <param name="parameters">P.</param>
    public static double UnfinishedShare(double remains, double dispersion, double parameters)
    {
        double p = Math.Max(2, parameters), spread = 2 / (9 * p), cube = 1 - spread - (Quantile * Math.Sqrt(spread));
        return remains / (dispersion * p / 2 * cube * cube * cube);
    }

    /// <summary>Judges a step before it is taken.</summary>
    /// <param name="state">What the steps before promised.</param>
    /// <param name="seen">What this one promises, and where from.</param>
    public (DecrementState Next, DecrementVerdict Verdict) Judge(in DecrementState state, in DecrementObservation seen)
    {
        // A decrement that no longer shrinks where it must shrink fast is rounding: there is nothing more to be had.
        bool isRounding = seen.IsNewton && seen.Pass > PassesBeforeRounding && seen.Objective > state.Least - seen.Noise;
        bool shrinks = !seen.WasShortened && seen.Decrement < state.Last && double.IsFinite(state.Last);
        double remains = shrinks ? seen.Decrement * seen.Decrement / state.Last : seen.Decrement;
        double expected = seen.Dispersion * Math.Max(1, seen.Parameters) / 2;
        bool isDone = !(remains > Tolerance * expected) || isRounding;
        // What is too little to take another pass for, the last step takes along.
        return (
            new DecrementState(seen.Decrement, Math.Min(state.Least, seen.Objective)),
            new DecrementVerdict(isDone, !isRounding && seen.Decrement < expected, remains));
    }
}

/// <summary>What a stop remembers.</summary>
/// <param name="Last">Decrement of the step before.</param>
/// <param name="Least">Least objective so far.</param>
internal readonly record struct DecrementState(double Last, double Least)
{
    public static DecrementState Start { get; } = new(double.PositiveInfinity, double.PositiveInfinity);
}

/// <summary>A step that is about to be taken.</summary>
/// <param name="Pass">Number of the pass that it comes from.</param>
/// <param name="Objective">The objective there.</param>
/// <param name="Noise">What rounding makes of it.</param>
/// <param name="Decrement">What the step promises.</param>
/// <param name="WasShortened">Whether the step before had to be shortened.</param>
/// <param name="IsNewton">Whether its metric is that of its own rows, so that steps must shrink fast.</param>
/// <param name="Dispersion">φ.</param>
/// <param name="Parameters">Number of parameters that the rows determine.</param>
internal readonly record struct DecrementObservation(
    int Pass, double Objective, double Noise, double Decrement, bool WasShortened, bool IsNewton, double Dispersion, double Parameters);

/// <summary>What a stop says of a step.</summary>
/// <param name="IsDone">Whether the descent is done.</param>
/// <param name="IsWorthTaking">Whether the step is to be taken even so, without another pass.</param>
/// <param name="Remains">What remains after it. Unit: nat, summed over the rows.</param>
internal readonly record struct DecrementVerdict(bool IsDone, bool IsWorthTaking, double Remains);
