using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Training;

/// <summary>
/// Linear scores and their transpose for many outputs at once. The parameters of one position lie side by side in <c>lanes</c> values
/// (a multiple of <see cref="Width"/>): the classes of a softmax, or the same output fitted on different folds. A feature value is then
/// read once for all of them, and a sparse index costs one cache line instead of one for every output.
/// </summary>
internal static class LaneKernel
{
    /// <summary>Lanes come in multiples of this.</summary>
    public const int Width = 8;

    /// <summary>The number of lanes that hold <paramref name="outputs"/> outputs.</summary>
    public static int Padded(int outputs) => (outputs + Width - 1) / Width * Width;

    /// <summary>Scores of the tile's rows, <c>Count × lanes</c>. <paramref name="u"/> is <c>positions × lanes</c>.</summary>
    public static void Forward(
        in Tile tile, int lanes, ReadOnlySpan<float> u, ReadOnlySpan<float> bias, Span<float> scores)
    {
        var block = tile.Block;
        ref float pu = ref MemoryMarshal.GetReference(u), pb = ref MemoryMarshal.GetReference(bias),
            pz = ref MemoryMarshal.GetReference(scores);
        ref float sparseU = ref Unsafe.Add(ref pu, (nint)block.Layout.Dense * lanes);
        for (int r = 0; r < tile.Count; r++)
        {
            int row = tile.Row(r);
            var x = block.DenseRow(row);
            int start = block.Starts[row], count = block.Starts[row + 1] - start;
            ref int pi = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Indices), start);
            ref float pv = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Values), start);
            int lane = 0;
            for (; lane + (4 * Width) <= lanes; lane += 4 * Width)
            {
                ref float b = ref Unsafe.Add(ref pb, lane);
                Vector256<float> z0 = Vector256.LoadUnsafe(ref b), z1 = Vector256.LoadUnsafe(ref b, 8);
                Vector256<float> z2 = Vector256.LoadUnsafe(ref b, 16), z3 = Vector256.LoadUnsafe(ref b, 24);
                for (int j = 0; j < x.Length; j++)
                {
                    var v = Vector256.Create(x[j]);
                    ref float uj = ref Unsafe.Add(ref pu, ((nint)j * lanes) + lane);
                    z0 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj), z0);
                    z1 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 8), z1);
                    z2 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 16), z2);
                    z3 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 24), z3);
                }

                for (int i = 0; i < count; i++)
                {
                    var v = Vector256.Create(Unsafe.Add(ref pv, i));
                    ref float uj = ref Unsafe.Add(ref sparseU, ((nint)Unsafe.Add(ref pi, i) * lanes) + lane);
                    z0 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj), z0);
                    z1 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 8), z1);
                    z2 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 16), z2);
                    z3 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 24), z3);
                }

                ref float z = ref Unsafe.Add(ref pz, ((nint)r * lanes) + lane);
                z0.StoreUnsafe(ref z);
                z1.StoreUnsafe(ref z, 8);
                z2.StoreUnsafe(ref z, 16);
                z3.StoreUnsafe(ref z, 24);
            }

            // Fewer lanes: two values at once, since a sum of one would wait for each addition.
            for (; lane + (2 * Width) <= lanes; lane += 2 * Width)
            {
                ref float b = ref Unsafe.Add(ref pb, lane), laneU = ref Unsafe.Add(ref pu, lane),
                    laneSparseU = ref Unsafe.Add(ref sparseU, lane);
                Vector256<float> z0 = Vector256.LoadUnsafe(ref b), z1 = Vector256.LoadUnsafe(ref b, 8), y0 = default, y1 = default;
                int j = 0, i = 0;
                for (; j + 2 <= x.Length; j += 2)
                {
                    ref float uj = ref Unsafe.Add(ref laneU, (nint)j * lanes), next = ref Unsafe.Add(ref uj, lanes);
                    Vector256<float> v = Vector256.Create(x[j]), w = Vector256.Create(x[j + 1]);
                    z0 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj), z0);
                    z1 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 8), z1);
                    y0 = Vector256.FusedMultiplyAdd(w, Vector256.LoadUnsafe(ref next), y0);
                    y1 = Vector256.FusedMultiplyAdd(w, Vector256.LoadUnsafe(ref next, 8), y1);
                }

                if (j < x.Length)
                {
                    ref float uj = ref Unsafe.Add(ref laneU, (nint)j * lanes);
                    z0 = Vector256.FusedMultiplyAdd(Vector256.Create(x[j]), Vector256.LoadUnsafe(ref uj), z0);
                    z1 = Vector256.FusedMultiplyAdd(Vector256.Create(x[j]), Vector256.LoadUnsafe(ref uj, 8), z1);
                }

                for (; i + 2 <= count; i += 2)
                {
                    Vector256<float> v = Vector256.Create(Unsafe.Add(ref pv, i)), w = Vector256.Create(Unsafe.Add(ref pv, i + 1));
                    ref float uj = ref Unsafe.Add(ref laneSparseU, (nint)Unsafe.Add(ref pi, i) * lanes);
                    ref float next = ref Unsafe.Add(ref laneSparseU, (nint)Unsafe.Add(ref pi, i + 1) * lanes);
                    z0 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj), z0);
                    z1 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 8), z1);
                    y0 = Vector256.FusedMultiplyAdd(w, Vector256.LoadUnsafe(ref next), y0);
                    y1 = Vector256.FusedMultiplyAdd(w, Vector256.LoadUnsafe(ref next, 8), y1);
                }

                if (i < count)
                {
                    var v = Vector256.Create(Unsafe.Add(ref pv, i));
                    ref float uj = ref Unsafe.Add(ref laneSparseU, (nint)Unsafe.Add(ref pi, i) * lanes);
                    z0 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj), z0);
                    z1 = Vector256.FusedMultiplyAdd(v, Vector256.LoadUnsafe(ref uj, 8), z1);
                }

                ref float z = ref Unsafe.Add(ref pz, ((nint)r * lanes) + lane);
                (z0 + y0).StoreUnsafe(ref z);
                (z1 + y1).StoreUnsafe(ref z, 8);
            }

            for (; lane < lanes; lane += Width)
            {
                ref float laneU = ref Unsafe.Add(ref pu, lane), laneSparseU = ref Unsafe.Add(ref sparseU, lane);
                Vector256<float> z0 = Vector256.LoadUnsafe(ref Unsafe.Add(ref pb, lane)), y0 = default;
                int j = 0, i = 0;
                for (; j + 2 <= x.Length; j += 2)
                {
                    z0 = Vector256.FusedMultiplyAdd(Vector256.Create(x[j]), Vector256.LoadUnsafe(ref Unsafe.Add(ref laneU,
                        (nint)j * lanes)), z0);
                    y0 = Vector256.FusedMultiplyAdd(
                        Vector256.Create(x[j + 1]), Vector256.LoadUnsafe(ref Unsafe.Add(ref laneU, (nint)(j + 1) * lanes)), y0);
                }

                if (j < x.Length)
                    z0 = Vector256.FusedMultiplyAdd(Vector256.Create(x[j]), Vector256.LoadUnsafe(ref Unsafe.Add(ref laneU,
                        (nint)j * lanes)), z0);
                for (; i + 2 <= count; i += 2)
                {
                    z0 = Vector256.FusedMultiplyAdd(
                        Vector256.Create(Unsafe.Add(ref pv, i)),
                        Vector256.LoadUnsafe(ref Unsafe.Add(ref laneSparseU, (nint)Unsafe.Add(ref pi, i) * lanes)),
                        z0);
                    y0 = Vector256.FusedMultiplyAdd(
                        Vector256.Create(Unsafe.Add(ref pv, i + 1)),
                        Vector256.LoadUnsafe(ref Unsafe.Add(ref laneSparseU, (nint)Unsafe.Add(ref pi, i + 1) * lanes)),
                        y0);
                }

                if (i < count)
                    z0 = Vector256.FusedMultiplyAdd(
                        Vector256.Create(Unsafe.Add(ref pv, i)),
                        Vector256.LoadUnsafe(ref Unsafe.Add(ref laneSparseU, (nint)Unsafe.Add(ref pi, i) * lanes)),
                        z0);
                (z0 + y0).StoreUnsafe(ref Unsafe.Add(ref pz, ((nint)r * lanes) + lane));
            }
        }
    }

    /// <summary>
    /// Adds Σ x rᵀ of the tile's rows to <paramref name="gradient"/>, <c>positions × lanes</c>; <paramref name="residuals"/> is
    /// <c>Count × lanes</c>. The sums of r are the biases' part and left to the caller.
    /// </summary>
    public static void Backward(
        in Tile tile, int lanes, ReadOnlySpan<float> residuals, Span<float> gradient)
    {
        var block = tile.Block;
        ref float pg = ref MemoryMarshal.GetReference(gradient), pr = ref MemoryMarshal.GetReference(residuals);
        ref float sparseG = ref Unsafe.Add(ref pg, (nint)block.Layout.Dense * lanes);
        for (int r = 0; r < tile.Count; r++)
        {
            int row = tile.Row(r);
            var x = block.DenseRow(row);
            int start = block.Starts[row], count = block.Starts[row + 1] - start;
            ref int pi = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Indices), start);
            ref float pv = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Values), start);
            int lane = 0;
            for (; lane + (4 * Width) <= lanes; lane += 4 * Width)
            {
                ref float residual = ref Unsafe.Add(ref pr, ((nint)r * lanes) + lane);
                Vector256<float> r0 = Vector256.LoadUnsafe(ref residual), r1 = Vector256.LoadUnsafe(ref residual, 8);
                Vector256<float> r2 = Vector256.LoadUnsafe(ref residual, 16), r3 = Vector256.LoadUnsafe(ref residual, 24);
                for (int j = 0; j < x.Length; j++)
                    AddFour(ref Unsafe.Add(ref pg, ((nint)j * lanes) + lane), x[j], r0, r1, r2, r3);
                for (int i = 0; i < count; i++)
                    AddFour(
                        ref Unsafe.Add(ref sparseG, ((nint)Unsafe.Add(ref pi, i) * lanes) + lane), Unsafe.Add(ref pv, i), r0, r1, r2, r3);
            }

            for (; lane + (2 * Width) <= lanes; lane += 2 * Width)
            {
                ref float residual = ref Unsafe.Add(ref pr, ((nint)r * lanes) + lane);
                Vector256<float> r0 = Vector256.LoadUnsafe(ref residual), r1 = Vector256.LoadUnsafe(ref residual, 8);
                for (int j = 0; j < x.Length; j++)
                    AddTwo(ref Unsafe.Add(ref pg, ((nint)j * lanes) + lane), x[j], r0, r1);
                for (int i = 0; i < count; i++)
                    AddTwo(ref Unsafe.Add(ref sparseG, ((nint)Unsafe.Add(ref pi, i) * lanes) + lane), Unsafe.Add(ref pv, i), r0, r1);
            }

            for (; lane < lanes; lane += Width)
            {
                var r0 = Vector256.LoadUnsafe(ref Unsafe.Add(ref pr, ((nint)r * lanes) + lane));
                for (int j = 0; j < x.Length; j++)
                    AddOne(ref Unsafe.Add(ref pg, ((nint)j * lanes) + lane), x[j], r0);
                for (int i = 0; i < count; i++)
                    AddOne(ref Unsafe.Add(ref sparseG, ((nint)Unsafe.Add(ref pi, i) * lanes) + lane), Unsafe.Add(ref pv, i), r0);
            }
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddFour(
        ref float g, float x, Vector256<float> r0, Vector256<float> r1, Vector256<float> r2, Vector256<float> r3)
    {
        var v = Vector256.Create(x);
        Vector256.FusedMultiplyAdd(v, r0, Vector256.LoadUnsafe(ref g)).StoreUnsafe(ref g);
        Vector256.FusedMultiplyAdd(v, r1, Vector256.LoadUnsafe(ref g, 8)).StoreUnsafe(ref g, 8);
        Vector256.FusedMultiplyAdd(v, r2, Vector256.LoadUnsafe(ref g, 16)).StoreUnsafe(ref g, 16);
        Vector256.FusedMultiplyAdd(v, r3, Vector256.LoadUnsafe(ref g, 24)).StoreUnsafe(ref g, 24);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddTwo(ref float g, float x, Vector256<float> r0, Vector256<float> r1)
    {
        var v = Vector256.Create(x);
        Vector256.FusedMultiplyAdd(v, r0, Vector256.LoadUnsafe(ref g)).StoreUnsafe(ref g);
        Vector256.FusedMultiplyAdd(v, r1, Vector256.LoadUnsafe(ref g, 8)).StoreUnsafe(ref g, 8);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void AddOne(ref float g, float x, Vector256<float> r) =>
        Vector256.FusedMultiplyAdd(Vector256.Create(x), r, Vector256.LoadUnsafe(ref g)).StoreUnsafe(ref g);
}
