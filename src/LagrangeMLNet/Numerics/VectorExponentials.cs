using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// Exponentials and logarithms of vectors in single precision, to two units in the last place. An element's value does not depend on its
/// place. Source of the polynomials: Moshier, Methods and Programs for Mathematical Functions (1989), the Cephes library's expf and logf.
/// </summary>
/// <remarks>Compiled ahead with the package, as <see cref="DenseVectors"/> is and for the same reason.</remarks>
internal static class VectorExponentials
{
    // ln 2 in two parts; the product of the first with a small whole number is exact.
    private const float Ln2High = 0.693359375f;
    private const float Ln2Low = -2.12194440e-4f;

    // Beyond these e^x is 0 or ∞ in single precision.
    private const float Lowest = -104;
    private const float Highest = 89;

    // Added to a number below 2^22 it leaves the nearest whole number in the last bits.
    private const float Rounder = 12582912;
    private const int ExponentBits = 23;
    private const int ExponentBias = 127;

    /// <summary>y = eˣ. The spans may be the same.</summary>
    public static void Exp(ReadOnlySpan<float> x, Span<float> y)
    {
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            Exp(Vector.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < x.Length; i++)
            Unsafe.Add(ref py, i) = Exp(new Vector<float>(Unsafe.Add(ref px, i)))[0];
    }

    /// <summary>y = ln x for positive x; some finite number for 0 and below the normal range. The spans may be the same.</summary>
    public static void Log(ReadOnlySpan<float> x, Span<float> y)
    {
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            Log(Vector.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < x.Length; i++)
            Unsafe.Add(ref py, i) = Log(new Vector<float>(Unsafe.Add(ref px, i)))[0];
    }

    /// <summary>y = ln(1 + x) for x from 0 to 1. The spans may be the same.</summary>
    public static void LogOnePlus(ReadOnlySpan<float> x, Span<float> y)
    {
        ref float px = ref MemoryMarshal.GetReference(x), py = ref MemoryMarshal.GetReference(y[..x.Length]);
        int i = 0;
        for (; i <= x.Length - Vector<float>.Count; i += Vector<float>.Count)
            LogOnePlus(Vector.LoadUnsafe(ref px, (nuint)i)).StoreUnsafe(ref py, (nuint)i);
        for (; i < x.Length; i++)
            Unsafe.Add(ref py, i) = LogOnePlus(new Vector<float>(Unsafe.Add(ref px, i)))[0];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Exp(Vector<float> x)
    {
        // x = n ln 2 + r with |r| ≤ ½ ln 2. A NaN fails both comparisons and stays.
        x = Vector.ConditionalSelect(Vector.LessThan(x, new Vector<float>(Lowest)), new Vector<float>(Lowest), x);
        x = Vector.ConditionalSelect(Vector.GreaterThan(x, new Vector<float>(Highest)), new Vector<float>(Highest), x);
        var rounded = (x * new Vector<float>(1.44269504088896341f)) + new Vector<float>(Rounder);
        var n = Vector.AsVectorInt32(rounded) - Vector.AsVectorInt32(new Vector<float>(Rounder));
        var whole = rounded - new Vector<float>(Rounder);
        var r = x - (whole * new Vector<float>(Ln2High)) - (whole * new Vector<float>(Ln2Low));
        var p = new Vector<float>(1.9875691500e-4f);
        p = (p * r) + new Vector<float>(1.3981999507e-3f);
        p = (p * r) + new Vector<float>(8.3334519073e-3f);
        p = (p * r) + new Vector<float>(4.1665795894e-2f);
        p = (p * r) + new Vector<float>(1.6666665459e-1f);
        p = (p * r) + new Vector<float>(5.0000001201e-1f);
        p = (p * r * r) + r + Vector<float>.One;
        // 2^n in two factors, each of which is a normal number where e^x is none or is infinite.
        var half = n >> 1;
        return p * PowerOfTwo(half) * PowerOfTwo(n - half);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Log(Vector<float> x)
    {
        // x = 2^n m with √½ ≤ m < √2.
        var bits = Vector.AsVectorInt32(x) - new Vector<int>(0x3F3504F3);
        var n = bits >> ExponentBits;
        var m = Vector.AsVectorSingle((bits & new Vector<int>((1 << ExponentBits) - 1)) + new Vector<int>(0x3F3504F3));
        var exponent = Vector.ConvertToSingle(n);
        var r = m - Vector<float>.One;
        var low = Polynomial(r) + (exponent * new Vector<float>(Ln2Low));
        return (low - (r * r * new Vector<float>(0.5f))) + r + (exponent * new Vector<float>(Ln2High));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> LogOnePlus(Vector<float> x)
    {
        // 1 + x = m or 2m with √½ ≤ m ≤ √2, without rounding 1 + x.
        var isLarge = Vector.GreaterThan(x, new Vector<float>(0.41421356f));
        var r = Vector.ConditionalSelect(isLarge, (x - Vector<float>.One) * new Vector<float>(0.5f), x);
        var low = Polynomial(r) + Vector.ConditionalSelect(isLarge, new Vector<float>(Ln2Low), Vector<float>.Zero);
        return (low - (r * r * new Vector<float>(0.5f))) + r + Vector.ConditionalSelect(isLarge, new Vector<float>(Ln2High),
            Vector<float>.Zero);
    }

    /// <summary>ln(1 + r) − r + ½ r².</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> Polynomial(Vector<float> r)
    {
        var p = new Vector<float>(7.0376836292e-2f);
        p = (p * r) + new Vector<float>(-1.1514610310e-1f);
        p = (p * r) + new Vector<float>(1.1676998740e-1f);
        p = (p * r) + new Vector<float>(-1.2420140846e-1f);
        p = (p * r) + new Vector<float>(1.4249322787e-1f);
        p = (p * r) + new Vector<float>(-1.6668057665e-1f);
        p = (p * r) + new Vector<float>(2.0000714765e-1f);
        p = (p * r) + new Vector<float>(-2.4999993993e-1f);
        p = (p * r) + new Vector<float>(3.3333331174e-1f);
        return p * r * r * r;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector<float> PowerOfTwo(Vector<int> n) => Vector.AsVectorSingle((n + new Vector<int>(ExponentBias)) << ExponentBits);
}
