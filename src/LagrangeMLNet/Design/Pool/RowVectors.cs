using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Design;

/// <summary>
/// The vector of a pool's row: its dense part, its sparse part, and, where there is an intercept, one element more, which a row without a
/// label keeps in the label's place (it reads as 1, and is scaled as every other element is).
/// </summary>
internal static class RowVectors
{
    /// <summary>Number of elements.</summary>
    public static int Size(ColumnLayout layout, bool intercept) => layout.Slots + (intercept ? 1 : 0);

    /// <summary>Writes a row, all its elements.</summary>
    public static void Copy(RowBlock block, int row, Span<float> target)
    {
        var layout = block.Layout;
        block.DenseRow(row).CopyTo(target);
        if (layout.Sparse > 0)
        {
            var sparse = target.Slice(layout.Dense, layout.Sparse);
            sparse.Clear();
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
                sparse[block.Indices[i]] += block.Values[i];
        }

        if (target.Length > layout.Slots)
            target[layout.Slots] = block.Labels[row];
    }

    /// <summary>Adds factor · row to a vector.</summary>
    public static void AddTo(RowBlock block, int row, double factor, Span<double> target)
    {
        var dense = block.DenseRow(row);
        int offset = dense.Length;
        for (int j = 0; j < dense.Length; j++)
            target[j] += factor * dense[j];
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            target[offset + block.Indices[i]] += factor * block.Values[i];
        if (target.Length > block.Layout.Slots)
            target[block.Layout.Slots] += factor * block.Labels[row];
    }

    /// <summary>Product with one vector, in double precision.</summary>
    public static double Dot(RowBlock block, int row, ReadOnlySpan<double> vector)
    {
        var dense = block.DenseRow(row);
        int offset = dense.Length;
        double sum = 0;
        for (int j = 0; j < dense.Length; j++)
            sum += vector[j] * dense[j];
        for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            sum += vector[offset + block.Indices[i]] * block.Values[i];
        return vector.Length > block.Layout.Slots ? sum + (vector[block.Layout.Slots] * block.Labels[row]) : sum;
    }

    /// <summary>Products with two vectors at once, so that the row is read once.</summary>
    public static (float U, float V) Dots(RowBlock block, int row, ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        var dense = block.DenseRow(row);
        var (sumU, sumV) = DenseDots(dense, u, v);
        int offset = dense.Length, slots = block.Layout.Slots;
        if (slots > offset)
        {
            for (int i = block.Starts[row]; i < block.Starts[row + 1]; i++)
            {
                int j = offset + block.Indices[i];
                sumU += u[j] * block.Values[i];
                sumV += v[j] * block.Values[i];
            }
        }

        return u.Length > slots ? (sumU + (u[slots] * block.Labels[row]), sumV + (v[slots] * block.Labels[row])) : (sumU, sumV);
    }

    /// <summary>Σ of squares of a row.</summary>
    public static double SquaredNorm(RowBlock block, int row, bool intercept)
    {
        double sum = TensorPrimitives.SumOfSquares(block.DenseRow(row));
        sum += TensorPrimitives.SumOfSquares<float>(block.Values.AsSpan(block.Starts[row]..block.Starts[row + 1]));
        return intercept ? sum + ((double)block.Labels[row] * block.Labels[row]) : sum;
    }

    private static (float U, float V) DenseDots(ReadOnlySpan<float> x, ReadOnlySpan<float> u, ReadOnlySpan<float> v)
    {
        ref float rx = ref MemoryMarshal.GetReference(x), ru = ref MemoryMarshal.GetReference(u), rv = ref MemoryMarshal.GetReference(v);
        Vector<float> u0 = default, u1 = default, v0 = default, v1 = default;
        int width = Vector<float>.Count, j = 0;
        for (; j <= x.Length - (2 * width); j += 2 * width)
        {
            var x0 = Vector.LoadUnsafe(ref rx, (nuint)j);
            var x1 = Vector.LoadUnsafe(ref rx, (nuint)(j + width));
            u0 = Vector.FusedMultiplyAdd(x0, Vector.LoadUnsafe(ref ru, (nuint)j), u0);
            u1 = Vector.FusedMultiplyAdd(x1, Vector.LoadUnsafe(ref ru, (nuint)(j + width)), u1);
            v0 = Vector.FusedMultiplyAdd(x0, Vector.LoadUnsafe(ref rv, (nuint)j), v0);
            v1 = Vector.FusedMultiplyAdd(x1, Vector.LoadUnsafe(ref rv, (nuint)(j + width)), v1);
        }

        float sumU = Vector.Sum(u0 + u1), sumV = Vector.Sum(v0 + v1);
        for (; j < x.Length; j++)
        {
            sumU += x[j] * u[j];
            sumV += x[j] * v[j];
        }

        return (sumU, sumV);
    }
}
