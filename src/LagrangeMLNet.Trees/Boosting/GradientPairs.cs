using System.Runtime.CompilerServices;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Boosting;

/// <summary>
/// Gradient and Fisher weight of each row as integers in one word: the gradient in the upper half, the weight in the lower. Sums of words
/// are sums of both, and exact: they depend neither on the order of rows nor on the number of threads, and a histogram less one child's is
/// the other's to the last bit.
/// </summary>
/// <remarks>
/// One unit is Σ|g| / 2³⁰ (Σf / 2³¹), so that no sum over rows overflows. The rounding error of a sum over n rows is about .3 √n units; its
/// statistical error is about √n · 2³⁰/n of them.
/// </remarks>
internal sealed class GradientPairs(int rows)
{
    private const double LargestGradientSum = 1 << 30;
    private const double LargestFisherSum = 1u << 31;
    private const int Chunk = 1 << 13;

    // 1.5 · 2⁵².
    private const double IntegerBits = 6755399441055744;

    private readonly double[] _sums = new double[2 * ((rows + Chunk - 1) / Chunk)];

    /// <summary>The pairs, one a row; 0 of rows that are not learnt from.</summary>
    public long[] Words { get; } = new long[rows];

    /// <summary>Gradient of one unit.</summary>
    public double GradientUnit { get; private set; }

    /// <summary>Fisher weight of one unit.</summary>
    public double FisherUnit { get; private set; }

    /// <summary>Takes gradients and weights.</summary>
    /// <param name="gradient">∂ℓ/∂z of each row, times its example weight, at <paramref name="stride"/>.</param>
    /// <param name="fisher">Fisher weights, likewise.</param>
    /// <param name="learns">Rows that are learnt from; null for all.</param>
    /// <param name="offset">Which output.</param>
    /// <param name="stride">Distance between rows.</param>
    /// <param name="workers">Threads.</param>
    public void Set(float[] gradient, float[] fisher, bool[]? learns, int offset, int stride, Workers workers)
    {
        int chunks = _sums.Length / 2;
        workers.For(worker =>
        {
            for (int chunk = worker; chunk < chunks; chunk += workers.Count)
                (_sums[2 * chunk], _sums[(2 * chunk) + 1]) = Sum(gradient, fisher, learns, chunk, offset, stride);
        });
        double g = 0, f = 0;
        for (int chunk = 0; chunk < chunks; chunk++)
        {
            g += _sums[2 * chunk];
            f += _sums[(2 * chunk) + 1];
        }

        GradientUnit = UnitOf(g / LargestGradientSum);
        FisherUnit = UnitOf(f / LargestFisherSum);
        double inverseG = 1 / GradientUnit, inverseF = 1 / FisherUnit;
        workers.For(worker =>
        {
            for (int chunk = worker; chunk < chunks; chunk += workers.Count)
            {
                int end = Math.Min(rows, (chunk + 1) * Chunk);
                for (int row = chunk * Chunk; row < end; row++)
                {
                    int i = (row * stride) + offset;
                    long word = (Rounded(gradient[i] * inverseG) << 32) + Rounded(fisher[i] * inverseF);
                    // No branch to foresee: −1 keeps all bits, 0 none.
                    Words[row] = learns is null ? word : word & -(long)Unsafe.BitCast<bool, byte>(learns[row]);
                }
            }
        });
    }

    /// <summary>Σ g of a sum of words.</summary>
    public double Gradient(long sum) => (int)(sum >> 32) * GradientUnit;

    /// <summary>Σ f of a sum of words.</summary>
    public double Fisher(long sum) => (uint)sum * FisherUnit;

    /// <summary>The nearest integer, for numbers below 2⁵¹: the sum's lowest bit is worth 1.</summary>
    private static long Rounded(double number) =>
        BitConverter.DoubleToInt64Bits(number + IntegerBits) - BitConverter.DoubleToInt64Bits(IntegerBits);

    /// <summary>A unit whose inverse is finite; of nothing but zeros any will do.</summary>
    private static double UnitOf(double unit) => double.IsNormal(unit) && double.IsFinite(1 / unit) ? unit : 1;

    private (double Gradient, double Fisher) Sum(
        float[] gradient, float[] fisher, bool[]? learns, int chunk, int offset, int stride)
    {
        double g = 0, f = 0;
        int end = Math.Min(rows, (chunk + 1) * Chunk);
        for (int row = chunk * Chunk; row < end; row++)
        {
            if (learns is not null && !learns[row])
                continue;
            int i = (row * stride) + offset;
            g += Math.Abs(gradient[i]);
            f += fisher[i];
        }

        return (g, f);
    }
}
