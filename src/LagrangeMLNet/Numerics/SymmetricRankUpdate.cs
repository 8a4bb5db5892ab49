using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LagrangeMLNet.Numerics;

/// <summary>C += ± YᵀY for a tile of rows: single-precision products within the tile, double-precision sums across tiles.</summary>
/// <remarks>
/// Y is kept in panels of <see cref="Width"/> columns, each panel row after row, so that the two panels of a block of C lie side by side in
/// the first-level cache (Goto and van de Geijn, ACM Transactions on Mathematical Software 34 (2008), section 4).
/// </remarks>
internal static class SymmetricRankUpdate
{
    /// <summary>Columns of a panel.</summary>
    public const int Width = 16;

    private const int RowsOfC = 4;
    private const int Half = Width / 2;

    /// <summary>Number of panels that hold <paramref name="size"/> columns.</summary>
    public static int Panels(int size) => (size + Width - 1) / Width;

    /// <summary>Writes factor · <paramref name="values"/> as columns <paramref name="column"/>… of a row of Y.</summary>
    /// <param name="panels">Y, panels of <paramref name="rows"/> rows.</param>
    /// <param name="rows">Rows of a panel.</param>
    /// <param name="row">The row.</param>
    /// <param name="column">First column.</param>
    /// <param name="values">The values.</param>
    /// <param name="factor">The factor.</param>
    public static void Pack(Span<float> panels, int rows, int row, int column, ReadOnlySpan<float> values, float factor)
    {
        for (int done = 0; done < values.Length;)
        {
            int at = column + done, within = at % Width, length = Math.Min(Width - within, values.Length - done);
            var target = panels.Slice((((at / Width * rows) + row) * Width) + within, length);
            var source = values.Slice(done, length);
            if (length == Width)
            {
                var scale = Vector256.Create(factor);
                ref float from = ref MemoryMarshal.GetReference(source), to = ref MemoryMarshal.GetReference(target);
                (Vector256.LoadUnsafe(ref from) * scale).StoreUnsafe(ref to);
                (Vector256.LoadUnsafe(ref from, Half) * scale).StoreUnsafe(ref to, Half);
            }
            else
            {
                for (int k = 0; k < length; k++)
                    target[k] = factor * source[k];
            }

            done += length;
        }
    }

    /// <summary>
    /// Adds <paramref name="sign"/>·YᵀY to the upper triangle of <paramref name="c"/>, <c>size × size</c> with rows
    /// <paramref name="leading"/> apart. Some elements below the diagonal are written too.
    /// </summary>
    /// <param name="panels">Y, <see cref="Panels"/> panels of <paramref name="rows"/> rows; columns from <paramref name="size"/> on are
    /// ignored.</param>
    /// <param name="rows">Rows of a panel.</param>
    /// <param name="used">Rows that count.</param>
    /// <param name="size">Columns of Y.</param>
    /// <param name="sign">1 or −1.</param>
    /// <param name="c">C.</param>
    /// <param name="leading">Distance between rows of C.</param>
    public static void Add(ReadOnlySpan<float> panels, int rows, int used, int size, double sign, Span<double> c, int leading)
    {
        ref float origin = ref MemoryMarshal.GetReference(panels);
        for (int j = 0; j < size; j += Width)
        {
            ref float columns = ref Unsafe.Add(ref origin, (nint)j * rows);
            for (int i = 0; i < Math.Min(j + Width, size); i += RowsOfC)
            {
                Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default,
                    d1 = default;
                ref float y = ref columns;
                ref float x = ref Unsafe.Add(ref origin, ((nint)(i / Width) * rows * Width) + (i % Width));
                for (int r = 0; r < used; r++)
                {
                    var y0 = Vector256.LoadUnsafe(ref y);
                    var y1 = Vector256.LoadUnsafe(ref y, Half);
                    var v = Vector256.Create(x);
                    a0 = Vector256.FusedMultiplyAdd(v, y0, a0);
                    a1 = Vector256.FusedMultiplyAdd(v, y1, a1);
                    v = Vector256.Create(Unsafe.Add(ref x, 1));
                    b0 = Vector256.FusedMultiplyAdd(v, y0, b0);
                    b1 = Vector256.FusedMultiplyAdd(v, y1, b1);
                    v = Vector256.Create(Unsafe.Add(ref x, 2));
                    c0 = Vector256.FusedMultiplyAdd(v, y0, c0);
                    c1 = Vector256.FusedMultiplyAdd(v, y1, c1);
                    v = Vector256.Create(Unsafe.Add(ref x, 3));
                    d0 = Vector256.FusedMultiplyAdd(v, y0, d0);
                    d1 = Vector256.FusedMultiplyAdd(v, y1, d1);
                    y = ref Unsafe.Add(ref y, Width);
                    x = ref Unsafe.Add(ref x, Width);
                }

                Store(c, size, leading, i, j, sign, a0, a1);
                Store(c, size, leading, i + 1, j, sign, b0, b1);
                Store(c, size, leading, i + 2, j, sign, c0, c1);
                Store(c, size, leading, i + 3, j, sign, d0, d1);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<double> c, int size, int leading, int i, int j, double sign, Vector256<float> first,
        Vector256<float> second)
    {
        Store(c, size, leading, i, j, sign, first);
        Store(c, size, leading, i, j + Half, sign, second);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Store(Span<double> c, int size, int leading, int i, int j, double sign, Vector256<float> sums)
    {
        if (i >= size || j >= size)
            return;
        var target = c.Slice((i * leading) + j, Math.Min(Half, size - j));
        if (target.Length == Half)
        {
            ref double p = ref MemoryMarshal.GetReference(target);
            var scale = Vector256.Create(sign);
            Vector256.FusedMultiplyAdd(scale, WideLanes.Lower(sums), Vector256.LoadUnsafe(ref p)).StoreUnsafe(ref p);
            Vector256.FusedMultiplyAdd(scale, WideLanes.Upper(sums), Vector256.LoadUnsafe(ref p, 4)).StoreUnsafe(ref p, 4);
            return;
        }

        for (int k = 0; k < target.Length; k++)
            target[k] += sign * sums[k];
    }
}
