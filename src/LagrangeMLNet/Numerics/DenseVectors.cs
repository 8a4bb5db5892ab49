using System.Numerics;
using System.Runtime.InteropServices;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// Sums, products and multiples of dense vectors. <c>TensorPrimitives</c> computes the same; but its generic code is compiled only when it
/// is first called, method by method, which took half the time of a process's first fit. What follows is compiled ahead with the package.
/// </summary>
internal static class DenseVectors
{
    /// <summary>Σ x. The order of the sum depends on the length alone.</summary>
    public static float Sum(ReadOnlySpan<float> x)
    {
        ref float px = ref MemoryMarshal.GetReference(x);
        int i = 0;
        float sum = 0;
        if (x.Length >= Vector<float>.Count)
        {
            var sums = Vector<float>.Zero;
            for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
                sums += Vector.LoadUnsafe(ref px, (nuint)i);
            sum = Vector.Sum(sums);
        }

        for (; i < x.Length; i++)
            sum += x[i];
        return sum;
    }

    /// <summary>Σ x y.</summary>
    public static float Dot(ReadOnlySpan<float> x, ReadOnlySpan<float> y)
    {
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0, width = Vector<float>.Count;
        float sum = 0;
        if (x.Length >= width)
        {
            Vector<float> a = Vector<float>.Zero, b = a, c = a, d = a;
            for (; i <= x.Length - (4 * width); i += 4 * width)
            {
                a += Vector.LoadUnsafe(ref px, (nuint)i) * Vector.LoadUnsafe(ref py, (nuint)i);
                b += Vector.LoadUnsafe(ref px, (nuint)(i + width)) * Vector.LoadUnsafe(ref py, (nuint)(i + width));
                c += Vector.LoadUnsafe(ref px, (nuint)(i + (2 * width))) * Vector.LoadUnsafe(ref py, (nuint)(i + (2 * width)));
                d += Vector.LoadUnsafe(ref px, (nuint)(i + (3 * width))) * Vector.LoadUnsafe(ref py, (nuint)(i + (3 * width)));
            }

            for (; i <= x.Length - width; i += width)
                a += Vector.LoadUnsafe(ref px, (nuint)i) * Vector.LoadUnsafe(ref py, (nuint)i);
            sum = Vector.Sum(a + b + (c + d));
        }

        for (; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <inheritdoc cref="Dot(ReadOnlySpan{float}, ReadOnlySpan{float})"/>
    public static double Dot(ReadOnlySpan<double> x, ReadOnlySpan<double> y)
    {
        ref double px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0, width = Vector<double>.Count;
        double sum = 0;
        if (x.Length >= width)
        {
            Vector<double> a = Vector<double>.Zero, b = a, c = a, d = a;
            for (; i <= x.Length - (4 * width); i += 4 * width)
            {
                a += Vector.LoadUnsafe(ref px, (nuint)i) * Vector.LoadUnsafe(ref py, (nuint)i);
                b += Vector.LoadUnsafe(ref px, (nuint)(i + width)) * Vector.LoadUnsafe(ref py, (nuint)(i + width));
                c += Vector.LoadUnsafe(ref px, (nuint)(i + (2 * width))) * Vector.LoadUnsafe(ref py, (nuint)(i + (2 * width)));
                d += Vector.LoadUnsafe(ref px, (nuint)(i + (3 * width))) * Vector.LoadUnsafe(ref py, (nuint)(i + (3 * width)));
            }

            for (; i <= x.Length - width; i += width)
                a += Vector.LoadUnsafe(ref px, (nuint)i) * Vector.LoadUnsafe(ref py, (nuint)i);
            sum = Vector.Sum(a + b + (c + d));
        }

        for (; i < x.Length; i++)
            sum += x[i] * y[i];
        return sum;
    }

    /// <summary>Σ x².</summary>
    public static double SumOfSquares(ReadOnlySpan<double> x) => Dot(x, x);

    /// <summary>y += x.</summary>
    public static void Add(Span<float> y, ReadOnlySpan<float> x)
    {
        ref float px = ref MemoryMarshal.GetReference(x[..y.Length]), py = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref py, (nuint)i) + Vector.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < y.Length; i++)
            y[i] += x[i];
    }

    /// <inheritdoc cref="Add(Span{float}, ReadOnlySpan{float})"/>
    public static void Add(Span<double> y, ReadOnlySpan<double> x)
    {
        ref double px = ref MemoryMarshal.GetReference(x[..y.Length]), py = ref MemoryMarshal.GetReference(y);
        int i = 0;
        for (; i <= y.Length - Vector<double>.Count; i += Vector<double>.Count)
            (Vector.LoadUnsafe(ref py, (nuint)i) + Vector.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < y.Length; i++)
            y[i] += x[i];
    }

    /// <summary>y += α x.</summary>
    public static void AddScaled(Span<float> y, float alpha, ReadOnlySpan<float> x)
    {
        ref float px = ref MemoryMarshal.GetReference(x[..y.Length]), py = ref MemoryMarshal.GetReference(y);
        var factor = new Vector<float>(alpha);
        int i = 0;
        for (; i <= y.Length - Vector<float>.Count; i += Vector<float>.Count)
            ((Vector.LoadUnsafe(ref px, (nuint)i) * factor) + Vector.LoadUnsafe(ref py, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < y.Length; i++)
            y[i] = (x[i] * alpha) + y[i];
    }

    /// <inheritdoc cref="AddScaled(Span{float}, float, ReadOnlySpan{float})"/>
    public static void AddScaled(Span<double> y, double alpha, ReadOnlySpan<double> x)
    {
        ref double px = ref MemoryMarshal.GetReference(x[..y.Length]), py = ref MemoryMarshal.GetReference(y);
        var factor = new Vector<double>(alpha);
        int i = 0;
        for (; i <= y.Length - Vector<double>.Count; i += Vector<double>.Count)
            ((Vector.LoadUnsafe(ref px, (nuint)i) * factor) + Vector.LoadUnsafe(ref py, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < y.Length; i++)
            y[i] = (x[i] * alpha) + y[i];
    }

    /// <summary>z = x − y, element by element.</summary>
    public static void Subtract(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
    {
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        ref float pz = ref MemoryMarshal.GetReference(z[..x.Length]);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref px, (nuint)i) - Vector.LoadUnsafe(ref py, (nuint)i)).StoreUnsafe(ref pz, (nuint)i);
        for (; i < x.Length; i++)
            z[i] = x[i] - y[i];
    }

    /// <summary>z = x y, element by element.</summary>
    public static void Multiply(ReadOnlySpan<float> x, ReadOnlySpan<float> y, Span<float> z)
    {
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        ref float pz = ref MemoryMarshal.GetReference(z[..x.Length]);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref px, (nuint)i) * Vector.LoadUnsafe(ref py, (nuint)i)).StoreUnsafe(ref pz, (nuint)i);
        for (; i < x.Length; i++)
            z[i] = x[i] * y[i];
    }

    /// <summary>z = α x.</summary>
    public static void Scale(ReadOnlySpan<float> x, float alpha, Span<float> z)
    {
        ref float px = ref MemoryMarshal.GetReference(x), pz = ref MemoryMarshal.GetReference(z[..x.Length]);
        var factor = new Vector<float>(alpha);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            (Vector.LoadUnsafe(ref px, (nuint)i) * factor).StoreUnsafe(ref pz, (nuint)i);
        for (; i < x.Length; i++)
            z[i] = x[i] * alpha;
    }

    /// <inheritdoc cref="Scale(ReadOnlySpan{float}, float, Span{float})"/>
    public static void Scale(ReadOnlySpan<double> x, double alpha, Span<double> z)
    {
        ref double px = ref MemoryMarshal.GetReference(x), pz = ref MemoryMarshal.GetReference(z[..x.Length]);
        var factor = new Vector<double>(alpha);
        int i = 0;
        for (; i <= x.Length - Vector<double>.Count; i += Vector<double>.Count)
            (Vector.LoadUnsafe(ref px, (nuint)i) * factor).StoreUnsafe(ref pz, (nuint)i);
        for (; i < x.Length; i++)
            z[i] = x[i] * alpha;
    }

    /// <summary>y = −x.</summary>
    public static void Negate(ReadOnlySpan<float> x, Span<float> y)
    {
        for (int i = 0; i < x.Length; i++)
            y[i] = -x[i];
    }

    /// <summary>The largest element; NaN if one is.</summary>
    public static float Max(ReadOnlySpan<float> x)
    {
        float max = x[0];
        for (int i = 1; i < x.Length; i++)
            max = Math.Max(max, x[i]);
        return max;
    }
}
