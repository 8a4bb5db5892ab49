using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LagrangeMLNet.Training.Kernels;

/// <summary>C += ± YᵀY for a tile of rows: single-precision products within the tile, double-precision sums across tiles.</summary>
internal static class SymmetricRankUpdate
{
    /// <summary>Columns of Y come in multiples of this.</summary>
    public const int Width = 8;

    private const int RowsOfC = 4;

    /// <summary>
    /// Adds <paramref name="sign"/>·YᵀY to the upper triangle of <paramref name="c"/>, <c>size × size</c> with rows
    /// <paramref name="leading"/> apart. The row length of <paramref name="y"/> is <paramref name="stride"/>, a multiple of
    /// <see cref="Width"/>, and columns from <paramref name="size"/> on are zero. Some elements below the diagonal are written too.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static void Add(ReadOnlySpan<float> y, int rows, int stride, int size, double sign, Span<double> c, int leading)
    {
        ref float py = ref MemoryMarshal.GetReference(y);
        for (int i = 0; i < size; i += RowsOfC)
        {
            // Rows past the end repeat the last one; their sums are not stored.
            int i1 = Math.Min(i + 1, size - 1), i2 = Math.Min(i + 2, size - 1), i3 = Math.Min(i + 3, size - 1);
            int j = i / Width * Width;
            for (; j + (2 * Width) <= stride; j += 2 * Width)
            {
                Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
                ref float row = ref py;
                for (int r = 0; r < rows; r++, row = ref Unsafe.Add(ref row, stride))
                {
                    var y0 = Vector256.LoadUnsafe(ref row, (nuint)j);
                    var y1 = Vector256.LoadUnsafe(ref row, (nuint)(j + Width));
                    var v = Vector256.Create(Unsafe.Add(ref row, i));
                    a0 = Vector256.FusedMultiplyAdd(v, y0, a0);
                    a1 = Vector256.FusedMultiplyAdd(v, y1, a1);
                    v = Vector256.Create(Unsafe.Add(ref row, i1));
                    b0 = Vector256.FusedMultiplyAdd(v, y0, b0);
                    b1 = Vector256.FusedMultiplyAdd(v, y1, b1);
                    v = Vector256.Create(Unsafe.Add(ref row, i2));
                    c0 = Vector256.FusedMultiplyAdd(v, y0, c0);
                    c1 = Vector256.FusedMultiplyAdd(v, y1, c1);
                    v = Vector256.Create(Unsafe.Add(ref row, i3));
                    d0 = Vector256.FusedMultiplyAdd(v, y0, d0);
                    d1 = Vector256.FusedMultiplyAdd(v, y1, d1);
                }

                Store(c, size, leading, i, j, sign, a0, a1);
                Store(c, size, leading, i + 1, j, sign, b0, b1);
                Store(c, size, leading, i + 2, j, sign, c0, c1);
                Store(c, size, leading, i + 3, j, sign, d0, d1);
            }

            for (; j < stride; j += Width)
            {
                Vector256<float> a0 = default, b0 = default, c0 = default, d0 = default;
                ref float row = ref py;
                for (int r = 0; r < rows; r++, row = ref Unsafe.Add(ref row, stride))
                {
                    var y0 = Vector256.LoadUnsafe(ref row, (nuint)j);
                    a0 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref row, i)), y0, a0);
                    b0 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref row, i1)), y0, b0);
                    c0 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref row, i2)), y0, c0);
                    d0 = Vector256.FusedMultiplyAdd(Vector256.Create(Unsafe.Add(ref row, i3)), y0, d0);
                }

                Store(c, size, leading, i, j, sign, a0);
                Store(c, size, leading, i + 1, j, sign, b0);
                Store(c, size, leading, i + 2, j, sign, c0);
                Store(c, size, leading, i + 3, j, sign, d0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<double> c, int size, int leading, int i, int j, double sign, Vector256<float> first, Vector256<float> second)
    {
        Store(c, size, leading, i, j, sign, first);
        Store(c, size, leading, i, j + Width, sign, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<double> c, int size, int leading, int i, int j, double sign, Vector256<float> sums)
    {
        if (i >= size || j >= size)
            return;
        var target = c.Slice((i * leading) + j, Math.Min(Width, size - j));
        if (target.Length == Width)
        {
            var (low, high) = Vector256.Widen(sums);
            ref double p = ref MemoryMarshal.GetReference(target);
            var scale = Vector256.Create(sign);
            Vector256.FusedMultiplyAdd(scale, low, Vector256.LoadUnsafe(ref p)).StoreUnsafe(ref p);
            Vector256.FusedMultiplyAdd(scale, high, Vector256.LoadUnsafe(ref p, 4)).StoreUnsafe(ref p, 4);
            return;
        }

        for (int k = 0; k < target.Length; k++)
            target[k] += sign * sums[k];
    }
}
