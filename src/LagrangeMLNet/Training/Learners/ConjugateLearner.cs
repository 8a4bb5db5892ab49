using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns without a matrix, for any number of features. A given strength of the prior is one problem. A chosen one is found on held-out
/// rows: along a path of falling strength, each point warm from the last, the held-out loss (the velocity) falls to its floor and rises;
/// the path ends there, the held-out rows are released, and learning goes on from the best point with all rows.
/// </summary>
internal sealed class ConjugateLearner(
    Likelihood likelihood, TrainingData data, IRowSource? validation, Prior prior, Workers workers, TrainingSettings settings,
    LearningPath path)
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

    // A penalty that single precision can hold beside others.
    private const double LargestUnit = 1e30;

    // Few rows (times outputs): several folds, since one held-out set would be small. Many: one set of at most this many rows is enough.
    private const int RowsForFolds = 2000;
    private const int HeldOutRows = 5000;

    // Where rows abound, the strength is chosen on this share of them, on no fewer than these for each position, and on no fewer than
    // these.
    private const double ShareForStrength = 0.25;
    private const int RowsPerPosition = 8;
    private const int SmallestSample = 4000;
    private const double LargestSample = 0.5;

    // A feature matrix in which pairs of features meet often needs a metric that knows it; up to this size its factor is cheap.
    private const int LargestKronecker = 1100;

    private FeatureMetric? _features;
    private IRowSource _rows = data.Rows;
    private readonly bool _isValidated = validation is not null;
    private IRowSource? _heldOut = validation;

    private readonly double _tolerance = PartOfTolerance * settings.Tolerance * (prior.IsChosen ? 1 : PartWhenGiven);

    public FisherResult Learn(double[] constant, double[]? start)
    {
        var theta = (start ?? constant).ToArray();
        double reached = SmallestVelocity;
        if (prior.IsChosen)
            (theta, reached) = ChooseStrength(theta);
        bool isSample = _rows != data.Rows;
        _rows = data.Rows;
        var solver = Solver(LaneLayout.Single(likelihood.Outputs), theta);
        solver.Measure(_rows);
        var descent = new ConjugateDescent(solver, _rows, path);
        double Velocity() => Math.Max(reached, solver.Sums[0].Loss / solver.Sums[0].Weight);
        // From the first point of the path, where nothing is fitted closely yet: a step from rows that are fitted to rows that are not,
        // at a weak strength, reaches too far.
        if (prior.IsChosen && !isSample && prior.Strength < FirstStrength)
            descent.Run(Math.Sqrt(FirstStrength * prior.Strength), _tolerance, Velocity);
        bool hasArrived = descent.Run(prior.Strength, _tolerance, Velocity);
        var end = solver.Sums[0];
        theta = solver.Mean();
        double parameters = descent.EffectiveParameters(data.Squares(), data.Positions, j => prior[j, 1]);
        var sums = new PassSums(0, false) { Rows = data.Rows.Rows, Weight = end.Weight, Loss = end.Loss };
        path.Arrive(sums, theta);
        return new FisherResult(theta, sums, parameters, 1, 0) { IsUnfinished = !hasArrived && !path.IsSpent };
    }

    private (double[] Theta, double Velocity) ChooseStrength(double[] theta)
    {
        var solver = Solver(SearchLayout(), theta);
        solver.Measure(_rows);
        if (!(HeldOut(solver).Mean >= 0) && !_isValidated)
        {
            // No row that is held out has weight.
            (_rows, _heldOut) = (data.Rows, null);
            solver = Solver(Folds(), theta);
            solver.Measure(_rows);
        }

        var descent = new ConjugateDescent(solver, _rows, path);
        path.Velocity(HeldOut(solver), double.NaN);
        (double Strength, double Velocity, double[] Theta) best = (double.NaN, double.PositiveInfinity, theta);
        var seen = new SortedList<double, double>();
        var first = theta;
        double strength = FirstStrength;
        bool falling = true, turned = false;
        while (!path.IsSpent && strength is >= WeakestStrength and <= StrongestStrength)
        {
            descent.Run(strength, _tolerance, () => Math.Max(SmallestVelocity, HeldOut(solver).Mean));
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
                solver.Measure(_rows);
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
        if (!_isValidated)
            path.HeldOutRows = HeldOut(solver).Rows;
        return (_rows == data.Rows && best.Strength < FirstStrength ? first : best.Theta, Math.Max(SmallestVelocity, best.Velocity));
    }

    /// <summary>
    /// The lowest point of the parabola through the best strength and its neighbours; the best one itself at an end of the path.
    /// </summary>
    private static double Lowest(SortedList<double, double> velocities, double best)
    {
        int i = velocities.IndexOfKey(best);
        if (i == 0 || i == velocities.Count - 1)
            return best;
        double left = velocities.Values[i - 1] - velocities.Values[i], right = velocities.Values[i + 1] - velocities.Values[i];
        double width = Math.Log(Ratio);
        return best + (width * (left - right) / (2 * Math.Max(left + right, 1e-300)));
    }

    /// <summary>
    /// Chooses the strength on a sample where its rows outnumber the positions. It is what is believed of the weights before any row is
    /// seen, so it does not depend on the number of rows. Where most features are rare, as in a text, that belief is a poor one: a larger
    /// sample then brings features of another kind.
    /// </summary>
    private LaneLayout SearchLayout()
    {
        double rows = data.Rows.Rows * data.Observations.Evenness;
        double share = Math.Max(ShareForStrength, Math.Max(SmallestSample, (double)RowsPerPosition * data.Positions) / rows);
        double heldOut = Math.Min(0.2, HeldOutRows / rows);
        if (share + heldOut >= LargestSample || data.Positions > LargestKronecker || settings.HoldOutFraction is not null
            || data.Rows is not RowSet set)
            return FullLayout();
        _rows = set.Copy(0, share);
        _heldOut ??= set.Copy(1 - heldOut, 1);
        return LaneLayout.Single(likelihood.Outputs);
    }

    /// <summary>For each position Σ x² over the rows that are learnt from, as far as all rows tell.</summary>
    private float[] Squares()
    {
        var squares = data.Squares();
        DenseVectors.Scale(squares, (float)((double)_rows.Rows / data.Rows.Rows), squares);
        return squares;
    }

    private LaneLayout FullLayout()
    {
        if (_isValidated)
            return LaneLayout.Single(likelihood.Outputs);
        if (settings.HoldOutFraction is { } share)
            return new LaneLayout(1, likelihood.Outputs, share);
        if (_rows.Rows * data.Observations.Evenness * likelihood.Outputs <= RowsForFolds)
            return Folds();
        return new LaneLayout(1, likelihood.Outputs, Math.Clamp(HeldOutRows / (_rows.Rows * data.Observations.Evenness), 0.05, 0.2));
    }

    private LaneLayout Folds()
    {
        int folds = likelihood.Outputs == 1 ? 8 : 4;
        return new LaneLayout(folds, likelihood.Outputs, 1.0 / folds);
    }

    private HeldOutLoss HeldOut(ConjugateSolver solver) => HeldOutLoss.Of(_heldOut is null ? solver.Sums : solver.Evaluate(_heldOut));

    private ConjugateSolver Solver(LaneLayout layout, double[] start)
    {
        int size = data.Positions + 1;
        var units = new float[size];
        for (int j = 0; j < size; j++)
            units[j] = (float)Math.Min(prior.Unit(j), LargestUnit);
        bool keep = _rows is RowSet set && (long)layout.Lanes * sizeof(float) * set.Rows <= set.Bytes / 4;
        var pass = new LanePass(likelihood, data.Positions, data.Observations, layout, settings.Seed, workers, keep);
        IPreconditioner preconditioner = data.Positions <= LargestKronecker && data.Rows is RowSet rows && rows.Rows > data.Positions
            ? new KroneckerPreconditioner(_features ??= new FeatureMetric(rows, data.Positions, units, workers), _rows.Rows, layout,
                workers)
            : new DiagonalPreconditioner(Squares(), units, layout.Lanes, workers);
        var solver = new ConjugateSolver(pass, layout, preconditioner, units, workers);
        solver.Start(start);
        return solver;
    }
}
