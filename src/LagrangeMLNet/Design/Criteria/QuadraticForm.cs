using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// zᵀGz for many rows z and one symmetric G, in single precision: one triangle of G, doubled off its diagonal, in panels of
/// <see cref="Width"/> columns, times four rows at a time (Goto and van de Geijn, ACM Transactions on Mathematical Software 34 (2008)).
/// </summary>
internal sealed class QuadraticForm
{
    private const int Width = 16;
    private const int Half = Width / 2;
    private const int RowsAtOnce = 4;

    private readonly int _size;
    private readonly int _padded;
    private readonly float[] _panels;

    /// <param name="matrix">G, size × size.</param>
    /// <param name="size">Number of rows of G.</param>
    public QuadraticForm(ReadOnlySpan<double> matrix, int size)
    {
        _size = size;
        _padded = (size + Width - 1) / Width * Width;
        _panels = new float[_padded * _padded];
        // So that neither 1e−30 nor 1e30 leaves single precision.
        double largest = 0;
        for (int i = 0; i < size; i++)
            largest = Math.Max(largest, Math.Abs(matrix[(i * size) + i]));
        Unit = largest > 0 ? largest : 1;
        for (int j = 0; j < size; j++)
            for (int k = 0; k <= j; k++)
                _panels[(j / Width * Width * _padded) + (k * Width) + (j % Width)] =
                    (float)(matrix[(k * size) + j] / Unit * (k == j ? 1 : 2));
    }

    /// <summary>What the values of <see cref="Evaluate(Tile, Span{float}, Span{float})"/> are to be multiplied by.</summary>
    public double Unit { get; }

    /// <summary>Numbers of work space.</summary>
    public int Scratch => Tile.Size * _padded;

    /// <summary>Writes zᵀGz / <see cref="Unit"/> for each row of a tile.</summary>
    /// <param name="tile">The rows.</param>
    /// <param name="scratch">At least <see cref="Scratch"/> numbers.</param>
    /// <param name="values">Receives a value a row; room for <see cref="Tile.Size"/>.</param>
    public void Evaluate(Tile tile, Span<float> scratch, Span<float> values)
    {
        bool isInPlace = tile.Block.Layout.Dense == _padded && tile.Run == tile.Count && tile.Count % RowsAtOnce == 0;
        ReadOnlySpan<float> rows = isInPlace
            ? tile.Block.Dense.AsSpan(tile.Row(0) * _padded, tile.Count * _padded)
            : Pack(tile, scratch);
        for (int r = 0; r < tile.Count; r += RowsAtOnce)
            Evaluate(rows.Slice(r * _padded, RowsAtOnce * _padded), values.Slice(r, RowsAtOnce));
    }

    private Span<float> Pack(Tile tile, Span<float> scratch)
    {
        int rows = (tile.Count + RowsAtOnce - 1) / RowsAtOnce * RowsAtOnce;
        for (int r = 0; r < rows; r++)
        {
            var target = scratch.Slice(r * _padded, _padded);
            target[(r < tile.Count ? _size : 0)..].Clear();
            if (r < tile.Count)
                RowVectors.Copy(tile.Block, tile.Row(r), target[.._size]);
        }

        return scratch[..(rows * _padded)];
    }

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    private void Evaluate(ReadOnlySpan<float> rows, Span<float> values)
    {
        ref float z0 = ref MemoryMarshal.GetReference(rows);
        ref float z1 = ref Unsafe.Add(ref z0, _padded), z2 = ref Unsafe.Add(ref z1, _padded), z3 = ref Unsafe.Add(ref z2, _padded);
        ref float origin = ref MemoryMarshal.GetArrayDataReference(_panels);
        Vector256<float> s0 = default, s1 = default, s2 = default, s3 = default;
        for (int j = 0; j < _padded; j += Width)
        {
            ref float panel = ref Unsafe.Add(ref origin, (nint)j * _padded);
            Vector256<float> a0 = default, a1 = default, b0 = default, b1 = default, c0 = default, c1 = default, d0 = default, d1 = default;
            int last = Math.Min(j + Width, _size);
            for (int k = 0; k < last; k++)
            {
                var low = Vector256.LoadUnsafe(ref panel);
                var high = Vector256.LoadUnsafe(ref panel, Half);
                var z = Vector256.Create(Unsafe.Add(ref z0, k));
                a0 = Vector256.FusedMultiplyAdd(z, low, a0);
                a1 = Vector256.FusedMultiplyAdd(z, high, a1);
                z = Vector256.Create(Unsafe.Add(ref z1, k));
                b0 = Vector256.FusedMultiplyAdd(z, low, b0);
                b1 = Vector256.FusedMultiplyAdd(z, high, b1);
                z = Vector256.Create(Unsafe.Add(ref z2, k));
                c0 = Vector256.FusedMultiplyAdd(z, low, c0);
                c1 = Vector256.FusedMultiplyAdd(z, high, c1);
                z = Vector256.Create(Unsafe.Add(ref z3, k));
                d0 = Vector256.FusedMultiplyAdd(z, low, d0);
                d1 = Vector256.FusedMultiplyAdd(z, high, d1);
                panel = ref Unsafe.Add(ref panel, Width);
            }

            nuint at = (nuint)j;
            s0 += (a0 * Vector256.LoadUnsafe(ref z0, at)) + (a1 * Vector256.LoadUnsafe(ref z0, at + Half));
            s1 += (b0 * Vector256.LoadUnsafe(ref z1, at)) + (b1 * Vector256.LoadUnsafe(ref z1, at + Half));
            s2 += (c0 * Vector256.LoadUnsafe(ref z2, at)) + (c1 * Vector256.LoadUnsafe(ref z2, at + Half));
            s3 += (d0 * Vector256.LoadUnsafe(ref z3, at)) + (d1 * Vector256.LoadUnsafe(ref z3, at + Half));
        }

        values[0] = Vector256.Sum(s0);
        values[1] = Vector256.Sum(s1);
        values[2] = Vector256.Sum(s2);
        values[3] = Vector256.Sum(s3);
    }
}
