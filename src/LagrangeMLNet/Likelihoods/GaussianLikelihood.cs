using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// Labels with mean z and unit spread: ℓ = (z − y)² / 2, ∂ℓ/∂z = z − y, F = 1. The spread σ² is estimated from the residuals.
/// </summary>
internal sealed class GaussianLikelihood : Likelihood
{
    // A prediction a little beyond the largest label must still fit single precision.
    private const float LargestLabel = 1e37f;

    public override int Outputs => 1;

    public override LabelKind Labels => LabelKind.Number;

    public override Link Link => Link.Identity;

    public override LabelUnit LabelUnit => LabelUnit.Deviation;

    public override bool IsQuadratic => true;

    public override bool HasDispersion => true;

    // Half the mean square of residuals: of 1e-3 of the spread.
    public override double SmallestVelocity => 1e-6;

    /// <summary>The code length of the Gaussian that fits the residuals, ½ ln(2πe σ²); the loss is half their mean square.</summary>
    public override double Nats(double meanLoss, double labelScale) =>
        0.5 * Math.Log(2 * Math.PI * Math.E * Math.Max(2 * meanLoss, 1e-300) * labelScale * labelScale);

    public override double NatsPerLoss(double meanLoss) => 1 / (2 * Math.Max(meanLoss, 1e-300));

    public override double HeldOutNats(double meanLoss, double lowest, double labelScale) => Nats(meanLoss, labelScale);

    public override string? LabelProblem(float label) =>
        Math.Abs(label) <= LargestLabel ? null : "a number between -1e37 and 1e37";

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        DenseVectors.Subtract(scores, labels, gradient);
        DenseVectors.Multiply(gradient, gradient, losses);
        DenseVectors.Scale(losses, 0.5f, losses);
        curvature.Fill(1);
    }

    public override void ApplyFisher(ReadOnlySpan<float> curvature, int stride, Span<float> directions)
    {
    }

    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias) => bias[0] = labelSums[0] / weight;
}
