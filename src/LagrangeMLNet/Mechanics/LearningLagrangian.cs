using System.Numerics.Tensors;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Mechanics;

/// <summary>
/// The Learning Lagrangian L = (1/2P)·∇ℓᵀF⁻¹∇ℓ − ℓ of Guo and Schölkopf, Physics of Learning (arXiv 2509.21049): kinetic minus potential
/// energy, the action along a recorded path, and how far such a path is from a stationary one. Pure functions; nothing is allocated.
/// </summary>
/// <remarks>
/// Along the paper's path θ̇ = −F^(−1/2)∇ℓ the kinetic energy is |θ̇|²/(2P): motion of mass 1/P in the potential ℓ. P is the number of
/// parameters.
/// </remarks>
public static class LearningLagrangian
{
    /// <summary>Kinetic energy (1/2P)·∇ℓᵀF⁻¹∇ℓ. Unit: nat.</summary>
    /// <param name="gradient">∇ℓ, P numbers.</param>
    /// <param name="naturalGradient">F⁻¹∇ℓ, P numbers.</param>
    /// <exception cref="ArgumentException">The lengths differ or are 0.</exception>
    public static double Kinetic(ReadOnlySpan<double> gradient, ReadOnlySpan<double> naturalGradient)
    {
        Check(gradient.Length, naturalGradient.Length);
        return Decrement(gradient, naturalGradient) / gradient.Length;
    }

    /// <summary>
    /// P times the kinetic energy, ½∇ℓᵀF⁻¹∇ℓ: Newton's decrement, the loss that a full natural-gradient step promises to gain. Unit: nat.
    /// </summary>
    internal static double Decrement(ReadOnlySpan<double> gradient, ReadOnlySpan<double> naturalGradient) =>
        DenseVectors.Dot(gradient, naturalGradient) / 2;

    /// <summary>Kinetic energy of a path's velocity, |θ̇|²/(2P). Unit: nat.</summary>
    /// <param name="velocity">θ̇, P numbers.</param>
    public static double Kinetic(ReadOnlySpan<double> velocity) => Kinetic(velocity, velocity);

    /// <summary>The Lagrangian, kinetic energy less loss. Unit: nat.</summary>
    /// <param name="gradient">∇ℓ, P numbers.</param>
    /// <param name="naturalGradient">F⁻¹∇ℓ, P numbers.</param>
    /// <param name="loss">ℓ, the potential energy, in nats.</param>
    public static double Evaluate(ReadOnlySpan<double> gradient, ReadOnlySpan<double> naturalGradient, double loss) =>
        Kinetic(gradient, naturalGradient) - loss;

    /// <summary>Action S = Σ L_k·Δt_k of a recorded path. Unit: nat · time.</summary>
    /// <param name="lagrangians">L at the start of every interval.</param>
    /// <param name="intervals">Δt, one for each L.</param>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static double Action(ReadOnlySpan<double> lagrangians, ReadOnlySpan<double> intervals)
    {
        if (lagrangians.Length != intervals.Length)
        {
            throw new ArgumentException(
                $"Each of the {lagrangians.Length} Lagrangians needs its interval, but {intervals.Length} were given.");
        }

        return TensorPrimitives.Dot(lagrangians, intervals);
    }

    /// <summary>
    /// Action of a path given by its points, S = Σ_k [ |θ_{k+1} − θ_k|²/(2P·Δt_k) − Δt_k·(ℓ_k + ℓ_{k+1})/2 ]: straight motion between
    /// points, and the trapezoidal rule for the potential. Unit: nat · time.
    /// </summary>
    /// <param name="path">K points of P parameters, point after point.</param>
    /// <param name="losses">ℓ at each of the K points.</param>
    /// <param name="times">Time of each of the K points, ascending.</param>
    /// <exception cref="ArgumentException">The lengths do not fit together, or time does not ascend.</exception>
    public static double Action(ReadOnlySpan<double> path, ReadOnlySpan<double> losses, ReadOnlySpan<double> times)
    {
        int points = times.Length;
        if (points == 0 || losses.Length != points || path.Length % points != 0 || path.Length == 0)
        {
            throw new ArgumentException(
                $"{points} times need {points} losses and as many points, but {losses.Length} and {path.Length} numbers were given.");
        }

        int parameters = path.Length / points;
        double action = 0;
        for (int k = 0; k + 1 < points; k++)
        {
            double interval = Interval(times, k);
            ReadOnlySpan<double> here = path.Slice(k * parameters, parameters), there = path.Slice((k + 1) * parameters, parameters);
            double distance = TensorPrimitives.Distance(here, there);
            action += (distance * distance / (2 * parameters * interval)) - (interval * (losses[k] + losses[k + 1]) / 2);
        }

        return action;
    }

    /// <summary>
    /// Residual of the Euler–Lagrange equation θ̈/P + ∇ℓ = 0 at one inner point of a recorded path; all zero where the path is stationary.
    /// </summary>
    /// <remarks>
    /// It is the derivative of the discrete action above with respect to the point, −∂S/∂θ_k, divided by the point's share of time h =
    /// (Δt_{k−1} + Δt_k)/2 (discrete Euler–Lagrange equation; Marsden and West, Discrete mechanics and variational integrators, Acta
    /// Numerica 2001, eq. 1.3.3): r_k = [ (θ_{k+1} − θ_k)/Δt_k − (θ_k − θ_{k−1})/Δt_{k−1} ] / (P·h) + ∇ℓ(θ_k). A path of the Störmer–Verlet
    /// scheme has residual 0.
    /// </remarks>
    /// <param name="previous">θ_{k−1}, P numbers.</param>
    /// <param name="current">θ_k, P numbers.</param>
    /// <param name="next">θ_{k+1}, P numbers.</param>
    /// <param name="gradient">∇ℓ(θ_k), P numbers.</param>
    /// <param name="intervalBefore">Δt_{k−1}, above 0.</param>
    /// <param name="intervalAfter">Δt_k, above 0.</param>
    /// <param name="residual">Receives r_k, P numbers. Unit: nat / unit of θ.</param>
    /// <returns>The Euclidean norm of r_k.</returns>
    /// <exception cref="ArgumentException">Lengths differ, or an interval is not positive.</exception>
    public static double EulerLagrangeResidual(
        ReadOnlySpan<double> previous,
        ReadOnlySpan<double> current,
        ReadOnlySpan<double> next,
        ReadOnlySpan<double> gradient,
        double intervalBefore,
        double intervalAfter,
        Span<double> residual)
    {
        int parameters = current.Length;
        Check(parameters, previous.Length);
        Check(parameters, next.Length);
        Check(parameters, gradient.Length);
        Check(parameters, residual.Length);
        if (!(intervalBefore > 0) || !(intervalAfter > 0))
            throw new ArgumentException(FormattableString.Invariant($"Intervals must be above 0, but they are {intervalBefore} and {intervalAfter}."));
        double scale = 1 / (parameters * (intervalBefore + intervalAfter) / 2);
        for (int i = 0; i < parameters; i++)
        {
            double change = ((next[i] - current[i]) / intervalAfter) - ((current[i] - previous[i]) / intervalBefore);
            residual[i] = (change * scale) + gradient[i];
        }

        return TensorPrimitives.Norm<double>(residual);
    }

    private static double Interval(ReadOnlySpan<double> times, int k)
    {
        double interval = times[k + 1] - times[k];
        return interval > 0
            ? interval
            : throw new ArgumentException(FormattableString.Invariant($"Time must ascend, but point {k + 1} is at {times[k + 1]} after {times[k]}."), nameof(times));
    }

    private static void Check(int expected, int found)
    {
        if (expected == 0 || found != expected)
            throw new ArgumentException($"Vectors of {expected} parameters are needed, at least 1, but one has {found}.");
    }
}
