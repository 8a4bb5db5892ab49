using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>What sifting a pool came to.</summary>
/// <param name="Candidates">The working set.</param>
/// <param name="Shares">λ of each of its rows in the relaxed design.</param>
/// <param name="Bound">The smallest objective that any choice from the whole pool can have.</param>
/// <param name="Passes">Passes over the pool.</param>
internal sealed record SiftedPool(Candidates Candidates, double[] Shares, double Bound, int Passes);

/// <summary>
/// Solves the convex relaxation for a whole pool on a small working set. Each pass scores every row by zᵀGz at the current design; the best
/// scores bound what any design can reach, and their rows enter the working set, until the bound says that no row outside matters (column
/// generation; the pass is the separation step).
/// </summary>
internal sealed class PoolSifting(DesignPool pool, CriterionRule rule, double[] start, SelectionLimits limits, PoolPasses passes)
{
    /// <summary>Working set over picks: room for the rows that are chosen in part.</summary>
    private const int RowsPerPick = 3;

    private const int SmallestSet = 1024;
    private const int MostPasses = 8;

    /// <summary>Passes after which a bound that hardly rises ends the sifting.</summary>
    private const int SlowestPasses = 4;
    private const int Steps = 24;
    private const int LastSteps = 120;

    /// <summary>Gap at which the relaxed design is good enough; rounding costs more.</summary>
    private const double Gap = 2e-3;

    /// <summary>Part below which a row leaves the working set.</summary>
    private const double SmallestShare = 1e-3;

    private double _bound = double.NegativeInfinity;

    /// <param name="moment">Σ z zᵀ over the rows that may be chosen.</param>
    /// <param name="eligible">Number of those rows.</param>
    /// <param name="report">Told the number of passes and the bound.</param>
    public SiftedPool Run(double[] moment, int eligible, Action<int, double> report)
    {
        int capacity = Capacity(eligible);
        var information = new DenseInformation(rule);
        SiftedPool? best = null;
        if (!information.TryStart(Even(moment, eligible)))
            return new SiftedPool(Fetch(Pass(Identity(rule.Size), capacity), [], [], out double[] none), none, 0, 1);
        int pass = 0;
        bool isWhole = capacity == eligible;
        while (true)
        {
            var top = Pass(information.Gradient, capacity);
            pass++;
            double before = rule.Value(_bound), most = Bound(information, top, eligible);
            report(pass, _bound);
            bool isSlow = pass > SlowestPasses && rule.Value(_bound) < before * (1 + (Gap / 2));
            bool isLast = best is not null
                && ((most - information.Total) / information.Total < Gap || isWhole || isSlow || pass >= MostPasses);
            if (isLast)
                return best! with { Bound = _bound, Passes = pass };
            var candidates = Fetch(top, best?.Candidates.Rows ?? [], best?.Shares ?? [], out double[] shares);
            var design = new ContinuousDesign(candidates, candidates.ToRowSet(), shares, limits, passes);
            // From the working set's own copies, which lie side by side.
            if (!design.Solve(start, information, isWhole ? Gap / 4 : Gap, isWhole ? LastSteps : Steps))
                return new SiftedPool(candidates, design.Shares, double.NegativeInfinity, pass);
            best = new SiftedPool(candidates, design.Shares, _bound, pass);
        }
    }

    /// <summary>M of the design that has the same part of every row.</summary>
    public double[] Even(double[] moment, int eligible)
    {
        double share = limits.IsByCost ? Math.Min(1, limits.Budget / TotalCost()) : Math.Min(1, (double)limits.Count / eligible);
        var matrix = (double[])start.Clone();
        for (int i = 0; i < matrix.Length; i++)
            matrix[i] += share * moment[i];
        return matrix;
    }

    /// <summary>What one pass tells, at some design, of the smallest objective that any choice can have.</summary>
    public double BoundAt(DenseInformation information, int eligible)
    {
        Bound(information, Pass(information.Gradient, Capacity(eligible)), eligible);
        return _bound;
    }

    /// <summary>max tr(G M) over all choices within the limits.</summary>
    public double Most(double[] gradient, int eligible) => Most(gradient, Pass(gradient, Capacity(eligible)), eligible);

    private int Capacity(int eligible) => (int)Math.Min(Math.Max((long)RowsPerPick * limits.Count, SmallestSet), eligible);

    /// <summary>Scores every row that may be chosen by zᵀGz.</summary>
    private (float Key, int Row, float Score)[] Pass(double[] gradient, int capacity)
    {
        var form = new QuadraticForm(gradient, rule.Size);
        var tops = new TopScores?[PoolPasses.Parts];
        var scratch = new float[PoolPasses.Parts][];
        passes.Run(pool.Source, PoolPasses.Parts, (part, tile) =>
        {
            var top = tops[part] ??= new TopScores(capacity);
            Span<float> scores = stackalloc float[Tile.Size];
            form.Evaluate(tile, scratch[part] ??= new float[form.Scratch], scores);
            for (int r = 0; r < tile.Count; r++)
            {
                int row = (int)tile.Block.FirstRow + tile.Row(r);
                float score = Math.Max(0, scores[r]);
                if (pool.MayChoose(row))
                    top.Offer(limits.IsByCost ? score / (pool.Costs?[row] ?? 1) : score, row, score);
            }
        });
        var merged = TopScores.Merge(tops.OfType<TopScores>(), capacity);
        float unit = (float)form.Unit;
        for (int i = 0; i < merged.Length; i++)
            merged[i] = (merged[i].Key * unit, merged[i].Row, merged[i].Score * unit);
        return merged;
    }

    private double Bound(DenseInformation information, (float Key, int Row, float Score)[] top, int eligible)
    {
        double most = Most(information.Gradient, top, eligible);
        _bound = Math.Max(_bound, rule.Bound(information.Objective, most));
        return most;
    }

    private double Most(double[] gradient, (float Key, int Row, float Score)[] top, int eligible) =>
        TensorPrimitives.Dot<double>(gradient, start) + DesignBound.Most(
            top,
            limits,
            row => pool.Costs is null ? 1 : pool.Costs[row],
            pool.Groups is null ? null : row => pool.Groups[row],
            top.Length == eligible);

    private Candidates Fetch((float Key, int Row, float Score)[] top, int[] rows, double[] shares, out double[] parts)
    {
        var set = new SortedDictionary<int, double>();
        for (int i = 0; i < rows.Length; i++)
            if (shares[i] >= SmallestShare)
                set[rows[i]] = shares[i];
        // Newcomers enter with a part small enough to leave the others their say.
        double entry = 0.25 * Math.Min(1, (double)limits.Count / Math.Max(1, top.Length));
        foreach (var (_, row, _) in top)
            set.TryAdd(row, entry);
        parts = [.. set.Values];
        return pool.Fetch([.. set.Keys]);
    }

    private double TotalCost()
    {
        double total = 0;
        for (int row = 0; row < pool.Rows; row++)
            if (pool.MayChoose(row))
                total += pool.Costs?[row] ?? 1;
        return total;
    }

    private static double[] Identity(int size)
    {
        var identity = new double[size * size];
        for (int i = 0; i < size; i++)
            identity[(i * size) + i] = 1;
        return identity;
    }
}
