using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>AlgDesign's efficiencies of a design.</summary>
internal static class DesignCertificate
{
    /// <param name="pool">The pool.</param>
    /// <param name="space">Units.</param>
    /// <param name="moment">Σ z zᵀ over the rows that could be chosen.</param>
    /// <param name="eligible">Number of those rows.</param>
    /// <param name="matrix">M of the design.</param>
    /// <param name="rows">Number of rows that M comes from.</param>
    /// <param name="passes">Threads.</param>
    public static DesignEfficiencies? Efficiencies(
        DesignPool pool, DesignSpace space, double[] moment, int eligible, double[] matrix, int rows, PoolPasses passes)
    {
        int size = space.Size, rank = space.Rank;
        var weight = space.TraceWeight();
        var trace = new DenseInformation(new CriterionRule.Trace(size, rank, weight));
        var determinant = new DenseInformation(new CriterionRule.Determinant(size, rank, space.LogUnit()));
        if (!trace.TryStart(matrix) || !determinant.TryStart(matrix))
            return null;
        double prediction = 0;
        for (int i = 0; i < moment.Length; i++)
            prediction += moment[i] * trace.Inverse[i];
        double largest = LargestVariance(pool, trace.Inverse, passes);
        double ge = Math.Min(1, rank / (rows * largest));
        return new DesignEfficiencies
        {
            D = 1 / (determinant.Rule.Value(determinant.Objective) * rows),
            A = rows * trace.Objective / rank,
            E = space.SmallestEigenvalue(matrix) / rows,
            I = rows * prediction / eligible,
            Ge = ge,
            Dea = Math.Exp(1 - (1 / ge)),
        };
    }

    /// <summary>max zᵀM⁻¹z over the rows that may be chosen.</summary>
    private static double LargestVariance(DesignPool pool, double[] inverse, PoolPasses passes)
    {
        int size = pool.Parameters;
        var form = new QuadraticForm(inverse, size);
        var largest = new float[PoolPasses.Parts];
        var scratch = new float[PoolPasses.Parts][];
        passes.Run(pool.Source, PoolPasses.Parts, (part, tile) =>
        {
            Span<float> values = stackalloc float[Tile.Size];
            form.Evaluate(tile, scratch[part] ??= new float[form.Scratch], values);
            for (int r = 0; r < tile.Count; r++)
                if (pool.MayChoose(tile.Block.FirstRow + tile.Row(r)))
                    largest[part] = Math.Max(largest[part], values[r]);
        });
        return largest.Max() * form.Unit;
    }
}
