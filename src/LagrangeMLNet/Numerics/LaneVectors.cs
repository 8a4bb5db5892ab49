using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace LagrangeMLNet.Numerics;

/// <summary>
/// Vector operations on <c>positions × lanes</c> parameters, each lane with a factor of its own. Sums run over fixed stretches of positions
/// in single precision and over the stretches in double precision, in a fixed order.
/// </summary>
internal static class LaneVectors
{
    private const int Stretch = 512;

    /// <summary>Adds each lane's Σ a b to <paramref name="sums"/>.</summary>
    public static void AddDot(ReadOnlySpan<float> a, ReadOnlySpan<float> b, Span<double> sums)
    {
        int lanes = sums.Length;
        if (lanes == 1)
        {
            for (int start = 0; start < a.Length; start += Stretch)
            {
                int length = Math.Min(Stretch, a.Length - start);
                sums[0] += DenseVectors.Dot(a.Slice(start, length), b.Slice(start, length));
            }

            return;
        }

        ref float pa = ref MemoryMarshal.GetReference(a), pb = ref MemoryMarshal.GetReference(b);
        int positions = a.Length / lanes;
        for (int start = 0; start < positions; start += Stretch)
        {
            int end = Math.Min(start + Stretch, positions);
            for (int lane = 0; lane < lanes; lane += Vector256<float>.Count)
            {
                var sum = Vector256<float>.Zero;
                for (int j = start; j < end; j++)
                {
                    nuint at = (nuint)(((long)j * lanes) + lane);
                    sum = Vector256.FusedMultiplyAdd(Vector256.LoadUnsafe(ref pa, at), Vector256.LoadUnsafe(ref pb, at), sum);
                }

                for (int k = 0; k < Vector256<float>.Count; k++)
                    sums[lane + k] += sum[k];
            }
        }
    }

    /// <summary>y += α x, α a value a lane.</summary>
    public static void AddScaled(ReadOnlySpan<float> alpha, ReadOnlySpan<float> x, Span<float> y)
    {
        if (alpha.Length == 1)
        {
            DenseVectors.AddScaled(y, alpha[0], x);
            return;
        }

        for (int start = 0; start < x.Length; start += alpha.Length)
        {
            var source = x.Slice(start, alpha.Length);
            var target = y.Slice(start, alpha.Length);
            for (int lane = 0; lane < alpha.Length; lane++)
                target[lane] = (source[lane] * alpha[lane]) + target[lane];
        }
    }

    /// <summary>y = x + β y, β a value a lane.</summary>
    public static void ScaleAndAdd(ReadOnlySpan<float> beta, ReadOnlySpan<float> x, Span<float> y)
    {
        if (beta.Length == 1)
        {
            for (int i = 0; i < y.Length; i++)
                y[i] = (y[i] * beta[0]) + x[i];
            return;
        }

        for (int start = 0; start < x.Length; start += beta.Length)
        {
            var source = x.Slice(start, beta.Length);
            var target = y.Slice(start, beta.Length);
            for (int lane = 0; lane < beta.Length; lane++)
                target[lane] = (target[lane] * beta[lane]) + source[lane];
        }
    }
}
