using System.Globalization;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// A trial goes on while its learning curve, carried forward as far as it can fall, may still come below the best complete trial.
/// </summary>
/// <remarks>
/// Learning decelerates: an e-fold of rows gains no more than the last one did. So the log law v(n) = v(n₀) − b·ln(n/n₀) of
/// <see cref="Kinematics"/> through the last two rungs is a lower bound of what all rows will give. The bound's distance from the best
/// complete trial is a mean over the validation rows, and its error is that of the row-by-row differences: what makes a row hard for one
/// model makes it hard for the other, and cancels. From the first rung there is no fall yet; then the greatest fall that any complete trial
/// showed from that rung on takes its place.
/// </remarks>
/// <param name="confidence">Confidence, in (0.5, 1), with which a trial must be out of the race to be stopped.</param>
/// <param name="tolerance">Share of the best loss, at least 0, that a trial has to promise to gain.</param>
internal sealed class KinematicPruning(double confidence, double tolerance) : IPruningRule
{
    /// <summary>Complete trials without which a first rung says nothing of the fall to come.</summary>
    private const int FewestFalls = 3;

    private readonly double _quantile = NormalQuantile.Of(confidence);

    public string? ReasonToStop(IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows)
    {
        TrialOutcome[] complete = [.. known.Where(outcome => outcome.State == SweepTrialState.Complete)];
        if (TrialOutcome.Best(complete) is not { Last: { } best })
            return null;

        var now = rungs[^1];
        double target = best.Point.Loss * (1 - tolerance);
        double forecast, error;
        if (rungs.Count == 1)
        {
            if (complete.Length < FewestFalls)
                return null;
            double fall = complete.Max(outcome => outcome.Rungs[0].Point.Loss - outcome.Last!.Point.Loss);
            forecast = now.Point.Loss - Math.Max(0, fall);
            error = ErrorOf(now, now, best, 0);
        }
        else
        {
            var before = rungs[^2];
            Motion motion = Kinematics.Estimate([Look(before), Look(now)]);
            forecast = motion.Floor(rungRows[^1]);
            double reach = motion.Fall > 0 ? motion.Remaining(rungRows[^1]) / motion.Fall : 0;
            error = ErrorOf(now, before, best, reach);
        }

        return forecast - (_quantile * error) > target
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"from {now.Point.Loss:G5} at {now.Point.Rows} rows it can fall to {forecast:G5} ± {error:G2} at {rungRows[^1]}; the best has {best.Point.Loss:G5}")
            : null;
    }

    private static Observation Look(RungResult rung) => new(rung.Point.Rows, rung.Point.Loss, rung.Point.StandardError);

    private static double ErrorOf(RungResult now, RungResult before, RungResult best, double reach) => RungResult.Moments(
        now.RowLosses.Length,
        row => now.RowLosses[row] - (reach * (before.RowLosses[row] - now.RowLosses[row])) - best.RowLosses[row]).StandardError;
}
