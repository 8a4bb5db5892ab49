using System.Globalization;
using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>Plans with the full information matrix of all parameters.</summary>
internal sealed class FullMatrixPlanner(DesignTask task)
{
    /// <summary>Most parameters: the matrix and its companions then take 8 MiB each.</summary>
    public const int MostParameters = 1024;

    /// <summary>Products that exchanges may cost: seconds.</summary>
    private const long ExchangeWork = 6_000_000_000;

    /// <summary>Products that a greedy start within a working set may cost beside the rounded one.</summary>
    private const double GreedyWork = 3e8;

    /// <summary>Over the whole pool, until nothing helps.</summary>
    private static readonly ExchangeEffort ToTheEnd = new(ExchangeWork, 0);

    /// <summary>Within a working set, until what is gained is far below what rounding cost.</summary>
    private static readonly ExchangeEffort WhilePaying = new(ExchangeWork / 2, 2e-4);

    /// <summary>Work that random starts share, and most of them.</summary>
    private const long StartsWork = 10_000_000;

    private const int MostStarts = 400;

    /// <summary>Starts without a better choice after which the best one is taken for the best there is.</summary>
    private const int MostIdleStarts = 100;

    /// <summary>Efficiency, certified, from which on no other start is tried.</summary>
    private const double GoodEnough = 0.999;

    private readonly DesignPool _pool = task.Pool;
    private readonly PoolPasses _passes = task.Passes;
    private int _passCount = 1;

    public DesignPlan Plan()
    {
        int size = _pool.Parameters;
        var moment = Moment();
        int capped = 0;
        if (task.Options.MaximumLeverage is { } cap)
        {
            capped = LeverageCap.Apply(_pool, moment, cap, _passes);
            _passCount++;
            if (capped > 0)
                moment = Moment();
        }

        int eligible = task.Eligible();
        if (eligible == 0)
            DesignErrors.AllCapped(capped, task.Options.MaximumLeverage ?? 0);
        var limits = task.Limits(eligible);
        var labeled = task.Labeled is null ? null : InformationSum.Of(task.Labeled, size, (_, _) => 1, _passes);
        var (space, start) = Start(moment, labeled);
        var rule = Rule(space, moment, eligible);
        double ridge = task.Options.Ridge ?? 0;
        bool isRidgeChosen = task.Options.Ridge is null && limits.Count + (task.Labeled?.Rows ?? 0) < space.Rank;
        if (isRidgeChosen)
            AddPrior(start);
        if (task.Options.Criterion == DesignCriterion.Representative)
            return Representative(space, rule, start, moment, eligible, limits, isRidgeChosen) with { Ridge = ridge, Capped = capped };
        var algorithm = Algorithm(limits, eligible);
        var (search, sifted) = Search(rule, start, limits, moment, eligible, algorithm);
        if (double.IsInfinity(search.Objective) && !isRidgeChosen && task.Options.Ridge is null)
        {
            // Costs, groups or the cap left too few rows for all directions.
            isRidgeChosen = true;
            AddPrior(start);
            (search, sifted) = Search(rule, start, limits, moment, eligible, algorithm);
        }

        RemarkPrior(isRidgeChosen);
        return Result(space, rule, search, sifted, start, moment, eligible, limits) with
        {
            Ridge = ridge,
            RidgeWasChosen = isRidgeChosen,
            Algorithm = algorithm,
            Capped = capped,
        };
    }

    private void RemarkPrior(bool isRidgeChosen)
    {
        if (isRidgeChosen)
            task.Remark(
                "The rows that may be chosen (and those labelled before) do not determine all parameters: the start is singular. A prior "
                + "worth one average row about each parameter was added; set Ridge to choose another.");
    }

    /// <summary>Rows that stand for the pool, and what they are worth if the linear model is right.</summary>
    private DesignPlan Representative(
        DesignSpace space, CriterionRule rule, double[] start, double[] moment, int eligible, SelectionLimits limits, bool isRidgeChosen)
    {
        int[] rows = new RepresentativeChoice(task).Choose(limits, eligible);
        _passCount += 2;
        var own = InformationSum.Of(_pool.Fetch([.. rows.Order()]).ToRowSet(), _pool.Parameters, (_, _) => 1, _passes);
        var information = new DenseInformation(rule);
        if (!TryStart() && task.Options.Ridge is null && !isRidgeChosen)
        {
            // Rows that stand for the others need not determine what only few of them tell.
            isRidgeChosen = true;
            AddPrior(start);
            TryStart();
        }

        RemarkPrior(isRidgeChosen);
        double value = rule.Value(information.Objective);
        if (!double.IsFinite(value) || value < 0)
            throw Singular();
        var (sifting, even) = (new PoolSifting(_pool, rule, start, limits, _passes), new DenseInformation(rule));
        double bound = even.TryStart(sifting.Even(moment, eligible)) ? rule.Value(sifting.BoundAt(even, eligible)) : 0;
        task.Report(PlanningStage.Certifying, ++_passCount, rows.Length, value, bound);
        int labeled = (int)Math.Min(int.MaxValue, task.Labeled?.Rows ?? 0);
        return new DesignPlan
        {
            Rows = rows,
            Value = value,
            LowerBound = Math.Clamp(double.IsFinite(bound) ? bound : 0, 0, value),
            Efficiencies = DesignCertificate.Efficiencies(
                _pool, space, moment, eligible, start, information.Matrix, rows.Length + labeled, limits, _passes),
            EstimableParameters = space.Rank,
            Ridge = 0,
            RidgeWasChosen = isRidgeChosen,
            Algorithm = DesignAlgorithm.Balance,
            Passes = ++_passCount,
            Capped = 0,
        };

        bool TryStart()
        {
            var matrix = (double[])start.Clone();
            TensorPrimitives.Add(matrix, own, matrix);
            return information.TryStart(matrix);
        }
    }

    private static InvalidOperationException Singular() => new(
        "The chosen rows' information is singular to working precision: the features' units are too far apart. Bring them to one scale "
        + "(NormalizeMinMax), leave out columns that are sums of others, or set Ridge.");

    private double[] Moment()
    {
        _passCount++;
        return InformationSum.Of(
            _pool.Source, _pool.Parameters, (block, row) => _pool.MayChoose(block.FirstRow + row) ? 1 : 0, _passes);
    }

    /// <summary>M₀ and the directions that can be learnt.</summary>
    private (DesignSpace Space, double[] Start) Start(double[] moment, double[]? labeled)
    {
        int size = _pool.Parameters;
        if (TensorPrimitives.Max<double>(moment) == 0)
            DesignErrors.NothingToLearn(task.Options.FeatureColumnName);
        var start = new double[size * size];
        var all = (double[])moment.Clone();
        if (labeled is not null)
        {
            labeled.CopyTo(start, 0);
            TensorPrimitives.Add(all, labeled, all);
        }

        // Under a ridge every direction has information.
        var identity = new double[size];
        if (task.Options.Ridge is { } ridge and > 0)
        {
            var ridged = (double[])all.Clone();
            for (int i = 0; i < size; i++)
                ridged[(i * size) + i] += all[(i * size) + i] + 1;
            var full = DesignSpace.Of(ridged, _pool.InverseScale);
            full.AddRidge(start, ridge);
            return (full, start);
        }

        var space = DesignSpace.Of(all, _pool.InverseScale);
        space.AddFill(start);
        if (space.Rank < size)
            task.Remark(string.Create(
                CultureInfo.InvariantCulture,
                $"The rows tell nothing about {size - space.Rank} of {size} parameters (columns that are 0 or sums of others); the "
                + $"criterion is about the rest."));
        return (space, start);
    }

    private void AddPrior(double[] start)
    {
        // Elements of z have mean square 1, so that 1 is what an average row tells about a parameter.
        for (int i = 0; i < _pool.Parameters; i++)
            start[(i * _pool.Parameters) + i] += 1;
    }

    private CriterionRule Rule(DesignSpace space, double[] moment, int eligible)
    {
        int size = space.Size;
        switch (task.Options.Criterion)
        {
            case DesignCriterion.A:
                var variances = space.TraceWeight();
                double unit = Enumerable.Range(0, size).Max(i => variances[(i * size) + i]);
                TensorPrimitives.Divide(variances, unit, variances);
                return new CriterionRule.Trace(size, space.Rank, variances, unit);
            case DesignCriterion.D:
                return new CriterionRule.Determinant(size, space.Rank, space.LogUnit());
            case DesignCriterion.E:
                double inverse = _pool.InverseScale[0];
                return new CriterionRule.Eigenvalue(size, space.Rank, inverse * inverse);
            default:
                var weight = task.Target is null ? (double[])moment.Clone() : InformationSum.Of(task.Target, size, (_, _) => 1, _passes);
                TensorPrimitives.Divide(weight, task.Target?.Rows ?? eligible, weight);
                return new CriterionRule.Trace(size, space.Rank, weight);
        }
    }

    private DesignAlgorithm Algorithm(SelectionLimits limits, int eligible)
    {
        if (task.Options.Algorithm == DesignAlgorithm.Streaming || _pool.Source is StreamedRows)
            return DesignAlgorithm.Streaming;
        if (task.Options.Algorithm != DesignAlgorithm.Automatic)
            return task.Options.Algorithm;
        // Greedy and at least two sweeps over all exchanges.
        return (double)eligible * limits.Count * _pool.Parameters * 6 <= ExchangeWork
            ? DesignAlgorithm.Exchange : DesignAlgorithm.Approximate;
    }

    private (DesignSearch Search, SiftedPool Sifted) Search(
        CriterionRule rule, double[] start, SelectionLimits limits, double[] moment, int eligible, DesignAlgorithm algorithm)
    {
        var sifted = new PoolSifting(_pool, rule, start, limits, _passes).Run(
            moment, eligible, (pass, bound) => task.Report(PlanningStage.Relaxing, _passCount + pass, 0, double.NaN, rule.Value(bound)));
        _passCount += sifted.Passes;
        bool isWhole = algorithm is DesignAlgorithm.Greedy or DesignAlgorithm.Exchange;
        var candidates = isWhole ? _pool.Fetch([.. Enumerable.Range(0, _pool.Rows).Where(row => _pool.MayChoose(row))]) : sifted.Candidates;
        var search = new DesignSearch(
            candidates, rule, start, limits, _passes,
            (stage, chosen, objective) => task.Report(stage, _passCount, chosen, rule.Value(objective), rule.Value(sifted.Bound)));
        if (algorithm == DesignAlgorithm.Greedy)
        {
            search.Try([], default);
            _passCount += limits.Count;
            return (search, sifted);
        }

        // The largest parts, whole; what is not used up goes to the best rows.
        var places = Places(candidates, sifted.Candidates);
        int[] rounded = [.. Enumerable.Range(0, sifted.Shares.Length).OrderByDescending(i => sifted.Shares[i]).Take(limits.Count).Select(i => places[i])];
        search.Try(rounded, isWhole ? ToTheEnd : WhilePaying);
        if (!isWhole)
        {
            if (2.0 * candidates.Count * limits.Count * candidates.Parameters <= GreedyWork)
                search.Try([], WhilePaying);
            return (search, sifted);
        }

        search.Try([], ToTheEnd);
        if (limits.IsByCost)
            search.TryIgnoringCosts(ToTheEnd);
        double enough = rule.Value(sifted.Bound) / GoodEnough;
        RandomStarts(search, candidates, limits, () => rule.Value(search.Objective) <= enough);
        return (search, sifted);
    }

    private void RandomStarts(DesignSearch search, Candidates candidates, SelectionLimits limits, Func<bool> isGoodEnough)
    {
        double work = 6.0 * candidates.Count * limits.Count * candidates.Parameters;
        var random = new Random(task.Options.Seed);
        int starts = (int)Math.Min(MostStarts, StartsWork / work);
        for (int start = 0, idle = 0; start < starts && idle < MostIdleStarts && !isGoodEnough(); start++)
        {
            int[] order = [.. Enumerable.Range(0, candidates.Count)];
            random.Shuffle(order);
            double before = search.Objective;
            search.Try(order.Take(random.Next(1, limits.Count + 1)), ToTheEnd);
            idle = search.Objective < before ? 0 : idle + 1;
        }
    }

    /// <summary>Where the rows of the working set are among the candidates.</summary>
    private static int[] Places(Candidates candidates, Candidates sifted) =>
        ReferenceEquals(candidates, sifted)
            ? [.. Enumerable.Range(0, sifted.Count)]
            : [.. sifted.Rows.Select(row => Array.BinarySearch(candidates.Rows, row))];

    private DesignPlan Result(
        DesignSpace space,
        CriterionRule rule,
        DesignSearch search,
        SiftedPool sifted,
        double[] start,
        double[] moment,
        int eligible,
        SelectionLimits limits)
    {
        var information = new DenseInformation(rule);
        var best = search.Best!;
        int[] order = new ChoiceOrder(rule, start, _passes).Of(search, best, limits);
        if (!search.TryInformation(best.Order, soften: false, information))
            throw Singular();
        double value = rule.Value(information.Objective), bound = rule.Value(sifted.Bound);
        if (!double.IsFinite(value) || value < 0)
            throw Singular();
        task.Report(PlanningStage.Certifying, _passCount, order.Length, value, bound);
        int labeled = (int)Math.Min(int.MaxValue, task.Labeled?.Rows ?? 0);
        _passCount++;
        return new DesignPlan
        {
            Rows = order,
            Value = value,
            LowerBound = Math.Clamp(double.IsFinite(bound) ? bound : 0, 0, value),
            Efficiencies = DesignCertificate.Efficiencies(
                _pool, space, moment, eligible, start, information.Matrix, best.Order.Count + labeled, limits, _passes),
            EstimableParameters = space.Rank,
            Ridge = 0,
            Algorithm = DesignAlgorithm.Automatic,
            Passes = _passCount,
            Capped = 0,
        };
    }
}
