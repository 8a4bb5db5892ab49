using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// Short coordinates of rows, in which near rows are alike: each column less its mean over its standard deviation, cut off at twenty of
/// them (so that neither a unit nor a single outlier decides what is far, and yet rows far out keep their part), and where there are many
/// columns, signed sums of them.
/// </summary>
/// <remarks>Source of the signed sums, which keep distances: Achlioptas, Database-friendly random projections (2003).</remarks>
internal sealed class RowSketches
{
    /// <summary>Most coordinates: one bit of a number is a sign.</summary>
    public const int MostCoordinates = 64;

    /// <summary>Standard deviations at which a column is cut off.</summary>
    private const double Cut = 20;

    private readonly double[] _mean;
    private readonly double[] _inverseDeviation;
    private readonly bool _isSummed;

    /// <summary>Coordinates of a row of zeros: what most elements of many rows are, sparse or not.</summary>
    private readonly float[] _zero;

    /// <summary>Measures the columns on the rows of a pool that may be chosen.</summary>
    public RowSketches(DesignPool pool, PoolPasses passes)
    {
        int slots = pool.Source.Layout.Slots;
        var moments = new double[PoolPasses.Parts][];
        long[] rows = new long[PoolPasses.Parts];
        passes.Run(pool.Source, PoolPasses.Parts, (part, tile) =>
        {
            var sums = moments[part] ??= new double[2 * slots];
            for (int r = 0; r < tile.Count; r++)
                if (pool.MayChoose(tile.Block.FirstRow + tile.Row(r)))
                {
                    rows[part]++;
                    AddMoments(tile.Block, tile.Row(r), sums);
                }
        });
        var total = new double[2 * slots];
        foreach (double[]? sums in moments)
            if (sums is not null)
                TensorPrimitives.Add(total, sums, total);
        (_mean, _inverseDeviation) = (new double[slots], new double[slots]);
        double n = Math.Max(1, rows.Sum());
        for (int j = 0; j < slots; j++)
        {
            _mean[j] = total[j] / n;
            double variance = (total[slots + j] / n) - (_mean[j] * _mean[j]);

            // Below what single precision can tell from its mean, a column does not vary.
            _inverseDeviation[j] = variance > 1e-12 * total[slots + j] / n ? 1 / Math.Sqrt(variance) : 0;
        }

        _isSummed = slots > MostCoordinates;
        Coordinates = Math.Min(slots, MostCoordinates);
        _zero = new float[Coordinates];
        for (int j = 0; j < slots; j++)
            Add(j, Standard(j, 0), _zero);
    }

    /// <summary>Number of coordinates.</summary>
    public int Coordinates { get; }

    /// <summary>Writes a row's coordinates.</summary>
    public void Write(RowBlock block, int row, Span<float> target)
    {
        _zero.CopyTo(target);
        var dense = block.DenseRow(row);
        for (int j = 0; j < dense.Length; j++)
            if (dense[j] != 0)
                Add(j, Standard(j, dense[j]) - Standard(j, 0), target);
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
        {
            int j = dense.Length + block.Indices[i];
            Add(j, Standard(j, block.Values[i]) - Standard(j, 0), target);
        }

        if (_isSummed)
            TensorPrimitives.Multiply(target, 1 / MathF.Sqrt(Coordinates), target);
    }

    private static void AddMoments(RowBlock block, int row, double[] sums)
    {
        int slots = sums.Length / 2;
        var dense = block.DenseRow(row);
        for (int j = 0; j < dense.Length; j++)
        {
            sums[j] += dense[j];
            sums[slots + j] += (double)dense[j] * dense[j];
        }

        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
        {
            int j = dense.Length + block.Indices[i];
            sums[j] += block.Values[i];
            sums[slots + j] += (double)block.Values[i] * block.Values[i];
        }
    }

    private float Standard(int column, double value) => (float)Math.Clamp((value - _mean[column]) * _inverseDeviation[column], -Cut, Cut);

    private void Add(int column, float value, Span<float> sums)
    {
        if (!_isSummed)
        {
            sums[column] += value;
            return;
        }

        if (value == 0)
            return;
        ulong signs = Signs(column);
        Vector256<float> plus = Vector256.Create(value), minus = -plus;
        var lanes = Vector256.Create(1, 2, 4, 8, 16, 32, 64, 128);
        ref float first = ref MemoryMarshal.GetReference(sums[..MostCoordinates]);
        for (int k = 0; k < MostCoordinates; k += Vector256<float>.Count)
        {
            var isPlus = Vector256.Equals(Vector256.Create((int)(signs >> k)) & lanes, Vector256<int>.Zero);
            (Vector256.LoadUnsafe(ref first, (nuint)k) + Vector256.ConditionalSelect(isPlus.AsSingle(), plus,
                minus)).StoreUnsafe(ref first, (nuint)k);
        }
    }

    /// <summary>64 signs of a column. Source: the finisher of SplitMix64 (Steele, Lea, Flood, OOPSLA 2014).</summary>
    private static ulong Signs(int column)
    {
        ulong z = ((ulong)column + 1) * 0x9E3779B97F4A7C15;
        z = (z ^ (z >> 30)) * 0xBF58476D1CE4E5B9;
        z = (z ^ (z >> 27)) * 0x94D049BB133111EB;
        return z ^ (z >> 31);
    }
}
