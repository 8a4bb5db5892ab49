using LagrangeMLNet.Numerics;

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
    internal const float LargestScore = 80;
    internal const float LargestLabel = 1e34f;

    // Probabilities of larger counts are below 1e-18 where the mean is below 1.
    private const int LargestRareCount = 20;

    public override int Outputs => 1;

    public override LabelKind Labels => LabelKind.Count;

    public override Link Link => Link.Log;

    public override bool HasDispersion => true;

    /// <summary>
    /// Σ_y p(y) · 2 (y ln(y/μ) − y + μ), which goes to −2 μ ln μ for rare counts, where the deviance says next to nothing of the dispersion
    /// (McCullagh and Nelder, section 4.4.5); 1 from means on at which it has got there.
    /// </summary>
    public override double UnitDeviance(double mean)
    {
        if (!(mean is > 0 and < 1))
            return 1;
        double probability = Math.Exp(-mean), sum = 2 * mean * probability;
        for (int y = 1; y <= LargestRareCount; y++)
        {
            probability *= mean / y;
            sum += probability * 2 * ((y * Math.Log(y / mean)) - y + mean);
        }

        return Math.Min(1, sum);
    }

    public override string? LabelProblem(float label) => CountProblem(label);

    /// <summary>What is wrong with a label that is to be a count.</summary>
    public static string? CountProblem(float label) => label is >= 0 and <= LargestLabel ? null : "a count or rate from 0 to 1e34";

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        for (int i = 0; i < scores.Length; i++)
        {
            curvature[i] = Math.Min(scores[i], LargestScore);
            losses[i] = Math.Max(labels[i], float.Epsilon);
        }

        VectorExponentials.Exp(curvature, curvature);
        VectorExponentials.Log(losses, losses);
        for (int i = 0; i < scores.Length; i++)
        {
            // e^z − y − y (z − ln y), with y ln y = 0 at y = 0.
            gradient[i] = curvature[i] - labels[i];
            losses[i] = gradient[i] - (labels[i] * (scores[i] - losses[i]));
        }
    }

    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias)
    {
        // Half an event keeps all-zero counts finite.
        bias[0] = Math.Log((labelSums[0] > 0 ? labelSums[0] : 0.5) / weight);
    }
}
