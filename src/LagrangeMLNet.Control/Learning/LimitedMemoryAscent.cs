using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Learning;

/// <summary>
/// Ascent by limited-memory BFGS (Nocedal and Wright, Numerical Optimization, 2nd ed., algorithm 7.5) with backtracking; pairs of negative
/// curvature, which a policy's value has, are left out.
/// </summary>
internal static class LimitedMemoryAscent
{
    private const int Memory = 10;
    private const int MostHalvings = 20;

    /// <summary>The value and, written into the second argument, the gradient at a point.</summary>
    public delegate double Objective(double[] point, double[] gradient);

    /// <summary>Climbs from a point, which is moved, until a step promises less than the tolerance.</summary>
    /// <param name="objective">What is climbed.</param>
    /// <param name="point">Start on entry, end on return.</param>
    /// <param name="firstStep">Length of the first step in gradients.</param>
    /// <param name="tolerance">The promise below which it ends, in the objective's unit.</param>
    /// <param name="iterations">Most steps.</param>
    /// <returns>Steps taken.</returns>
    public static int Climb(Objective objective, double[] point, double firstStep, double tolerance, int iterations)
    {
        int n = point.Length;
        var gradient = new double[n];
        double value = objective(point, gradient);
        var pairs = new List<(double[] Step, double[] Change, double Curvature)>();
        for (int k = 0; k < iterations; k++)
        {
            var direction = Direction(gradient, pairs, firstStep);
            double slope = TensorPrimitives.Dot<double>(gradient, direction);
            if (slope < 2 * tolerance)
                return k;
            var candidate = new double[n];
            var candidateGradient = new double[n];
            double length = 1, reached = double.NegativeInfinity;
            for (int halving = 0; halving < MostHalvings; halving++, length /= 2)
            {
                TensorPrimitives.MultiplyAdd(direction, length, point, candidate);
                reached = objective(candidate, candidateGradient);
                if (reached >= value + (1e-4 * length * slope))
                    break;
            }

            if (!(reached > value))
                return k;
            var step = new double[n];
            var change = new double[n];
            TensorPrimitives.Subtract(candidate, point, step);
            TensorPrimitives.Subtract(gradient, candidateGradient, change);
            double curvature = TensorPrimitives.Dot<double>(step, change);
            if (curvature > 1e-10 * TensorPrimitives.SumOfSquares<double>(change))
            {
                if (pairs.Count == Memory)
                    pairs.RemoveAt(0);
                pairs.Add((step, change, curvature));
            }

            candidate.CopyTo(point, 0);
            (gradient, value) = (candidateGradient, reached);
        }

        return iterations;
    }

    /// <summary>The two-loop recursion.</summary>
    private static double[] Direction(double[] gradient, List<(double[] Step, double[] Change, double Curvature)> pairs, double firstStep)
    {
        var direction = (double[])gradient.Clone();
        var shares = new double[pairs.Count];
        for (int i = pairs.Count - 1; i >= 0; i--)
        {
            shares[i] = TensorPrimitives.Dot<double>(pairs[i].Step, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd(pairs[i].Change, -shares[i], direction, direction);
        }

        double scale = pairs.Count == 0 ? firstStep : pairs[^1].Curvature / TensorPrimitives.SumOfSquares<double>(pairs[^1].Change);
        TensorPrimitives.Multiply(direction, scale, direction);
        for (int i = 0; i < pairs.Count; i++)
        {
            double share = TensorPrimitives.Dot<double>(pairs[i].Change, direction) / pairs[i].Curvature;
            TensorPrimitives.MultiplyAdd(pairs[i].Step, shares[i] - share, direction, direction);
        }

        return direction;
    }
}
