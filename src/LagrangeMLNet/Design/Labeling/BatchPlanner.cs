using System.Collections;
using Microsoft.ML;
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

    /// <summary>Random candidates for each planned row; infinity for the whole pool.</summary>
    /// <remarks>
    /// A planned row is among the best of this many, so that no row is chosen with more than this many times the probability it has in a
    /// random sample. Without such a bound the plan seeks out the pool's few strangest rows, and a model that is only approximately right,
    /// fitted to them, approximates the wrong rows: the pool is what it will be used on (Wiens, Robust designs for approximate regression,
    /// 1992; bounded density ratio: Cortes, Mansour and Mohri, Learning bounds for importance weighting, 2010). Measured with 2 to 4: 4 needs
    /// fewest labels, and the whole pool needs more than random on some real data.
    /// </remarks>
    public double CandidatesPerRow { get; init; } = 4;

    public int Seed { get; init; }

    public CancellationToken CancellationToken { get; init; }
}

/// <summary>
/// Chooses the rows to label next: a share at random, the others so that predictions over the pool have the least variance (criterion V,
/// with the current model's Fisher information), each among a few random candidates.
/// </summary>
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
    public Batch Next(IReadOnlyCollection<long> labeled, IReadOnlyCollection<long> gone, int count, double budget, object? model)
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
        int most = (int)Math.Min(_order.Length, Math.Ceiling(_settings.CandidatesPerRow * wanted));
        long[] candidates = [.. Left(taken).Where(row => Cost(row) <= budget).Take(most).Order()];
        if (candidates.Length == 0 || random.Count < drawn)
            return new Batch([.. random], [], null);
        long[] known = [.. labeled.Concat(random).Order()];
        var report = new PlannedRowsSession(_env, new PlannedRowsOptions
        {
            Count = _costs is null ? wanted : null,
            FeatureColumnName = _settings.FeatureColumnName,
            CostColumnName = _settings.CostColumnName,
            // Where rows have their own price, as many as the money for that number of average ones buys.
            Budget = _costs is null ? null : Math.Min(budget, wanted * candidates.Average(Cost)),
            Criterion = DesignCriterion.V,
            Labeled = new RowSubset(_pool, known),
            Target = _pool,
            Model = model,
            Intercept = true,
            Seed = _settings.Seed,
            CancellationToken = _settings.CancellationToken,
        }).Select(new RowSubset(_pool, candidates)).Report;
        return new Batch([.. random], [.. report.RowIndices.Select(row => candidates[row])], report);
    }

    private IEnumerable<long> Left(HashSet<long> taken) => _order.Select(row => (long)row).Where(row => !taken.Contains(row));

    private double Cost(long row) => _costs is null ? 1 : _costs[row];
}
