using System.Numerics.Tensors;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>What a design certainly has of the best one by each criterion.</summary>
internal static class DesignCertificate
{
    /// <summary>Most parameters: with more, the passes over the pool would take longer than a choice.</summary>
    private const int MostParameters = 256;

    /// <param name="pool">The pool.</param>
    /// <param name="space">Units.</param>
    /// <param name="moment">Σ z zᵀ over the rows that could be chosen.</param>
    /// <param name="eligible">Number of those rows.</param>
    /// <param name="start">M before any row was chosen.</param>
    /// <param name="matrix">M of the design.</param>
    /// <param name="rows">Number of rows that M comes from.</param>
    /// <param name="limits">What could be chosen.</param>
    /// <param name="passes">Threads.</param>
    public static DesignEfficiencies? Efficiencies(
        DesignPool pool,
        DesignSpace space,
        double[] moment,
        int eligible,
        double[] start,
        double[] matrix,
        int rows,
        SelectionLimits limits,
        PoolPasses passes)
    {
        int size = space.Size, rank = space.Rank;
        if (size > MostParameters)
            return null;
        var prediction = (double[])moment.Clone();
        TensorPrimitives.Divide(prediction, eligible, prediction);
        double[] weight = space.TraceWeight();
        TensorPrimitives.Divide(weight, Enumerable.Range(0, size).Max(i => weight[(i * size) + i]), weight);
        var determinant = new DenseInformation(new CriterionRule.Determinant(size, rank, 0));
        var average = new DenseInformation(new CriterionRule.Trace(size, rank, weight));
        var variance = new DenseInformation(new CriterionRule.Trace(size, rank, prediction));
        if (!determinant.TryStart(matrix) || !average.TryStart(matrix) || !variance.TryStart(matrix))
            return null;
        var (least, direction) = space.Smallest(matrix);
        var learnable = (double[])start.Clone();
        space.AddFill(learnable, -1);
        return new DesignEfficiencies
        {
            D = Share(rank, Most(determinant.Gradient, start) - (size - rank)),
            A = Share(average.Objective, Most(average.Gradient, start)),
            V = Share(variance.Objective, Most(variance.Gradient, start)),
            E = Share(least, Most(direction, learnable)),
            G = Share(rank, rows * LargestVariance(pool, determinant.Gradient, passes)),
        };

        double Most(double[] gradient, double[] before) =>
            new PoolSifting(pool, determinant.Rule, before, limits, passes).Most(gradient, eligible);

        static double Share(double own, double most) => own > 0 && most > 0 ? Math.Min(1, own / most) : 0;
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
