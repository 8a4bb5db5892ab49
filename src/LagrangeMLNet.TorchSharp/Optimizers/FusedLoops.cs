using System.Numerics;
using System.Numerics.Tensors;
using System.Runtime.InteropServices;
using LagrangeMLNet.Mechanics;
using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// What a step does element by element, each in one pass over memory where the tensors are single precision on the processor; elsewhere,
/// and where a tensor isn't contiguous, as operations of torch. On the small tensors of a network most of a step's time is the calls, on
/// large ones it is the memory that passes through.
/// </summary>
internal static class FusedLoops
{
    private static int Lanes => Vector<float>.Count;

    /// <summary>average ← ρ·average + (1 − ρ)·x².</summary>
    public static void AverageSquares(torch.Tensor average, torch.Tensor x, double retention)
    {
        if (!AreViewable(average, x))
        {
            using Scalar kept = retention.ToScalar(), taken = (1 - retention).ToScalar();
            average.mul_(kept).addcmul_(x, x, value: taken);
            return;
        }

        Span<float> v = View(average), g = View(x);
        float keep = (float)retention, take = (float)(1 - retention);
        ref float v0 = ref MemoryMarshal.GetReference(v);
        ref float g0 = ref MemoryMarshal.GetReference(g);
        int i = 0;
        for (; i <= v.Length - Lanes; i += Lanes)
        {
            Vector<float> at = Vector.LoadUnsafe(ref g0, (nuint)i);
            ((Vector.LoadUnsafe(ref v0, (nuint)i) * keep) + (at * at * take)).StoreUnsafe(ref v0, (nuint)i);
        }

        for (; i < v.Length; i++)
            v[i] = (v[i] * keep) + (g[i] * g[i] * take);
    }

    /// <summary>x / F^p, with F the corrected average and damping as <see cref="Spectrum.Denominator"/> has it.</summary>
    /// <param name="x">What is divided.</param>
    /// <param name="average">Moving average, before the correction of its start.</param>
    /// <param name="correction">1 − β₂^n, or 1.</param>
    /// <param name="options">Exponent and damping.</param>
    /// <param name="inPlace">Whether the quotient takes the place of x.</param>
    public static torch.Tensor Divide(torch.Tensor x, torch.Tensor average, double correction, LagrangianOptions options, bool inPlace)
    {
        if (!AreViewable(x, average))
        {
            using torch.Tensor denominator = Spectrum.Denominator(average, correction, options);
            return inPlace ? x.div_(denominator) : x / denominator;
        }

        torch.Tensor result = inPlace ? x : torch.empty_like(x);
        Span<float> g = View(x), v = View(average), u = View(result);
        bool isHalf = options.Exponent == FisherExponent.Half, isInside = options.DampingPlacement == DampingPlacement.InsideRoot;
        float scale = (float)(1 / correction), inside = isInside
            ? (float)options.Damping
            : 0, outside = isInside
            ? 0
            : (float)options.Damping;
        ref float g0 = ref MemoryMarshal.GetReference(g);
        ref float v0 = ref MemoryMarshal.GetReference(v);
        ref float u0 = ref MemoryMarshal.GetReference(u);
        int i = 0;
        for (; i <= g.Length - Lanes; i += Lanes)
        {
            Vector<float> f = (Vector.LoadUnsafe(ref v0, (nuint)i) * scale) + new Vector<float>(inside);
            f = (isHalf ? Vector.SquareRoot(f) : f) + new Vector<float>(outside);
            (Vector.LoadUnsafe(ref g0, (nuint)i) / f).StoreUnsafe(ref u0, (nuint)i);
        }

        for (; i < g.Length; i++)
        {
            float f = (v[i] * scale) + inside;
            u[i] = g[i] / ((isHalf ? MathF.Sqrt(f) : f) + outside);
        }

        return result;
    }

    /// <summary>y ← y + c·(z − y) + a·u, then z ← z + b·u.</summary>
    public static void Advance(torch.Tensor y, torch.Tensor z, torch.Tensor u, double c, double a, double b)
    {
        if (!AreViewable(y, z) || !IsViewable(u))
        {
            using Scalar ofFirst = a.ToScalar(), ofSecond = b.ToScalar();
            y.lerp_(z, c).add_(u, alpha: ofFirst);
            z.add_(u, alpha: ofSecond);
            return;
        }

        Span<float> ys = View(y), zs = View(z), us = View(u);
        (float share, float first, float second) = ((float)c, (float)a, (float)b);
        ref float y0 = ref MemoryMarshal.GetReference(ys);
        ref float z0 = ref MemoryMarshal.GetReference(zs);
        ref float u0 = ref MemoryMarshal.GetReference(us);
        int i = 0;
        for (; i <= ys.Length - Lanes; i += Lanes)
        {
            Vector<float> at = Vector.LoadUnsafe(ref y0, (nuint)i), point = Vector.LoadUnsafe(ref z0, (nuint)i);
            Vector<float> step = Vector.LoadUnsafe(ref u0, (nuint)i);
            (at + ((point - at) * share) + (step * first)).StoreUnsafe(ref y0, (nuint)i);
            (point + (step * second)).StoreUnsafe(ref z0, (nuint)i);
        }

        for (; i < ys.Length; i++)
        {
            ys[i] += ((zs[i] - ys[i]) * share) + (us[i] * first);
            zs[i] += us[i] * second;
        }
    }

    /// <summary>Σ x².</summary>
    public static double SumOfSquares(torch.Tensor x) =>
        IsViewable(x) ? TensorPrimitives.SumOfSquares<float>(View(x)) : Square(Value(x.norm()));

    /// <summary>Σ (x − y)².</summary>
    public static double SquaredDistance(torch.Tensor x, torch.Tensor y) =>
        AreViewable(x, y) ? Square(TensorPrimitives.Distance<float>(View(x), View(y))) : Square(Value(torch.dist(x, y)));

    public static bool IsViewable(torch.Tensor tensor) =>
        tensor.dtype == torch.ScalarType.Float32 && tensor.device_type == DeviceType.CPU && tensor.is_contiguous()
        && tensor.numel() is > 0 and < int.MaxValue / sizeof(float);

    /// <summary>The elements where they lie; nothing may dispose of the tensor meanwhile.</summary>
    private static Span<float> View(torch.Tensor tensor) => MemoryMarshal.Cast<byte, float>(tensor.bytes);

    private static bool AreViewable(torch.Tensor first, torch.Tensor second) =>
        IsViewable(first) && IsViewable(second) && first.numel() == second.numel();

    private static double Value(torch.Tensor tensor) => tensor.cpu().to(torch.ScalarType.Float64).item<double>();

    private static double Square(double value) => value * value;
}
