using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using LagrangeMLNet.Data;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Linear scores and their transpose for one output: z = x·u + b and g += Σ r x.</summary>
internal static class ScalarKernel
{
    /// <summary>Scores of the tile's rows. <paramref name="u"/> has a value a parameter position.</summary>
    public static void Forward(in Tile tile, ReadOnlySpan<float> u, float bias, Span<float> scores)
    {
        var block = tile.Block;
        int dense = block.Layout.Dense;
        ref float sparseU = ref MemoryMarshal.GetReference(u[dense..]);
        for (int r = 0; r < tile.Count; r++)
        {
            int row = tile.Row(r);
            float z = bias;
            if (dense > 0)
                z += DenseVectors.Dot(block.DenseRow(row), u[..dense]);
            int start = block.Starts[row], count = block.Starts[row + 1] - start;
            ref int index = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Indices), start);
            ref float value = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Values), start);
            // Four sums at once: a single one would wait for each addition.
            float z1 = 0, z2 = 0, z3 = 0;
            int i = 0;
            for (; i + 4 <= count; i += 4)
            {
                z += Unsafe.Add(ref value, i) * Unsafe.Add(ref sparseU, Unsafe.Add(ref index, i));
                z1 += Unsafe.Add(ref value, i + 1) * Unsafe.Add(ref sparseU, Unsafe.Add(ref index, i + 1));
                z2 += Unsafe.Add(ref value, i + 2) * Unsafe.Add(ref sparseU, Unsafe.Add(ref index, i + 2));
                z3 += Unsafe.Add(ref value, i + 3) * Unsafe.Add(ref sparseU, Unsafe.Add(ref index, i + 3));
            }

            for (; i < count; i++)
                z += Unsafe.Add(ref value, i) * Unsafe.Add(ref sparseU, Unsafe.Add(ref index, i));
            scores[r] = z + z1 + (z2 + z3);
        }
    }

    /// <summary>
    /// Adds Σ r x of the tile's rows to <paramref name="gradient"/>; the sum of r is the bias's part and left to the caller.
    /// </summary>
    public static void Backward(in Tile tile, ReadOnlySpan<float> residuals, Span<float> gradient)
    {
        var block = tile.Block;
        int dense = block.Layout.Dense;
        if (dense > 0)
        {
            int r = 0;
            for (; r + 4 <= tile.Count; r += 4)
                AddFour(block, tile.Row(r), tile.Row(r + 1), tile.Row(r + 2), tile.Row(r + 3), residuals.Slice(r, 4), gradient);
            for (; r < tile.Count; r++)
                AddOne(block.DenseRow(tile.Row(r)), residuals[r], gradient);
        }

        if (block.Layout.Sparse == 0)
            return;
        ref float sparseG = ref MemoryMarshal.GetReference(gradient[dense..]);
        for (int r = 0; r < tile.Count; r++)
        {
            int row = tile.Row(r);
            float residual = residuals[r];
            int start = block.Starts[row], count = block.Starts[row + 1] - start;
            ref int index = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Indices), start);
            ref float value = ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(block.Values), start);
            for (int i = 0; i < count; i++)
                Unsafe.Add(ref sparseG, Unsafe.Add(ref index, i)) += residual * Unsafe.Add(ref value, i);
        }
    }

    private static void AddFour(
        RowBlock block, int row0, int row1, int row2, int row3, ReadOnlySpan<float> r, Span<float> gradient)
    {
        ref float x0 = ref MemoryMarshal.GetReference(block.DenseRow(row0)), x1 = ref MemoryMarshal.GetReference(block.DenseRow(row1));
        ref float x2 = ref MemoryMarshal.GetReference(block.DenseRow(row2)), x3 = ref MemoryMarshal.GetReference(block.DenseRow(row3));
        ref float pg = ref MemoryMarshal.GetReference(gradient);
        float r0 = r[0], r1 = r[1], r2 = r[2], r3 = r[3];
        Vector256<float> v0 = Vector256.Create(r0), v1 = Vector256.Create(r1), v2 = Vector256.Create(r2), v3 = Vector256.Create(r3);
        nuint j = 0, length = (nuint)block.Layout.Dense;
        for (; j + 8 <= length; j += 8)
        {
            var g = Vector256.LoadUnsafe(ref pg, j);
            g = Vector256.FusedMultiplyAdd(v0, Vector256.LoadUnsafe(ref x0, j), g);
            g = Vector256.FusedMultiplyAdd(v1, Vector256.LoadUnsafe(ref x1, j), g);
            g = Vector256.FusedMultiplyAdd(v2, Vector256.LoadUnsafe(ref x2, j), g);
            g = Vector256.FusedMultiplyAdd(v3, Vector256.LoadUnsafe(ref x3, j), g);
            g.StoreUnsafe(ref pg, j);
        }

        for (; j < length; j++)
            Unsafe.Add(ref pg, j) += (r0 * Unsafe.Add(ref x0, j)) + (r1 * Unsafe.Add(ref x1, j)) + (r2 * Unsafe.Add(ref x2,
                j)) + (r3 * Unsafe.Add(ref x3, j));
    }

    private static void AddOne(ReadOnlySpan<float> x, float residual, Span<float> gradient) =>
        DenseVectors.AddScaled(gradient[..x.Length], residual, x);
}
