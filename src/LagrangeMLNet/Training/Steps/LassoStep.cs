using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// The step that minimises the quadratic model of the loss plus an L1 penalty, g·s + ½ sᵀB s + Σ l_j |θ_j + s_j|, by cyclic coordinate
/// descent. Source: Friedman, Hastie and Tibshirani, Journal of Statistical Software 33 (2010), section 2.
/// </summary>
internal static class LassoStep
{
    private const int MostSweeps = 2000;
    private const double RelativeTolerance = 1e-9;

    /// <summary>Writes −s to <paramref name="step"/> (as a natural gradient points uphill) and returns the decrease it promises.</summary>
    /// <param name="metric">B, symmetric, row-major, with a positive diagonal.</param>
    /// <param name="gradient">g, without the L1 term.</param>
    /// <param name="theta">θ.</param>
    /// <param name="penalties">l, 0 where there is none.</param>
    /// <param name="step">Receives −s.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static double Solve(
        double[] metric, ReadOnlySpan<double> gradient, ReadOnlySpan<double> theta, ReadOnlySpan<double> penalties, Span<double> step,
            Action checkAlive)
    {
        int size = gradient.Length;
        var slope = gradient.ToArray();
        step.Clear();
        double decrease = 0;
        for (int sweep = 0; sweep < MostSweeps; sweep++)
        {
            checkAlive();
            double gained = 0;
            for (int j = 0; j < size; j++)
            {
                double curvature = metric[(j * size) + j], now = theta[j] + step[j];
                double free = now - (slope[j] / curvature), threshold = penalties[j] / curvature;
                double best = Math.Abs(free) <= threshold ? 0 : free - Math.CopySign(threshold, free);
                double change = best - now;
                // A slope beyond the number range says nothing of where to go.
                if (change == 0 || !double.IsFinite(change))
                    continue;
                step[j] += change;
                gained -= (change * slope[j]) + (curvature * change * change / 2) + (penalties[j] * (Math.Abs(best) - Math.Abs(now)));
                DenseVectors.AddScaled(slope, change, metric.AsSpan(j * size, size));
            }

            decrease += gained;
            if (!(gained > RelativeTolerance * decrease))
                break;
        }

        TensorPrimitives.Negate(step, step);
        return decrease;
    }
}
