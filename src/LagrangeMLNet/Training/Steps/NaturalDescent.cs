using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>
/// Descends to the minimum of an objective along the stationary path, as the combination of five parts: a pass over its rows, the metric F
/// that is measured or borrowed, the rule that sets the penalty Λ, the step θ̇ in the metric F + Λ, and the stop.
/// </summary>
internal sealed class NaturalDescent(
    Likelihood likelihood, Objective objective, IPenaltyRule penalty, IStep step, DecrementStop stop, Dispersion dispersion,
    LearningPath path)
{
    // Mean loss below which everything is explained. Unit: nat / observation.
    private const double SmallestLoss = 1e-3;

    // Points at which the penalty is chosen anew although the metric stays: once for rows that are new, a few times where it always stays.
    private const int ChoicesOfBorrowed = 1;
    private const int ChoicesOfConstant = 3;

    /// <param name="theta">Where to start; where the descent ended, on return.</param>
    /// <param name="constant">θ of the model that explains all rows alike, to begin again from where the start is worse.</param>
    /// <param name="borrowed">The metric of another sample, to be used as long as it serves; null if these rows are to measure their
    /// own.</param>
    /// <param name="previous">Sums over the sample before, which is part of these rows; null if there was none.</param>
    /// <param name="isLast">Whether these are all rows: the path reports where the descent ends.</param>
    /// <returns>The sums and the metric at the end.</returns>
    public (PassSums Sums, FisherMatrix Metric) Run(
        double[] theta, double[] constant, FisherMatrix? borrowed, PassSums? previous, bool isLast)
    {
        var schedule = MetricSchedule.Begin(borrowed, likelihood.IsQuadratic);
        var search = new StepSearch(theta);
        var state = DecrementState.Start;
        var fisher = borrowed;
        FisherStep? factor = null;
        for (int pass = 0; ; pass++)
        {
            var sums = Measure(theta, schedule);
            if (pass == 0 && !Enter(sums, previous, theta, constant))
            {
                schedule = schedule.Measured();
                sums = Measure(theta, schedule);
            }

            double value = objective.Value(sums, theta), noise = search.Noise(SmallestLoss * sums.Weight);
            if (!search.TryAccept(value, noise, sums, theta))
            {
                if (!search.TryShorten(theta, path.IsSpent))
                    return (search.Sums!, fisher!);
                continue;
            }

            if (schedule.IsMeasured || fisher is null)
                fisher = new FisherMatrix(sums.Fisher!, sums.Weight, objective.Rows, dispersion.Of(sums), 0);
            if (schedule.IsMeasured || schedule.IsConstant || factor is null)
            {
                factor = fisher.Factor(sums.Weight, objective.Prior, objective.Share);
                int choices = schedule.IsConstant ? ChoicesOfConstant : ChoicesOfBorrowed;
                if (objective.Prior.IsChosen && (schedule.IsMeasured || pass < choices))
                {
                    (fisher, _, factor) = penalty.Choose(new PointMetric(fisher, sums.Weight, factor), objective, sums, theta);
                    search.Revalue(objective.Value(sums, theta));
                }
            }

            var metric = new PointMetric(fisher, sums.Weight, factor);
            double decrement = step.Solve(metric, objective, objective.Gradient(sums, theta), theta, search.Step);
            if (!double.IsFinite(decrement))
            {
                // Curvature has vanished (everything is explained): no step can be told from another.
                decrement = 0;
                search.Step.AsSpan().Clear();
            }

            bool isNewton = schedule.IsMeasured || schedule.IsConstant;
            double parameters = fisher.Effective + likelihood.Outputs, last = state.Last;
            (state, var verdict) = stop.Judge(state, new DecrementObservation(
                pass, value, noise, decrement, search.WasShortened, isNewton, fisher.Dispersion, parameters));
            bool isDone = verdict.IsDone || path.IsSpent;
            double remains = decrement;
            if (isDone && verdict.IsWorthTaking && objective.Lasso is null)
            {
                sums.Loss -= objective.DecreaseOfLoss(sums, search.Step, decrement);
                search.Take(theta);
                remains = verdict.Remains;
            }

            // On the way, velocity is measured where a larger sample is entered. On all rows none are left to measure it on: it is
            // estimated.
            if (isLast && (pass > 0 || isDone))
                path.Report(sums, fisher.Dispersion, parameters, remains, theta);
            if (isDone)
                return (sums, fisher);

            var next = schedule.Next(search.WasShortened, decrement, last);
            if (next.IsMeasured && !schedule.IsMeasured)
                state = state with { Last = double.PositiveInfinity };
            schedule = next;
            search.Take(theta);
        }
    }

    private PassSums Measure(double[] theta, MetricSchedule schedule)
    {
        var sums = objective.Measure(theta, schedule.IsMeasured);
        path.CountPass(objective.Rows);
        return sums;
    }

    /// <summary>
    /// Scores rows that are new; false, with θ put back to the constant, where they lie so far out that it explains them better.
    /// </summary>
    private bool Enter(PassSums sums, PassSums? previous, double[] theta, double[] constant)
    {
        path.Enter(sums, previous);
        if (!path.IsWorseThanConstant || theta.AsSpan().SequenceEqual(constant))
            return true;
        constant.CopyTo(theta, 0);
        return false;
    }
}
