using System.Collections;
using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.Design;

/// <summary>How a pool's columns are brought to a scale for the computation; what comes out is in the features' own units all the
/// same.</summary>
internal enum PoolScale
{
    /// <summary>Each column by its own root mean square.</summary>
    EachColumn,

    /// <summary>All columns by one number.</summary>
    AllAlike,
}

/// <summary>Reads views into pools.</summary>
/// <param name="featureColumn">Name of the feature column.</param>
/// <param name="model">Weights of rows, by slots; null where all rows weigh 1.</param>
/// <param name="intercept">Whether there is an intercept.</param>
/// <param name="maximumBytes">Memory that a view's rows may take.</param>
/// <param name="passes">Threads.</param>
internal sealed class PoolReader(string featureColumn, FisherWeights? model, bool intercept, long maximumBytes, PoolPasses passes)
{
    /// <summary>1/scale of the largest and the smallest numbers of single precision.</summary>
    private const double SmallestInverse = 1e-40;

    private const double LargestInverse = 1e38;

    /// <summary>Below this, squares have lost digits of single precision.</summary>
    private const float SmallestSquares = 1e-30f;

    public DesignPool ReadPool(IDataView view, PoolScale scale, float[]? costs, int[]? groups)
    {
        var skipped = new List<long>();
        var raw = Read(view, null, skipped);
        if (raw.Rows == 0)
            DesignErrors.NoRows(featureColumn, skipped.Count);
        var inverse = Measure(raw, scale);
        var pool = new DesignPool(Scale(raw, inverse), intercept, inverse, skipped, null, null);
        pool = pool with { Costs = Kept(costs, pool), Groups = Kept(groups, pool) };
        pool.Excluded = Missing(pool);
        return pool;
    }

    /// <summary>Reads another view as the same kind of vectors.</summary>
    public IRowSource ReadAlike(IDataView view, DesignPool pool, string what)
    {
        var raw = Read(view, pool.Source.Layout, []);
        if (raw.Rows == 0)
            DesignErrors.EmptyView(what, featureColumn);
        return Scale(raw, pool.InverseScale);
    }

    private IRowSource Read(IDataView view, ColumnLayout? layout, List<long> skipped)
    {
        var schema = new RowSchema(view, null, featureColumn, null, null, _ => null) { Skipped = skipped.Add };
        var source = RowReader.Read(schema, layout, maximumBytes, seed: 0, passes.CheckAlive, out _);
        // Rows that are streamed are read again and again, and were counted the first time.
        if (source is StreamedRows)
            schema.Skipped = null;
        return source;
    }

    /// <summary>1/scale of each element, from the columns' root mean squares; 1 for a column of zeros.</summary>
    private float[] Measure(IRowSource raw, PoolScale scale)
    {
        int size = RowVectors.Size(raw.Layout, intercept), dense = raw.Layout.Dense;
        var model = Positioned(raw.Layout);
        var sums = new double[PoolPasses.Parts][];
        long[] counts = new long[PoolPasses.Parts];
        foreach (var blocks in Blocks(raw))
            passes.For(PoolPasses.Parts, part =>
            {
                var sum = sums[part] ??= new double[size];
                for (int b = part; b < blocks.Count; b += PoolPasses.Parts)
                {
                    passes.CheckAlive();
                    counts[part] += blocks[b].Rows;
                    AddSquares(blocks[b], model, dense, sum);
                }
            });

        var squares = new double[size];
        foreach (var sum in sums)
            if (sum is not null)
                TensorPrimitives.Add(squares, sum, squares);
        long rows = counts.Sum();
        if (scale == PoolScale.AllAlike)
            squares.AsSpan().Fill(TensorPrimitives.Sum<double>(squares) / size);
        var inverse = new float[size];
        for (int j = 0; j < size; j++)
        {
            double own = 1 / Math.Sqrt(squares[j] / rows);
            inverse[j] = squares[j] > 0 ? (float)Math.Clamp(own, SmallestInverse, LargestInverse) : 1;
        }

        return inverse;
    }

    private static void AddSquares(RowBlock block, FisherWeights? model, int dense, double[] sum)
    {
        var roots = Roots(block, model);
        float[] scaled = new float[dense], squares = new float[dense];
        for (int start = 0; start < block.Rows; start += Tile.Size)
        {
            int end = Math.Min(start + Tile.Size, block.Rows);
            Array.Clear(squares);
            for (int row = start; row < end; row++)
            {
                ReadOnlySpan<float> values = block.DenseRow(row);
                if (roots is not null)
                {
                    TensorPrimitives.Multiply(values, roots[row], scaled);
                    values = scaled;
                }

                TensorPrimitives.MultiplyAdd(values, values, squares, squares);
            }

            for (int j = 0; j < dense; j++)
                sum[j] += squares[j] is > SmallestSquares and < float.PositiveInfinity
                    ? squares[j] : DoubleSquares(block, roots, j, start, end);
        }

        for (int row = 0; row < block.Rows; row++)
        {
            double weight = roots is null ? 1 : (double)roots[row] * roots[row];
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                sum[dense + block.Indices[i]] += weight * (double)block.Values[i] * block.Values[i];
            if (sum.Length > block.Layout.Slots)
                sum[^1] += weight;
        }
    }

    /// <summary>Sum of squares that single precision cannot hold.</summary>
    private static double DoubleSquares(RowBlock block, float[]? roots, int column, int start, int end)
    {
        double sum = 0;
        for (int row = start; row < end; row++)
        {
            double value = (double)(roots is null ? 1 : roots[row]) * block.DenseRow(row)[column];
            sum += value * value;
        }

        return sum;
    }

    private IRowSource Scale(IRowSource raw, float[] inverse)
    {
        var model = Positioned(raw.Layout);
        if (raw is StreamedRows streamed)
            return streamed.Prepared(block => Scale(block, model, inverse));
        var blocks = ((RowSet)raw).Blocks;
        passes.For(blocks.Count, b => Scale(blocks[b], model, inverse));
        return raw;
    }

    private static void Scale(RowBlock block, FisherWeights? model, float[] inverse)
    {
        int dense = block.Layout.Dense;
        var roots = Roots(block, model);
        for (int row = 0; row < block.Rows; row++)
        {
            float root = roots is null ? 1 : roots[row];
            var values = block.Dense.AsSpan(row * dense, dense);
            TensorPrimitives.Multiply(values, inverse.AsSpan(0, dense), values);
            if (roots is not null)
                TensorPrimitives.Multiply(values, root, values);
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                block.Values[i] *= root * inverse[dense + block.Indices[i]];
            block.Labels[row] = inverse.Length > block.Layout.Slots ? root * inverse[^1] : 0;
        }
    }

    private static float[]? Roots(RowBlock block, FisherWeights? model)
    {
        if (model is null)
            return null;
        var roots = new float[block.Rows];
        model.Roots(block, roots);
        return roots;
    }

    private FisherWeights? Positioned(ColumnLayout layout) => model?.On(layout);

    private static IEnumerable<IReadOnlyList<RowBlock>> Blocks(IRowSource source) => source switch
    {
        RowSet set => [set.Blocks],
        _ => source.Batches().Select(tiles => (IReadOnlyList<RowBlock>)[tiles[0].Block]),
    };

    private static T[]? Kept<T>(T[]? all, DesignPool pool)
    {
        if (all is null)
            return null;
        var kept = new T[pool.Rows];
        for (int row = 0; row < kept.Length; row++)
        {
            long position = pool.PositionOf(row);
            if (position >= all.Length)
                DesignErrors.PoolChanged(position);
            kept[row] = all[position];
        }

        return kept;
    }

    private static BitArray? Missing(DesignPool pool)
    {
        BitArray? missing = null;
        for (int row = 0; row < pool.Rows; row++)
            if ((pool.Costs is not null && float.IsNaN(pool.Costs[row])) || (pool.Groups is not null && pool.Groups[row] < 0))
                (missing ??= new BitArray(pool.Rows))[row] = true;
        return missing;
    }
}
