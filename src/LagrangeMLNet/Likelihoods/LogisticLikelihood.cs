using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// Bernoulli labels (0 or 1) with logit z: ℓ = ln(1 + eᶻ) − y z, ∂ℓ/∂z = p − y, F = p (1 − p), p = 1/(1 + e⁻ᶻ).
/// Source: McCullagh and Nelder, Generalized Linear Models, 2nd ed., section 4.4.
/// </summary>
internal sealed class LogisticLikelihood : Likelihood
{
    public override int Outputs => 1;

    public override LabelKind Labels => LabelKind.Class;

    public override Link Link => Link.Logit;

    public override int Classes => 2;

    public override string? LabelProblem(float label) => label is 0 or 1 ? null : "0 or 1";

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        // e = exp(−|z|) never overflows; everything else follows from it. Losses first hold e, then ln(1 + e).
        for (int i = 0; i < scores.Length; i++)
            curvature[i] = -Math.Abs(scores[i]);
        VectorExponentials.Exp(curvature, curvature);
        VectorExponentials.LogOnePlus(curvature, losses);
        for (int i = 0; i < scores.Length; i++)
        {
            float z = scores[i], e = curvature[i], y = labels[i];
            float smaller = e / (1 + e);
            float p = z >= 0 ? 1 - smaller : smaller;
            losses[i] += Math.Max(z, 0) - (y * z);
            // For y = 1 and z > 0 the difference p − 1 is −smaller exactly; forming it from p would round.
            gradient[i] = y == 1 && z >= 0 ? -smaller : p - y;
            curvature[i] = smaller * (1 - smaller);
        }
    }

    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias)
    {
        // Half an observation of each class (Jeffreys' prior) keeps a single class finite.
        bias[0] = Math.Log((labelSums[0] + 0.5) / (weight - labelSums[0] + 0.5));
    }
}
