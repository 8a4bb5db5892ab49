using System.Collections;
using LagrangeMLNet.Design;
using LagrangeMLNet.Numerics;
using Microsoft.ML;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Labeling;

/// <summary>Rows to label next.</summary>
/// <param name="Random">Those drawn at random, in the order drawn.</param>
/// <param name="Planned">Those planned, in the order chosen.</param>
/// <param name="Report">What all of them are worth by theory; null where rows are never planned, or tell nothing by theory.</param>
internal sealed record Batch(long[] Random, long[] Planned, PlannedRowsReport? Report);

/// <summary>How batches are made up.</summary>
internal sealed record BatchSettings
{
    public string FeatureColumnName { get; init; } = "Features";

    public string? CostColumnName { get; init; }

    /// <summary>Share of a batch that is drawn at random.</summary>
    public double RandomShare { get; init; } = 0.25;

    public int Seed { get; init; }

    public CancellationToken CancellationToken { get; init; }
}

/// <summary>
/// Chooses the rows to label next. A share is drawn at random. The others of the first batch stand for the pool. In later batches a
/// classifier chooses them: the rows whose two likeliest answers lie closest together while labels are what it lacks most
/// (<see cref="Optimism"/>), else a sample in which each row is as probable as its answer is uncertain, spread evenly over all answers. For
/// numbers all are drawn at random.
/// </summary>
/// <remarks>
/// Source: margin sampling (Scheffer, Decomain and Wrobel, 2001), the best on most data once a model exists (Bahri and others, Is margin
/// all you need?, arXiv 2210.03822) where the model that chooses is the one that learns (arXiv 2306.08954), as it is here. It needs many
/// times the labels where the model is not of the right form: a fit to rows of one kind bends to them. A sample covers all kinds, and if
/// its rows are as probable as their labels deviate it tells the most for its size (Neyman allocation: Cochran, Sampling Techniques (1977),
/// sections 5.5 and 9A; for likelihoods: Wang, Zhu and Ma, Journal of the American Statistical Association 113 (2018)).
/// </remarks>
internal sealed class BatchPlanner
{
    private readonly IHostEnvironment _env;
    private readonly IDataView _pool;
    private readonly float[]? _costs;
    private readonly BatchSettings _settings;

    /// <summary>All usable rows in an order that the seed draws: what is drawn at random next is what comes first in it.</summary>
    private readonly int[] _order;

    /// <param name="env">Environment.</param>
    /// <param name="pool">The pool.</param>
    /// <param name="usable">Rows of the pool that may be chosen.</param>
    /// <param name="costs">Cost of each row, or null when each costs 1.</param>
    /// <param name="settings">How batches are made up.</param>
    public BatchPlanner(IHostEnvironment env, IDataView pool, BitArray usable, float[]? costs, BatchSettings settings)
    {
        (_env, _pool, _costs, _settings) = (env, pool, costs, settings);
        _order = [.. Enumerable.Range(0, usable.Length).Where(row => usable[row])];
        new Random(settings.Seed).Shuffle(_order);
    }

    /// <summary>Number of rows that may be chosen, all in all.</summary>
    public int Rows => _order.Length;

    /// <summary>The next rows; none when nothing is left or can be paid.</summary>
    /// <param name="labeled">Rows that count as known.</param>
    /// <param name="gone">Rows that must not be chosen, those known among them.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="budget">What they may cost together.</param>
    /// <param name="model">The current model, linear in the features, or null.</param>
    /// <param name="classifier">The current classifier, which chooses by what it is unsure of; null where there is none.</param>
    /// <param name="lacksLabels">Whether labels are what the classifier lacks most.</param>
    public Batch Next(
        IReadOnlyCollection<long> labeled,
        IReadOnlyCollection<long> gone,
        int count,
        double budget,
        object? model,
        ITransformer? classifier = null,
        bool lacksLabels = false)
    {
        // Where each row costs 1, a budget is a number of rows.
        if (_costs is null)
            (count, budget) = ((int)Math.Min(count, Math.Floor(budget)), double.PositiveInfinity);
        if (count < 1)
            return new Batch([], [], null);
        var taken = new HashSet<long>(gone);
        var random = new List<long>();
        bool isPlanned = labeled.Count == 0 || classifier is not null;
        int drawn = isPlanned ? Math.Max(1, (int)Math.Ceiling(_settings.RandomShare * count)) : count;
        foreach (long row in Left(taken))
        {
            if (random.Count == drawn)
                break;
            if (Cost(row) > budget)
                continue;
            random.Add(row);
            budget -= Cost(row);
        }

        taken.UnionWith(random);
        int wanted = count - random.Count;
        long[] candidates = [.. Left(taken).Where(row => Cost(row) <= budget).Order()];
        long[] planned = [];
        if (candidates.Length > 0 && wanted > 0)
        {
            // Where rows have their own price, as many as the money for that number of average ones buys.
            double money = _costs is null ? wanted : Math.Min(budget, wanted * candidates.Average(Cost));
            planned = classifier is null
                ? Representative(candidates, [.. labeled.Concat(random).Order()], wanted, money)
                : lacksLabels
                    ? Closest(candidates, money, classifier)
                    : Unsure(candidates, money, classifier, labeled.Count);
        }

        bool isJudged = random.Count > 0 && _settings.RandomShare < 1;
        return new Batch([.. random], planned, isJudged ? Report([.. random, .. planned], labeled, model) : null);
    }

    /// <summary>Rows that stand for the pool together with those known.</summary>
    private long[] Representative(long[] candidates, long[] known, int wanted, double money) =>
        [.. Session(new PlannedRowsOptions
        {
            Count = _costs is null ? wanted : null,
            CostColumnName = _settings.CostColumnName,
            Budget = _costs is null ? null : money,
            Labeled = known.Length == 0 ? null : new RowSubset(_pool, known),
        }).Select(new RowSubset(_pool, candidates)).Report.RowIndices.Select(row => candidates[row])];

    /// <summary>Rows whose two likeliest answers lie closest together, for their cost.</summary>
    private long[] Closest(long[] candidates, double money, ITransformer classifier)
    {
        float[] margins = AnswerMargins.Of(classifier.Transform(new RowSubset(_pool, candidates)));
        var order = candidates.Index().OrderByDescending(row => (1 - margins[row.Index]) / Cost(row.Item));
        return Affordable(order.Select(row => row.Item), money);
    }

    /// <summary>Rows drawn as probably as the classifier is unsure of them, for their cost.</summary>
    private long[] Unsure(long[] candidates, double money, ITransformer classifier, int labeled)
    {
        var (deviations, answers) = AnswerUncertainty.Of(classifier.Transform(new RowSubset(_pool, candidates)));
        int[] order = [.. Enumerable.Range(0, candidates.Length)
            .OrderBy(i => answers[i]).ThenBy(i => RowHash.Share(candidates[i], _settings.Seed))];
        double[] costs = [.. order.Select(i => Cost(candidates[i]))];
        double[] sizes = [.. order.Select((i, place) => deviations[i] / Math.Sqrt(costs[place]))];
        double start = RowHash.Share(labeled, ~_settings.Seed);
        return Affordable(SystematicSample.Draw(sizes, costs, money, start).Select(place => candidates[order[place]]), money);
    }

    /// <summary>The rows, as long as there is money for them.</summary>
    private long[] Affordable(IEnumerable<long> rows, double money)
    {
        var affordable = new List<long>();
        foreach (long row in rows)
        {
            if (Cost(row) > money)
                continue;
            money -= Cost(row);
            affordable.Add(row);
        }

        return [.. affordable];
    }

    /// <summary>What the rows will tell of predictions over the pool, together with those known.</summary>
    private PlannedRowsReport? Report(long[] batch, IReadOnlyCollection<long> known, object? model)
    {
        Array.Sort(batch);
        return Session(new PlannedRowsOptions
        {
            Count = batch.Length,
            Criterion = DesignCriterion.V,
            Labeled = known.Count == 0 ? null : new RowSubset(_pool, [.. known.Order()]),
            Target = _pool,
            Model = model,
        }).TrySelect(new RowSubset(_pool, batch))?.Report;
    }

    private PlannedRowsSession Session(PlannedRowsOptions options)
    {
        options.FeatureColumnName = _settings.FeatureColumnName;
        options.Intercept = true;
        options.Seed = _settings.Seed;
        options.CancellationToken = _settings.CancellationToken;
        return new PlannedRowsSession(_env, options);
    }

    private IEnumerable<long> Left(HashSet<long> taken) => _order.Select(row => (long)row).Where(row => !taken.Contains(row));

    private double Cost(long row) => _costs is null ? 1 : _costs[row];
}
