using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns from few rows, however many the features: the strength of the prior by cross-validation. All folds go down a path of falling
/// strength side by side, each point warm from the last, from where next to nothing can be learnt to where the held-out loss (the velocity)
/// has risen from its floor; then all rows are learnt from at the floor's strength. Where features outnumber rows, all of that happens in
/// the space that the rows span (<see cref="RowSpace"/>).
/// </summary>
internal sealed class CrossValidatedLearner(
    Likelihood likelihood, TrainingData data, IRowSource? validation, Prior prior, long maximumBytes, TrainingSettings settings,
    LearningPath path,
    Action checkAlive)
{
    /// <summary>Up to this many rows one of several folds would be too small to be the only one held out.</summary>
    public const int MostRows = 2000;

    // Up to this size the matrix of the rows' products, and its factor, cost less than the passes they save. They and the rows in their
    // space take this many bytes an element.
    private const int LargestSpace = 1000;
    private const int BytesOfSpace = (2 * sizeof(double)) + sizeof(float);

    // Parameters of all folds together that a path is worth.
    private const long MostParameters = 1 << 22;

    // Eight models of one output lie side by side in a register. Of many rows with several outputs, fewer folds tell enough.
    private const int MostFolds = 8;
    private const int LeastFolds = 4;
    private const int RowsForMostFolds = 4000;

    // Where the path begins, in units of the mean row's Fisher information, and from where on it may end. Before, what little is learnt is
    // not told from the noise of the folds.
    private const double FirstShare = 100;
    private const double EarliestShare = 0.5;
    private static readonly double Ratio = Math.Sqrt(10);
    private const int MostPoints = 16;

    // The path ends when the held-out loss rises twice, by this share at once, or, having fallen by the first share, by less than the
    // second.
    private const double Risen = 0.1;
    private const double Fallen = 0.01;
    private const double StandsStill = 5e-4;

    // A point is reached when a step promises less than this part of the tolerance, as a share of the velocity.
    private const double PartOfTolerance = 0.1;
    private const double PartAtEnd = 0.001;

    private readonly Workers _workers = new(1, 1, checkAlive);
    private readonly double _smallestVelocity = likelihood.SmallestVelocity;
    private RowSpace? _space;
    private RowSet _rows = (RowSet)data.Rows;
    private int _positions = data.Positions;
    private float[] _squares = [];
    private float[] _units = [];
    private double _biasPenalty;
    private LanePass? _validationPass;

    /// <summary>How the strength was found, in words.</summary>
    public string Method { get; private set; } = "";

    /// <summary>Whether the strength is to be chosen, and the rows are few enough and in memory.</summary>
    /// <param name="rows">The rows.</param>
    /// <param name="outputs">Outputs of a model.</param>
    /// <param name="settings">What the caller set.</param>
    public static bool Serves(IRowSource rows, int outputs, TrainingSettings settings) =>
        settings is { L2Regularization: null, HoldOutFraction: null } && !(settings.L1Regularization > 0)
            && rows is RowSet { Rows: <= MostRows }
        && (rows.Rows <= LargestSpace || new LaneLayout(FoldsOf(rows, outputs), outputs,
            0).Lanes * (rows.Layout.Slots + 1L) <= MostParameters);

    private static int FoldsOf(IRowSource rows, int outputs) => rows.Rows * outputs <= RowsForMostFolds ? MostFolds : LeastFolds;

    public FisherResult Learn(double[] constant)
    {
        if (data.Positions > _rows.Rows && _rows.Rows <= LargestSpace
            && _rows.Bytes + (BytesOfSpace * _rows.Rows * _rows.Rows) <= maximumBytes)
            _space = RowSpace.Of(_rows, data.Positions, checkAlive);
        if (_space is not null)
            (_rows, _positions) = (_space.Rows, (int)_space.Rows.Rows);
        _squares = _space is null ? data.Squares() : Squares(_rows);
        // Curvatures are means over the rows' weights.
        DenseVectors.Scale(_squares, (float)(data.Observations.Weight / _rows.Rows), _squares);
        _units = new float[_positions + 1];
        for (int j = 0; j < _positions; j++)
            _units[j] = _space is null ? (float)prior.Unit(j) : 1;
        if (likelihood.Outputs > 1)
            _biasPenalty = BiasShrinkage.Penalty(data.Observations.LabelSums, _rows.Rows);
        constant = Constant(constant);
        var (theta, reached) = ChooseStrength(constant);
        var solver = Solver(LaneLayout.Single(likelihood.Outputs), constant);
        solver.Measure(_rows);
        var descent = new ConjugateDescent(solver, _rows, path);
        double worst = solver.Sums[0].Loss;
        solver.Start(theta);
        solver.Measure(_rows);
        bool hasArrived = Descend(descent, prior.Strength, PartAtEnd, () => Math.Max(reached, Mean(solver.Sums[0])));
        if (!(solver.Sums[0].Loss <= worst))
        {
            // Features that tell nothing, and biases that were shrunk or taken from the folds: from the constant on, every step is for the
            // better.
            _biasPenalty = 0;
            solver.Start(constant);
            solver.Measure(_rows);
            hasArrived = Descend(descent, prior.Strength, PartAtEnd, () => Math.Max(reached, Mean(solver.Sums[0])));
        }

        if (!double.IsFinite(solver.Sums[0].Loss))
        {
            solver.Start(constant);
            solver.Measure(_rows);
        }

        theta = solver.Mean();
        double parameters = descent.EffectiveParameters(_squares, _positions, _ => prior.Strength);
        var sums = new PassSums(0, false) { Rows = _rows.Rows, Weight = solver.Sums[0].Weight, Loss = solver.Sums[0].Loss };
        theta = Expand(theta);
        path.Arrive(sums, theta);
        return new FisherResult(theta, sums, parameters, 1, 0) { IsUnfinished = !hasArrived && !path.IsSpent };
    }

    private (double[] Theta, double Velocity) ChooseStrength(double[] theta)
    {
        var solver = Solver(Layout(), theta);
        solver.Measure(_rows);
        var descent = new ConjugateDescent(solver, _rows, path);
        var heldOut = HeldOut(solver);
        double information = Information(solver), strength = FirstShare * information, earliest = EarliestShare * information;
        if (heldOut.Rows == 0)
        {
            Method = "that at which next to nothing is learnt: there are too few rows to hold any out";
            prior.Strength = strength;
            return (theta, Math.Max(_smallestVelocity, Mean(solver.Sums[0])));
        }

        path.Velocity(heldOut, double.NaN);
        double constant = heldOut.Mean, last = heldOut.Mean;
        (double Strength, double Velocity, double[] Theta) best = (strength, double.PositiveInfinity, theta);
        var seen = new SortedList<double, double>();
        int rises = 0;
        for (int point = 0; point < MostPoints && !path.IsSpent; point++)
        {
            Descend(descent, strength, PartOfTolerance, () => Math.Max(_smallestVelocity, HeldOut(solver).Mean));
            heldOut = HeldOut(solver);
            // Where one row's weight outweighs all others, the fold without it can leave the number range.
            if (!double.IsFinite(heldOut.Mean))
                break;
            path.Velocity(heldOut, strength);
            seen[Math.Log(strength)] = heldOut.Mean;
            if (heldOut.Mean < best.Velocity)
                (best, rises) = ((strength, heldOut.Mean, solver.Mean()), 0);
            else if (strength < earliest && (++rises == 2 || heldOut.Mean > (1 + Risen) * best.Velocity))
                break;
            // Everything is explained, or a weaker prior changes nothing any more.
            if (heldOut.Mean < _smallestVelocity
                || (strength < earliest && best.Velocity < (1 - Fallen) * constant
                    && Math.Abs(last - heldOut.Mean) < StandsStill * heldOut.Mean))
                break;
            last = heldOut.Mean;
            strength /= Ratio;
        }

        foreach (double at in seen.Keys.ToArray())
            seen[at] = heldOut.Rows * likelihood.HeldOutNats(seen[at], best.Velocity, data.Observations.LabelScale);
        prior.Strength = Math.Exp(PenaltyPosterior.Mean(seen, Math.Log(information)));
        if (validation is null)
            path.HeldOutRows = heldOut.Rows;
        return (best.Theta, double.IsFinite(best.Velocity) ? Math.Max(_smallestVelocity, best.Velocity) : _smallestVelocity);
    }

    /// <summary>
    /// Mean w f |x|² of the rows, f the Fisher weight: at this strength a row tells as much about its own direction as the prior does.
    /// </summary>
    private double Information(ConjugateSolver solver)
    {
        double squares = 0, curvature = 0;
        for (int j = 0; j < _positions; j++)
            squares += _squares[j];
        foreach (double c in solver.Curvature)
            curvature = Math.Max(curvature, c);
        double information = curvature * squares / _rows.Rows;
        return information > 0 && double.IsFinite(information) ? information : 1;
    }

    private LaneLayout Layout()
    {
        if (validation is not null)
        {
            Method = "loss on the validation rows along a path of falling strength";
            _validationPass = new LanePass(
                likelihood, data.Positions, data.Observations, LaneLayout.Single(likelihood.Outputs), settings.Seed, _workers,
                keepCurvature: false);
            return LaneLayout.Single(likelihood.Outputs);
        }

        int folds = FoldsOf(_rows, likelihood.Outputs);
        Method = $"cross-validation in {folds} folds along a path of falling strength";
        return new LaneLayout(folds, likelihood.Outputs, 1.0 / folds) { Dealt = Folds.Deal(_rows, folds, likelihood, settings.Seed) };
    }

    private HeldOutLoss HeldOut(ConjugateSolver solver) => HeldOutLoss.Of(_validationPass is null ? solver.Sums : ValidationLosses(solver));

    private ModelSums[] ValidationLosses(ConjugateSolver solver)
    {
        var theta = Expand(solver.Mean());
        var lanes = new float[_validationPass!.Length];
        int size = data.Positions + 1, stride = lanes.Length / size;
        for (int k = 0; k < likelihood.Outputs; k++)
            for (int j = 0; j < size; j++)
                lanes[(j * stride) + k] = (float)theta[(k * size) + j];
        return _validationPass.Losses(validation!, lanes);
    }

    private bool Descend(ConjugateDescent descent, double strength, double part, Func<double> velocity)
    {
        // The solver multiplies all penalties by the strength; a bias's has its own.
        _units[^1] = (float)(_biasPenalty / strength);
        return descent.Run(strength, part * settings.Tolerance, velocity);
    }

    private ConjugateSolver Solver(LaneLayout layout, double[] start)
    {
        var pass = new LanePass(likelihood, _positions, data.Observations, layout, settings.Seed, _workers, keepCurvature: true);
        var solver = new ConjugateSolver(pass, layout, new DiagonalPreconditioner(_squares, _units, layout.Lanes, _workers), _units,
            _workers);
        solver.Start(start);
        return solver;
    }

    /// <summary>The constant model in the coordinates at hand.</summary>
    private double[] Constant(double[] constant)
    {
        int size = _positions + 1, given = data.Positions + 1;
        var theta = new double[likelihood.Outputs * size];
        for (int k = 0; k < likelihood.Outputs; k++)
            theta[(k * size) + _positions] = constant[(k * given) + data.Positions];
        return theta;
    }

    private double[] Expand(double[] theta) => _space?.Expand(theta) ?? theta;

    private static double Mean(ModelSums sums) => sums.Loss / sums.Weight;

    private static float[] Squares(RowSet rows)
    {
        var squares = new float[rows.Layout.Slots + 1];
        foreach (var block in rows.Blocks)
            for (int row = 0; row < block.Rows; row++)
            {
                var x = block.DenseRow(row);
                for (int j = 0; j < x.Length; j++)
                    squares[j] += x[j] * x[j];
            }

        squares[^1] = rows.Rows;
        return squares;
    }
}
