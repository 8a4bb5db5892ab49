using LagrangeMLNet.Mechanics;
using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>The power F^p of a diagonal or a spectrum, damped, to divide by.</summary>
internal static class Spectrum
{
    /// <param name="average">Moving average, before the correction of its start.</param>
    /// <param name="correction">1 − β₂^n, or 1.</param>
    /// <param name="options">Exponent and damping.</param>
    public static torch.Tensor Denominator(torch.Tensor average, double correction, LagrangianOptions options)
    {
        using Scalar corrected = correction.ToScalar(), root = Math.Sqrt(correction).ToScalar(), damping = options.Damping.ToScalar();
        bool isHalf = options.Exponent == FisherExponent.Half;
        if (options.DampingPlacement == DampingPlacement.InsideRoot)
        {
            torch.Tensor ridged = (average / corrected).add_(damping, HeldScalars.One);
            return isHalf ? ridged.sqrt_() : ridged;
        }

        // Corrected after the root, as Adam does it: the rounding is the same.
        return isHalf
            ? average.sqrt().div_(root).add_(damping, HeldScalars.One)
            : (average / corrected).add_(damping, HeldScalars.One);
    }
}
