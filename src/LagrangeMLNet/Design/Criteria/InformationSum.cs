using System.Numerics.Tensors;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>Σ λ z zᵀ over rows z, in double precision, the same bits whatever the number of threads.</summary>
internal static class InformationSum
{
    private const int Width = 8;
    private const int RowsOfC = 4;

    /// <summary>Rows packed at once: their panels stay in the second-level cache.</summary>
    private const int RowsAtOnce = 64;

    private const long LargestScratch = 64 << 20;

    /// <summary>Elements below which threads cost more than they save.</summary>
    private const long WorthThreads = 1 << 17;

    /// <summary>The sum over a source, both triangles.</summary>
    /// <param name="source">The rows.</param>
    /// <param name="size">Number of elements of a row.</param>
    /// <param name="share">λ of a row, given its block and its number there; 0 leaves it out.</param>
    /// <param name="passes">Threads.</param>
    public static double[] Of(IRowSource source, int size, Func<RowBlock, int, double> share, PoolPasses passes)
    {
        int parts = source.Rows * size < WorthThreads ? 1 : (int)Math.Clamp(LargestScratch / (8L * size * size), 1, PoolPasses.Parts);
        var sums = new double[parts][];
        var panels = new double[parts][];
        var rows = new float[parts][];
        int padded = (size + Width - 1) / Width * Width;
        passes.Run(source, parts, (part, tile) =>
        {
            var sum = sums[part] ??= new double[size * size];
            var packed = panels[part] ??= new double[padded * RowsAtOnce];
            var row = rows[part] ??= new float[padded];
            int used = 0;
            for (int r = 0; r < tile.Count; r++)
            {
                double weight = share(tile.Block, tile.Row(r));
                if (weight == 0)
                    continue;
                RowVectors.Copy(tile.Block, tile.Row(r), row.AsSpan(0, size));
                Pack(packed, used++, row, Math.Sqrt(weight), padded);
                if (used < RowsAtOnce)
                    continue;
                Add(packed, used, size, sum);
                used = 0;
            }

            if (used > 0)
                Add(packed, used, size, sum);
        });

        var total = new double[size * size];
        foreach (var sum in sums)
            if (sum is not null)
                TensorPrimitives.Add(total, sum, total);
        for (int i = 0; i < size; i++)
            for (int j = 0; j < i; j++)
                total[(i * size) + j] = total[(j * size) + i];
        return total;
    }

    private static void Pack(double[] panels, int row, float[] values, double factor, int padded)
    {
        ref float from = ref MemoryMarshal.GetArrayDataReference(values);
        ref double to = ref panels[row * Width];
        var scale = Vector256.Create(factor);
        for (int j = 0; j < padded; j += Width)
        {
            var (low, high) = Vector256.Widen(Vector256.LoadUnsafe(ref from, (nuint)j));
            ref double panel = ref Unsafe.Add(ref to, (nint)j * RowsAtOnce);
            (low * scale).StoreUnsafe(ref panel);
            (high * scale).StoreUnsafe(ref panel, 4);
        }
    }

    /// <summary>Adds YᵀY to the upper triangle; some elements below the diagonal are written too.</summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private static void Add(double[] panels, int used, int size, double[] c)
    {
        ref double origin = ref MemoryMarshal.GetArrayDataReference(panels);
        for (int j = 0; j < size; j += Width)
        {
            for (int i = 0; i < Math.Min(j + Width, size); i += RowsOfC)
            {
                Vector256<double> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default,
                    d1 = default;
                ref double y = ref Unsafe.Add(ref origin, (nint)j * RowsAtOnce);
                ref double x = ref Unsafe.Add(ref origin, ((nint)(i / Width) * RowsAtOnce * Width) + (i % Width));
                for (int r = 0; r < used; r++)
                {
                    var low = Vector256.LoadUnsafe(ref y);
                    var high = Vector256.LoadUnsafe(ref y, 4);
                    var v = Vector256.Create(x);
                    a0 = Vector256.FusedMultiplyAdd(v, low, a0);
                    a1 = Vector256.FusedMultiplyAdd(v, high, a1);
                    v = Vector256.Create(Unsafe.Add(ref x, 1));
                    b0 = Vector256.FusedMultiplyAdd(v, low, b0);
                    b1 = Vector256.FusedMultiplyAdd(v, high, b1);
                    v = Vector256.Create(Unsafe.Add(ref x, 2));
                    c0 = Vector256.FusedMultiplyAdd(v, low, c0);
                    c1 = Vector256.FusedMultiplyAdd(v, high, c1);
                    v = Vector256.Create(Unsafe.Add(ref x, 3));
                    d0 = Vector256.FusedMultiplyAdd(v, low, d0);
                    d1 = Vector256.FusedMultiplyAdd(v, high, d1);
                    y = ref Unsafe.Add(ref y, Width);
                    x = ref Unsafe.Add(ref x, Width);
                }

                Store(c, size, i, j, a0, a1);
                Store(c, size, i + 1, j, b0, b1);
                Store(c, size, i + 2, j, c0, c1);
                Store(c, size, i + 3, j, d0, d1);
            }
        }
    }

    private static void Store(double[] c, int size, int i, int j, Vector256<double> low, Vector256<double> high)
    {
        if (i >= size)
            return;
        var target = c.AsSpan((i * size) + j, Math.Min(Width, size - j));
        if (target.Length == Width)
        {
            ref double at = ref MemoryMarshal.GetReference(target);
            (Vector256.LoadUnsafe(ref at) + low).StoreUnsafe(ref at);
            (Vector256.LoadUnsafe(ref at, 4) + high).StoreUnsafe(ref at, 4);
            return;
        }

        for (int k = 0; k < target.Length; k++)
            target[k] += k < 4 ? low[k] : high[k - 4];
    }
}
