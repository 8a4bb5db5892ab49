using System.Numerics.Tensors;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// Counts (any y ≥ 0) with log-rate z, against a model that knows every rate: ℓ = (eᶻ − y z) − (y − y ln y), half the deviance;
/// ∂ℓ/∂z = eᶻ − y, F = eᶻ. Labels that vary more or less than a Poisson's do not move the fit, but the strength of the prior takes their
/// dispersion into account.
/// Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed., section 6.2.
/// </summary>
internal sealed class PoissonLikelihood : Likelihood
{
    // e^80 is beyond the largest label, and its products stay finite.
    private const float LargestScore = 80;
    private const float LargestLabel = 1e34f;

    public override int Outputs => 1;

    public override bool HasDispersion => true;

    public override string? LabelProblem(float label) => label is >= 0 and <= LargestLabel ? null : "a count or rate from 0 to 1e34";

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        TensorPrimitives.Min(scores, LargestScore, curvature);
        TensorPrimitives.Exp(curvature, curvature);
        TensorPrimitives.Subtract(curvature, labels, gradient);
        // e^z − y − y (z − ln y), with y ln y = 0 at y = 0.
        TensorPrimitives.Max(labels, float.Epsilon, losses);
        TensorPrimitives.Log(losses, losses);
        TensorPrimitives.Subtract(scores, losses, losses);
        TensorPrimitives.Multiply(labels, losses, losses);
        TensorPrimitives.Subtract(gradient, losses, losses);
    }

    public override void ApplyFisher(ReadOnlySpan<float> curvature, int stride, Span<float> directions) =>
        TensorPrimitives.Multiply(curvature, directions, directions);

    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias)
    {
        // Half an event keeps all-zero counts finite.
        bias[0] = Math.Log((labelSums[0] > 0 ? labelSums[0] : 0.5) / weight);
    }
}
