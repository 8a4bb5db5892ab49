using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// Plans with more parameters than a full matrix can be kept for, such as words: greedy, with the inverse of a ridge and few rows. Rows
/// stay sparse; memory grows with the number of elements that are not zero, and with the square of the rows chosen and labelled before.
/// </summary>
internal sealed class WidePlanner(DesignTask task)
{
    public const string PriorWasTaken =
        "So many parameters need a prior: one worth an average row, spread over all of them, was taken; set Ridge to choose another.";

    /// <summary>The triangle that these need takes 512 MiB.</summary>
    private const int MostRows = 11_500;

    /// <summary>Rows that stand for the target of criterion V.</summary>
    private const int TargetRows = 1024;

    private readonly DesignPool _pool = task.Pool;
    private readonly int _size = task.Pool.Parameters;
    private readonly List<(RowBlock Block, int Row)> _target = [];
    private readonly double[] _projections = new double[TargetRows];

    public DesignPlan Plan()
    {
        Check();
        int capped = task.Options.MaximumLeverage is { } cap ? LeverageCap.Apply(_pool, null, cap, task.Passes) : 0;
        int eligible = task.Eligible();
        if (eligible == 0)
            DesignErrors.AllCapped(capped, task.Options.MaximumLeverage ?? 0);
        var limits = task.Limits(eligible);
        if (limits.Count + (task.Labeled?.Rows ?? 0) > MostRows)
            DesignErrors.TooManyRows(limits.Count + (task.Labeled?.Rows ?? 0), MostRows);
        double unit = (double)_pool.InverseScale[0] * _pool.InverseScale[0];
        bool isRidgeChosen = task.Options.Ridge is not > 0;
        // Elements of z have mean square 1, so that 1 is the worth of an average row spread over all parameters.
        double ridge = isRidgeChosen ? 1 : task.Options.Ridge!.Value * unit;
        if (isRidgeChosen)
            task.Remark(PriorWasTaken);
        var candidates = _pool.Fetch([.. Enumerable.Range(0, _pool.Rows).Where(row => _pool.MayChoose(row))]);
        var scores = new CandidateScores(candidates, task.Passes);
        var information = new LowRankInformation(_size, ridge);
        if (task.Options.Criterion == DesignCriterion.V)
            SampleTarget(candidates);
        double objective = Start(candidates, scores, ridge);
        AddLabeled(information, scores, ref objective);
        var selection = new Selection(candidates, limits);
        while (Best(candidates, scores, selection, limits.IsByCost) is var best and >= 0)
        {
            objective -= Add(information, scores, candidates.Blocks[best], candidates.Places[best]);
            selection.Add(best);
            task.Report(PlanningStage.Choosing, selection.Order.Count, selection.Order.Count, Value(objective, unit), 0);
        }

        double bound = Bound(candidates, scores, selection, limits, objective);
        return new DesignPlan
        {
            Rows = [.. selection.Order.Select(i => candidates.Rows[i])],
            Value = Value(objective, unit),
            LowerBound = Math.Clamp(Value(bound, unit), 0, Value(objective, unit)),
            EstimableParameters = _size,
            Ridge = ridge / unit,
            RidgeWasChosen = isRidgeChosen,
            Algorithm = DesignAlgorithm.Greedy,
            Passes = selection.Order.Count + 3,
            Capped = capped,
        };
    }

    private void Check()
    {
        const string less = "Reduce the features (ProjectToPrincipalComponents), or take another.";
        if (task.Options.Criterion == DesignCriterion.E)
            DesignErrors.TooWide("Criterion E", _size, FullMatrixPlanner.MostParameters, less);
        if (task.Options.Algorithm is not (DesignAlgorithm.Automatic or DesignAlgorithm.Greedy))
            DesignErrors.TooWide($"Algorithm {task.Options.Algorithm}", _size, FullMatrixPlanner.MostParameters, less);
        if (_pool.Source is not RowSet)
            DesignErrors.TooWide(
                "A pool that does not fit MaximumMemoryInMegabytes", _size, FullMatrixPlanner.MostParameters,
                "Raise the limit or plan on a sample of the pool.");
        if (!_pool.TellsAnything())
            DesignErrors.NothingToLearn(task.Options.FeatureColumnName);
    }

    /// <summary>Scores and objective at M = ρI.</summary>
    private double Start(Candidates candidates, CandidateScores scores, double ridge)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            scores.Q[i] = RowVectors.SquaredNorm(candidates.Blocks[i], candidates.Places[i], _pool.Intercept) / ridge;
            scores.A[i] = task.Options.Criterion == DesignCriterion.A ? scores.Q[i] / ridge : scores.Q[i];
        }

        switch (task.Options.Criterion)
        {
            case DesignCriterion.A:
                return _size / ridge;
            case DesignCriterion.D:
                return -_size * Math.Log(ridge);
        }

        // zᵀCz/ρ² with C = the mean of t tᵀ, two target rows at a time.
        Array.Clear(scores.A);
        double[] first = new double[_size], second = new double[_size];
        double squares = 0;
        for (int t = 0; t < _target.Count; t += 2)
        {
            Array.Clear(first);
            Array.Clear(second);
            RowVectors.AddTo(_target[t].Block, _target[t].Row, 1, first);
            if (t + 1 < _target.Count)
                RowVectors.AddTo(_target[t + 1].Block, _target[t + 1].Row, 1, second);
            squares += TensorPrimitives.SumOfSquares<double>(first) + TensorPrimitives.SumOfSquares<double>(second);
            scores.Project(first, second);
            for (int i = 0; i < candidates.Count; i++)
                scores.A[i] += ((scores.T[i] * scores.T[i]) + (scores.S[i] * scores.S[i])) / (ridge * ridge * _target.Count);
        }

        return squares / _target.Count / ridge;
    }

    private void AddLabeled(LowRankInformation information, CandidateScores scores, ref double objective)
    {
        if (task.Labeled is null)
            return;
        foreach (var tiles in task.Labeled.Batches())
            foreach (var tile in tiles)
                for (int r = 0; r < tile.Count; r++)
                {
                    task.Passes.CheckAlive();
                    objective -= Add(information, scores, tile.Block, tile.Row(r));
                }
    }

    /// <summary>Adds a row to M and follows with all scores.</summary>
    /// <returns>How much the objective fell.</returns>
    private double Add(LowRankInformation information, CandidateScores scores, RowBlock block, int row)
    {
        double[] z = new double[_size], u = new double[_size];
        RowVectors.AddTo(block, row, 1, z);
        z.CopyTo(u, 0);
        information.Solve(u);
        double q = TensorPrimitives.Dot<double>(z, u);
        double[] v = u;
        if (task.Options.Criterion != DesignCriterion.D)
        {
            v = Weighted(u);
            information.Solve(v);
        }

        double a = TensorPrimitives.Dot<double>(z, v);
        scores.Project(u, v);
        if (task.Options.Criterion == DesignCriterion.D)
            Array.Clear(scores.A);
        scores.Follow(q, a, 1);
        information.Add(block, row, z);
        if (task.Options.Criterion != DesignCriterion.D)
            return a / (1 + q);
        scores.Q.CopyTo(scores.A, 0);
        return Math.Log(1 + q);
    }

    /// <summary>C u.</summary>
    private double[] Weighted(double[] u)
    {
        if (task.Options.Criterion == DesignCriterion.A)
            return [.. u];
        var product = new double[_size];
        task.Passes.Ranges(_target.Count, PoolPasses.Parts, (_, start, end) =>
        {
            for (int t = start; t < end; t++)
                _projections[t] = RowVectors.Dot(_target[t].Block, _target[t].Row, u);
        });
        for (int t = 0; t < _target.Count; t++)
            RowVectors.AddTo(_target[t].Block, _target[t].Row, _projections[t] / _target.Count, product);
        return product;
    }

    /// <summary>Target rows, evenly spread over all of them.</summary>
    private void SampleTarget(Candidates candidates)
    {
        if (task.Target is null)
        {
            for (int t = 0; t < Math.Min(TargetRows, candidates.Count); t++)
            {
                int i = (int)((long)t * candidates.Count / Math.Min(TargetRows, candidates.Count));
                _target.Add((candidates.Blocks[i], candidates.Places[i]));
            }

            return;
        }

        if (task.Target is not RowSet target)
        {
            DesignErrors.TooWide("A target that does not fit MaximumMemoryInMegabytes", _size, FullMatrixPlanner.MostParameters,
                "Give a smaller target.");
            return;
        }

        long rows = Math.Min(TargetRows, target.Rows);
        var blocks = target.Blocks;
        for (long t = 0, b = 0; t < rows; t++)
        {
            long row = t * target.Rows / rows;
            while (row >= blocks[(int)b].FirstRow + blocks[(int)b].Rows)
                b++;
            _target.Add((blocks[(int)b], (int)(row - blocks[(int)b].FirstRow)));
        }
    }

    private int Best(Candidates candidates, CandidateScores scores, Selection selection, bool perCost)
    {
        int best = -1;
        double most = double.NegativeInfinity;
        for (int i = 0; i < candidates.Count && !selection.IsFull; i++)
        {
            double gain = task.Options.Criterion == DesignCriterion.D ? Math.Log(1 + scores.Q[i]) : scores.A[i] / (1 + scores.Q[i]);
            if (perCost)
                gain /= candidates.Cost(i);
            // What single precision cannot hold the worth of is taken for the least, and chosen if nothing else is left.
            if (double.IsNaN(gain))
                gain = double.NegativeInfinity;
            if ((best < 0 || gain > most) && selection.Fits(i))
                (best, most) = (i, gain);
        }

        return best;
    }

    private double Value(double objective, double unit) =>
        task.Options.Criterion switch
        {
            DesignCriterion.D => Math.Exp(objective / _size) * unit,
            DesignCriterion.A => objective * unit,
            _ => objective,
        };

    /// <summary>See <see cref="CriterionRule"/>: tr(G M) is the objective, and what the chosen rows give to it can be at most the best
    /// scores.</summary>
    private double Bound(Candidates candidates, CandidateScores scores, Selection selection, SelectionLimits limits, double objective)
    {
        var best = Enumerable.Range(0, candidates.Count)
            .Select(i => (Key: (float)(scores.A[i] / (limits.IsByCost ? candidates.Cost(i) : 1)), Row: i, Score: (float)scores.A[i]))
            .OrderByDescending(item => item.Key).ToArray();
        double most = DesignBound.Most(
            best, limits, candidates.Cost, candidates.Groups is null ? null : i => candidates.Groups[i], isAll: true);
        double own = selection.Order.Sum(i => scores.A[i]);
        return task.Options.Criterion == DesignCriterion.D
            ? objective - (_size * Math.Log(Math.Max(1, 1 + ((most - own) / _size))))
            : objective * Math.Min(1, objective / (objective - own + most));
    }
}
