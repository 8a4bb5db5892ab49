using System.Collections;
using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Design;

/// <summary>Leaves out rows that lie far from everything.</summary>
internal static class LeverageCap
{
    /// <summary>Excludes the rows whose zᵀ(Σ z zᵀ)⁺z is above a multiple of its mean.</summary>
    /// <param name="pool">The pool; its excluded rows grow.</param>
    /// <param name="moment">Σ z zᵀ over the rows that may be chosen; null where it is too large, and columns are taken as
    /// uncorrelated.</param>
    /// <param name="multiple">The multiple.</param>
    /// <param name="passes">Threads.</param>
    /// <returns>Number of rows left out.</returns>
    public static int Apply(DesignPool pool, double[]? moment, double multiple, PoolPasses passes)
    {
        var leverage = new float[pool.Rows];
        if (moment is not null)
            Score(pool, PseudoInverse(moment, pool.Parameters), leverage, passes);
        else
            passes.Run(pool.Source, PoolPasses.Parts, (_, tile) =>
            {
                for (int r = 0; r < tile.Count; r++)
                    leverage[tile.Block.FirstRow + tile.Row(r)] =
                        (float)RowVectors.SquaredNorm(tile.Block, tile.Row(r), pool.Intercept);
            });

        double sum = 0;
        int eligible = 0, capped = 0;
        for (int row = 0; row < leverage.Length; row++)
            if (pool.MayChoose(row))
                (sum, eligible) = (sum + leverage[row], eligible + 1);
        double cap = multiple * sum / Math.Max(1, eligible) * (1 + 1e-5);
        for (int row = 0; row < leverage.Length; row++)
        {
            if (!pool.MayChoose(row) || leverage[row] <= cap)
                continue;
            (pool.Excluded ??= new BitArray(pool.Rows))[row] = true;
            capped++;
        }

        return capped;
    }

    private static void Score(DesignPool pool, double[] matrix, float[] values, PoolPasses passes)
    {
        var form = new QuadraticForm(matrix, pool.Parameters);
        var scratch = new float[PoolPasses.Parts][];
        passes.Run(pool.Source, PoolPasses.Parts, (part, tile) =>
        {
            Span<float> own = stackalloc float[Tile.Size];
            form.Evaluate(tile, scratch[part] ??= new float[form.Scratch], own);
            for (int r = 0; r < tile.Count; r++)
                values[tile.Block.FirstRow + tile.Row(r)] = own[r];
        });
    }

    private static double[] PseudoInverse(double[] moment, int size)
    {
        var vectors = (double[])moment.Clone();
        var values = new double[size];
        SymmetricEigen.TryDecompose(vectors, size, values, new double[size]);
        var inverse = new double[size * size];
        for (int k = 0; k < size; k++)
            if (values[k] > 1e-10 * values[^1])
                for (int i = 0; i < size; i++)
                    for (int j = 0; j < size; j++)
                        inverse[(i * size) + j] += vectors[(k * size) + i] * vectors[(k * size) + j] / values[k];
        return inverse;
    }
}
