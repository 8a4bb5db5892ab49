using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns without a matrix, for any number of features. A given strength of the prior is one problem. A chosen one is found on held-out
/// rows: along a path of falling strength, each point warm from the last, the held-out loss (the velocity) falls to its floor and rises;
/// the path ends there, the held-out rows are released, and learning goes on from the best point with all rows.
/// </summary>
internal sealed class ConjugateLearner(
    Likelihood likelihood, TrainingData data, IRowSource? validation, Prior prior, Workers workers, TrainingSettings settings, LearningPath path)
{
    // Where the path begins, and the ratio of neighbouring strengths (half a decade). Features are in units of their own scale.
    private const double FirstStrength = 10;
    private static readonly double Ratio = Math.Sqrt(10);
    private const double WeakestStrength = 1e-6;
    private const double StrongestStrength = 1e6;

    // A point of the path, and the end, is reached when a step promises less than this part of the tolerance, as a share of the velocity.
    // The end is not made sharper than the path: there the strength was judged by points just as sharp.
    private const double PartOfTolerance = 0.5;
    // A strength that was given is one problem, to be solved.
    private const double PartWhenGiven = 0.05;
    private const double SmallestVelocity = 1e-3;
    private const int MostSteps = 30;

    // A penalty that single precision can hold beside others.
    private const double LargestUnit = 1e30;

    // Few rows (times outputs): several folds, since one held-out set would be small. Many: one set of at most this many rows is enough.
    private const int RowsForFolds = 2000;
    private const int HeldOutRows = 5000;

    // A feature matrix in which pairs of features meet often needs a metric that knows it; up to this size its factor is cheap.
    private const int LargestKronecker = 1100;

    public FisherResult Learn(double[] constant, double[]? start)
    {
        var theta = (start ?? constant).ToArray();
        double reached = SmallestVelocity;
        if (prior.IsChosen)
            (theta, reached) = ChooseStrength(theta);
        var solver = Solver(LaneLayout.Single(likelihood.Outputs), theta);
        solver.Measure(data.Rows);
        // From the first point of the path, where nothing is fitted closely yet: a step from rows that are fitted to rows that are not,
        // at a weak strength, reaches too far.
        if (prior.IsChosen && prior.Strength < FirstStrength)
            Descend(solver, Math.Sqrt(FirstStrength * prior.Strength), () => Math.Max(reached, solver.Sums[0].Loss / solver.Sums[0].Weight));
        Descend(solver, prior.Strength, () => Math.Max(reached, solver.Sums[0].Loss / solver.Sums[0].Weight));
        var end = solver.Sums[0];
        theta = solver.Mean();
        double parameters = EffectiveParameters(solver);
        var sums = new PassSums(0, false) { Rows = data.Rows.Rows, Weight = end.Weight, Loss = end.Loss };
        path.Arrive(sums, theta);
        return new FisherResult(theta, sums, parameters, 1, 0);
    }

    private (double[] Theta, double Velocity) ChooseStrength(double[] theta)
    {
        var solver = Solver(SearchLayout(), theta);
        solver.Measure(data.Rows);
        if (!(HeldOut(solver).Mean >= 0) && validation is null)
        {
            // The share that was asked for holds out no row with weight.
            solver = Solver(Folds(), theta);
            solver.Measure(data.Rows);
        }

        path.Velocity(HeldOut(solver), double.NaN);
        (double Strength, double Velocity, double[] Theta) best = (double.NaN, double.PositiveInfinity, theta);
        var seen = new SortedList<double, double>();
        var first = theta;
        double strength = FirstStrength;
        bool falling = true, turned = false;
        while (!path.IsSpent && strength is >= WeakestStrength and <= StrongestStrength)
        {
            Descend(solver, strength, () => Math.Max(SmallestVelocity, HeldOut(solver).Mean));
            var heldOut = HeldOut(solver);
            path.Velocity(heldOut, strength);
            seen[Math.Log(strength)] = heldOut.Mean;
            if (seen.Count == 1)
                first = solver.Mean();
            if (heldOut.Mean < best.Velocity)
            {
                best = (strength, heldOut.Mean, solver.Mean());
            }
            else if (falling && !turned && best.Strength == FirstStrength)
            {
                // The floor lies on the other side.
                falling = false;
                strength = FirstStrength;
                solver.Start(best.Theta);
                solver.Measure(data.Rows);
            }
            else
            {
                break;
            }

            // Everything is explained: no weaker prior can add to that.
            if (heldOut.Mean < SmallestVelocity)
                break;
            turned |= strength != FirstStrength && best.Strength != FirstStrength;
            strength = falling ? strength / Ratio : strength * Ratio;
        }

        if (double.IsFinite(best.Strength))
            prior.Strength = Math.Exp(Lowest(seen, Math.Log(best.Strength)));
        if (validation is null)
            path.HeldOutRows = HeldOut(solver).Rows;
        return (best.Strength < FirstStrength ? first : best.Theta, Math.Max(SmallestVelocity, best.Velocity));
    }

    /// <summary>The lowest point of the parabola through the best strength and its neighbours; the best one itself at an end of the path.</summary>
    private static double Lowest(SortedList<double, double> velocities, double best)
    {
        int i = velocities.IndexOfKey(best);
        if (i == 0 || i == velocities.Count - 1)
            return best;
        double left = velocities.Values[i - 1] - velocities.Values[i], right = velocities.Values[i + 1] - velocities.Values[i];
        double width = Math.Log(Ratio);
        return best + (width * (left - right) / (2 * Math.Max(left + right, 1e-300)));
    }

    private LaneLayout SearchLayout()
    {
        if (validation is not null)
            return LaneLayout.Single(likelihood.Outputs);
        if (settings.HoldOutFraction is { } share)
            return new LaneLayout(1, likelihood.Outputs, share);
        if (data.Rows.Rows * likelihood.Outputs <= RowsForFolds)
            return Folds();
        return new LaneLayout(1, likelihood.Outputs, Math.Clamp((double)HeldOutRows / data.Rows.Rows, 0.05, 0.2));
    }

    private LaneLayout Folds()
    {
        int folds = likelihood.Outputs == 1 ? 8 : 4;
        return new LaneLayout(folds, likelihood.Outputs, 1.0 / folds);
    }

    private void Descend(ConjugateSolver solver, double strength, Func<double> velocity)
    {
        double tolerance = PartOfTolerance * settings.Tolerance * (prior.IsChosen ? 1 : PartWhenGiven);
        for (int step = 0; step < MostSteps && !path.IsSpent; step++)
        {
            int before = solver.Passes;
            double promised = solver.Step(data.Rows, strength);
            path.CountPass((solver.Passes - before) * data.Rows.Rows);
            if (!(promised > tolerance * Math.Abs(velocity()) * solver.Sums.Sum(sums => sums.Weight)))
                return;
        }
    }

    private (double Mean, double StandardError, long Rows) HeldOut(ConjugateSolver solver)
    {
        if (validation is not null)
        {
            var onValidation = solver.Evaluate(validation)[0];
            return (onValidation.Loss / onValidation.Weight, double.NaN, validation.Rows);
        }

        double weight = 0, loss = 0, squares = 0;
        long rows = 0;
        foreach (var sums in solver.Sums)
        {
            weight += sums.HeldOutWeight;
            loss += sums.HeldOutLoss;
            squares += sums.HeldOutSquares;
            rows += sums.HeldOutRows;
        }

        double mean = loss / weight;
        return (mean, Math.Sqrt(Math.Max(0, (squares / weight) - (mean * mean)) / Math.Max(1, rows)), rows);
    }

    private ConjugateSolver Solver(LaneLayout layout, double[] start)
    {
        int size = data.Positions + 1;
        var units = new float[size];
        for (int j = 0; j < size; j++)
            units[j] = (float)Math.Min(prior.Unit(j), LargestUnit);
        bool keep = data.Rows is RowSet set && (long)layout.Lanes * sizeof(float) * set.Rows <= set.Bytes / 4;
        var pass = new LanePass(likelihood, data.Positions, data.Observations, layout, settings.Seed, workers, keep);
        IPreconditioner preconditioner = data.Positions <= LargestKronecker && data.Rows is RowSet rows && rows.Rows > data.Positions
            ? new KroneckerPreconditioner(rows, data.Positions, units, layout, workers)
            : new DiagonalPreconditioner(data.Squares(), units, layout.Lanes, workers);
        var solver = new ConjugateSolver(pass, layout, preconditioner, units, workers);
        solver.Start(start);
        return solver;
    }

    /// <summary>γ with the diagonal in place of the matrix, Σ c n_j / (c n_j + λ): an upper bound in practice.</summary>
    private double EffectiveParameters(ConjugateSolver solver)
    {
        var squares = data.Squares();
        double effective = 0;
        for (int k = 0; k < likelihood.Outputs; k++)
            for (int j = 0; j < data.Positions; j++)
            {
                double curvature = solver.Curvature[k] * squares[j], penalty = prior[j, 1];
                effective += curvature > 0 ? curvature / (curvature + penalty) : 0;
            }

        return effective;
    }
}
