using System.Collections;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Design;

/// <summary>Rows to label next.</summary>
/// <param name="Random">Those drawn at random, in the order drawn.</param>
/// <param name="Planned">Those planned, in the order chosen.</param>
/// <param name="Report">The plan; null where nothing was planned.</param>
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
/// Chooses the rows to label next: a share at random; the others so that all labelled rows together stand for the pool, or, where there is a
/// classifier with more features than labels, where its two likeliest answers lie closest together.
/// </summary>
/// <remarks>
/// With fewer labels than features any labels can be fitted, and a classifier is unsure where it has not learnt yet. With more it is unsure
/// where the labels themselves are mixed, and rows from there teach little and bend the model: of tables with five to eleven columns margin
/// sampling needs two to twenty times the labels of a random order.
/// Source: margin sampling (Scheffer, Decomain and Wrobel, 2001). It wins on most data once a model exists (Bahri and others, Is margin all you
/// need?, arXiv 2210.03822), where the model that chooses is the one that learns (arXiv 2306.08954), as it is here.
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

    private int Features => ((VectorDataViewType)_pool.Schema[_settings.FeatureColumnName].Type).Size;

    /// <summary>The next rows; none when nothing is left or can be paid.</summary>
    /// <param name="labeled">Rows that count as known.</param>
    /// <param name="gone">Rows that must not be chosen, those known among them.</param>
    /// <param name="count">Number of rows, at least 1.</param>
    /// <param name="budget">What they may cost together.</param>
    /// <param name="model">The current model, linear in the features, or null.</param>
    /// <param name="classifier">The current classifier, whose scores say what it cannot tell apart, or null.</param>
    public Batch Next(
        IReadOnlyCollection<long> labeled, IReadOnlyCollection<long> gone, int count, double budget, object? model, ITransformer? classifier = null)
    {
        // Where each row costs 1, a budget is a number of rows.
        if (_costs is null)
            (count, budget) = ((int)Math.Min(count, Math.Floor(budget)), double.PositiveInfinity);
        if (count < 1)
            return new Batch([], [], null);
        var taken = new HashSet<long>(gone);
        var random = new List<long>();
        int drawn = Math.Max(1, (int)Math.Ceiling(_settings.RandomShare * count));
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
        if (candidates.Length == 0 || wanted < 1)
            return new Batch([.. random], [], null);
        long[] known = [.. labeled.Concat(random).Order()];

        // Where rows have their own price, as many as the money for that number of average ones buys.
        double money = _costs is null ? wanted : Math.Min(budget, wanted * candidates.Average(Cost));
        long[] planned = classifier is null || known.Length > Features
            ? Representative(candidates, known, wanted, money)
            : Closest(candidates, money, classifier);
        return new Batch([.. random], planned, planned.Length == 0 ? null : Report(planned, known, model));
    }

    /// <summary>Rows that stand for the pool together with those known.</summary>
    private long[] Representative(long[] candidates, long[] known, int wanted, double money) =>
        [.. Select(candidates, new PlannedRowsOptions
        {
            Count = _costs is null ? wanted : null,
            CostColumnName = _settings.CostColumnName,
            Budget = _costs is null ? null : money,
            Labeled = known.Length == 0 ? null : new RowSubset(_pool, known),
        }).RowIndices.Select(row => candidates[row])];

    /// <summary>Rows whose two likeliest answers lie closest together, for their cost.</summary>
    private long[] Closest(long[] candidates, double money, ITransformer classifier)
    {
        float[] margins = AnswerMargins.Of(classifier.Transform(new RowSubset(_pool, candidates)));
        var planned = new List<long>();
        foreach (int i in Enumerable.Range(0, candidates.Length).OrderByDescending(i => (1 - margins[i]) / Cost(candidates[i])))
        {
            if (Cost(candidates[i]) > money)
                continue;
            money -= Cost(candidates[i]);
            planned.Add(candidates[i]);
        }

        return [.. planned];
    }

    /// <summary>What the rows will tell of predictions over the pool.</summary>
    private PlannedRowsReport Report(long[] planned, long[] known, object? model)
    {
        long[] rows = [.. planned.Order()];
        return Select(rows, new PlannedRowsOptions
        {
            Count = rows.Length,
            Criterion = DesignCriterion.V,
            Labeled = new RowSubset(_pool, known),
            Target = _pool,
            Model = model,
        });
    }

    private PlannedRowsReport Select(long[] rows, PlannedRowsOptions options)
    {
        options.FeatureColumnName = _settings.FeatureColumnName;
        options.Intercept = true;
        options.Seed = _settings.Seed;
        options.CancellationToken = _settings.CancellationToken;
        return new PlannedRowsSession(_env, options).Select(new RowSubset(_pool, rows)).Report;
    }

    private IEnumerable<long> Left(HashSet<long> taken) => _order.Select(row => (long)row).Where(row => !taken.Contains(row));

    private double Cost(long row) => _costs is null ? 1 : _costs[row];
}
