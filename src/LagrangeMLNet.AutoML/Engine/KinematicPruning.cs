using System.Globalization;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// A trial goes on while its learning curve, carried forward as far as it can fall, may still come below the best complete trial.
/// </summary>
/// <remarks>
/// Learning decelerates: an e-fold of rows gains no more than the last one did. So the log law v(n) = v(n₀) − b·ln(n/n₀) of
/// <see cref="Kinematics"/> through the last two subsets is a lower bound of what all rows will give. The bound's distance from the best
/// complete trial is a mean over the validation rows, and its error is that of the row-by-row differences: what makes a row hard for one
/// model makes it hard for the other, and cancels. From the first subset there is no fall yet; then the greatest fall that complete trials
/// of the same trainer showed from that subset on takes its place. Trainers differ in how late they learn (a linear model has learnt from
/// 500 rows what it ever will, 800 trees have not), so another trainer's fall says nothing, and neither does the same model seen again:
/// falls count once for each model. For the same reason the first trial of a trainer is never stopped: until one has learnt from all rows,
/// nothing is known of what its trainer does with them. A fit to few rows is worth what it may save. It is made where it costs next to
/// nothing, where little is known of its trainer and it is cheap, and else where the share of the trainer's earlier fits after which the
/// trial would have been stopped is greater than its share of a fit's time. What a fit takes is declared by the candidate: proposals that
/// depend on a clock would not repeat.
/// </remarks>
/// <param name="confidence">Confidence, in (0.5, 1), with which a trial must be out of the race to be stopped.</param>
/// <param name="tolerance">Share of the best loss, at least 0, that a trial has to promise to gain.</param>
internal sealed class KinematicPruning(double confidence, double tolerance) : IPruningRule
{
    /// <summary>Different complete models of a trainer without which a first subset says nothing of the fall to come.</summary>
    private const int FewestFalls = 3;

    /// <summary>Share of a fit's time below which a smaller subset is always fitted.</summary>
    private const double NextToNothing = 0.1;

    /// <summary>Share of a fit's time above which no subset is fitted of whose use nothing is known.</summary>
    private const double Cheap = 0.25;

    /// <summary>Fits to a subset, by one trainer, from which its use is known.</summary>
    private const int FewestFits = 4;

    private readonly double _quantile = NormalQuantile.Of(confidence);

    public string? ReasonToStop(
        string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows)
    {
        TrialOutcome[] complete = [.. known.Where(outcome => outcome.State == SweepTrialState.Complete)];
        TrialOutcome[] ofTrainer = [.. complete.Where(outcome => outcome.Trial.Name == trainer)];
        if (ofTrainer.Length == 0 || TrialOutcome.Best(complete) is not { Last: { } best })
            return null;

        var now = rungs[^1];
        double target = best.Point.Loss * (1 - tolerance);
        double forecast, error;
        if (rungs.Count == 1)
        {
            double[] falls =
            [
                .. ofTrainer.Select(
                    outcome => (Early: outcome.Rungs.FirstOrDefault(early => early.Point.Rung == now.Point.Rung), End: outcome.Last!))
                    .Where(curve => curve.Early is not null)
                    .DistinctBy(curve => (curve.Early!.Point.Loss, curve.End.Point.Loss))
                    .Select(curve => curve.Early!.Point.Loss - curve.End.Point.Loss),
            ];
            if (falls.Length < FewestFalls)
                return null;
            double fall = falls.Max();
            forecast = now.Point.Loss - Math.Max(0, fall);
            error = ErrorOf(now, now, best, 0);
        }
        else
        {
            var before = rungs[^2];
            Motion motion = Kinematics.Estimate([Observed(before), Observed(now)]);
            forecast = motion.Floor(rungRows[^1]);
            double reach = motion.Fall > 0 ? motion.Remaining(rungRows[^1]) / motion.Fall : 0;
            error = ErrorOf(now, before, best, reach);
        }

        return forecast - (_quantile * error) > target
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"from {now.Point.Loss:G5} at {now.Point.Rows} rows it can fall to {forecast:G5} ± {error:G2} at {rungRows[^1]}; the best "
                + $"has {best.Point.Loss:G5}")
            : null;
    }

    public int NextRung(Candidate candidate, int after, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows)
    {
        for (int rung = after + 1; rung < rungRows.Count - 1; rung++)
        {
            double price = candidate.TimeShare(rungRows[rung], rungRows[^1]);
            if (price <= NextToNothing)
                return rung;
            TrialOutcome[] fitted = [.. known.Where(outcome => outcome.Trial.Name == candidate.Name && outcome.Rungs.Any(early => early.Point.Rung == rung))];
            if (fitted.Length < FewestFits ? price <= Cheap : fitted.Count(outcome => IsLost(outcome, rung)) > price * fitted.Length)
                return rung;
        }

        return rungRows.Count - 1;

        // What has been learnt since counts: a trial that went on would now perhaps be stopped.
        bool IsLost(TrialOutcome outcome, int rung) => (outcome.State == SweepTrialState.Pruned && outcome.Last!.Point.Rung == rung)
            || ReasonToStop(candidate.Name, [.. outcome.Rungs.TakeWhile(early => early.Point.Rung <= rung)], known, rungRows) is not null;
    }

    private static Observation Observed(RungResult rung) => new(rung.Point.Rows, rung.Point.Loss, rung.Point.StandardError);

    private static double ErrorOf(RungResult now, RungResult before, RungResult best, double reach) => RungResult.Moments(
        now.RowLosses.Length,
        row => now.RowLosses[row] - (reach * (before.RowLosses[row] - now.RowLosses[row])) - best.RowLosses[row]).StandardError;
}
