using System.Numerics.Tensors;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Experiments;

/// <summary>
/// Steps along the stationary path of the Learning Lagrangian, θ̇ = −F^(−p)∇ℓ (arXiv 2509.21049). Pure functions of an explicit state;
/// nothing is allocated.
/// </summary>
/// <remarks>
/// With a diagonal F from a moving average of squared gradients and p = 1/2 the path is RMSprop, with a moving average of the gradient too,
/// both corrected for their start, Adam. With p = 1 it is the natural gradient.
/// </remarks>
internal static class AdaptivePath
{
    /// <summary>One step with the diagonal empirical metric: θ −= η·m̂ / (F̂^p + ε).</summary>
    /// <param name="parameters">θ, P numbers, moved in place.</param>
    /// <param name="gradient">∇ℓ(θ), P numbers.</param>
    /// <param name="state">Averages so far; updated.</param>
    /// <param name="settings">Retention, damping, exponent and step.</param>
    /// <returns>
    /// False, with neither parameters nor state changed, if the gradient holds a NaN or an infinity (or numbers whose squares overflow).
    /// </returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static bool TryStep(
        Span<double> parameters, ReadOnlySpan<double> gradient, AdaptivePathState state, AdaptivePathSettings settings)
    {
        int n = state.Fisher.Length;
        MetricThrow.IfLengthDiffers(parameters.Length, n, nameof(parameters));
        MetricThrow.IfLengthDiffers(gradient.Length, n, nameof(gradient));
        if (!double.IsFinite(TensorPrimitives.SumOfSquares(gradient)))
            return false;

        long step = ++state.Steps;
        double beta1 = settings.GradientRetention, beta2 = settings.FisherRetention;
        double gradientCorrection = settings.CorrectsBias ? 1 - Math.Pow(beta1, step) : 1;
        double fisherCorrection = settings.CorrectsBias ? 1 - Math.Pow(beta2, step) : 1;
        bool isHalf = settings.Exponent == FisherExponent.Half;
        for (int i = 0; i < n; i++)
        {
            double g = gradient[i];
            double m = state.MeanGradient[i] = (beta1 * state.MeanGradient[i]) + ((1 - beta1) * g);
            double f = state.Fisher[i] = (beta2 * state.Fisher[i]) + ((1 - beta2) * g * g);
            double fisher = f / fisherCorrection;
            parameters[i] -= settings.StepSize * (m / gradientCorrection) / ((isHalf ? Math.Sqrt(fisher) : fisher) + settings.Damping);
        }

        return true;
    }

    /// <summary>One step with any prepared metric: θ −= η·F^(−p)·∇ℓ.</summary>
    /// <param name="parameters">θ, P numbers, moved in place.</param>
    /// <param name="gradient">∇ℓ(θ) on entry; F^(−p)·∇ℓ on return.</param>
    /// <param name="metric">A metric that is prepared with the wanted exponent.</param>
    /// <param name="stepSize">η, above 0; 1 is a full natural-gradient step.</param>
    /// <returns>False, with the parameters unchanged, if the direction holds a NaN or an infinity.</returns>
    /// <exception cref="ArgumentException">The lengths differ.</exception>
    public static bool TryStep(Span<double> parameters, Span<double> gradient, IFisherMetric metric, double stepSize)
    {
        MetricThrow.IfLengthDiffers(parameters.Length, metric.Parameters, nameof(parameters));
        MetricThrow.IfLengthDiffers(gradient.Length, metric.Parameters, nameof(gradient));
        metric.Apply(gradient);
        if (!double.IsFinite(TensorPrimitives.SumOfMagnitudes<double>(gradient)))
            return false;
        TensorPrimitives.MultiplyAdd(gradient, -stepSize, parameters, parameters);
        return true;
    }
}
