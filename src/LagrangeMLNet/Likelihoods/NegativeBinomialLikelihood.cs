using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// Counts (any y ≥ 0) with log-rate z that vary more than a Poisson's, Var y = μ + αμ² with μ = eᶻ, against a model that knows every rate:
/// ℓ = y ln(y/μ) − (y + 1/α) ln((1 + αy)/(1 + αμ)), half the deviance; ∂ℓ/∂z = (μ − y)/(1 + αμ), F = μ/(1 + αμ). The dispersion α is given,
/// or estimated by maximum likelihood; 0 is a Poisson.
/// Source: Lawless, Canadian Journal of Statistics 15 (1987), 209–225; Hilbe, Negative Binomial Regression, 2nd ed., section 8.2.
/// </summary>
/// <remarks>
/// α and the weights are orthogonal in the Fisher information (Lawless, section 2), so that estimating them in turn settles at once.
/// </remarks>
internal sealed class NegativeBinomialLikelihood : Likelihood
{
    // A smaller α cannot be told from a Poisson.
    private const double Smallest = 1e-8;

    // Relative change of α at which it has settled: it moves the mean loss by its square.
    private const double Settled = 1e-5;

    // From this 1/α on, the series of the digamma function leaves nothing that could be seen.
    private const double Asymptotic = 20;

    private readonly bool _isGiven;
    private readonly double _dispersion;

    public NegativeBinomialLikelihood(double? given) => (_isGiven, _dispersion) = (given is not null, Math.Max(Smallest, given ?? 1));

    private NegativeBinomialLikelihood(double dispersion) => _dispersion = Math.Clamp(dispersion, Smallest, LargestDispersion);

    public override int Outputs => 1;

    public override LabelKind Labels => LabelKind.Count;

    public override Link Link => Link.Log;

    public override bool HasSufficientStatistics => false;

    public override string? LabelProblem(float label) => PoissonLikelihood.CountProblem(label);

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        double logarithm = Math.Log(_dispersion);
        for (int i = 0; i < scores.Length; i++)
        {
            // With t = z + ln α and S(t) = ln(1 + eᵗ), ℓ = y (S(−t) − S(−u)) + (S(t) − S(u))/α at u = ln αy: nothing large cancels.
            double y = labels[i], t = scores[i] + logarithm, e = Math.Exp(-Math.Abs(t)), curve = SpecialFunctions.LogOnePlus(e);
            double share = (t >= 0 ? 1 : e) / (1 + e), rest = (t >= 0 ? e : 1) / (1 + e), loss = (Math.Max(t, 0) + curve) / _dispersion;
            if (y > 0)
            {
                double u = Math.Log(_dispersion * y), curveOfLabel = SpecialFunctions.LogOnePlus(Math.Exp(-Math.Abs(u)));
                loss += (y * (Math.Max(-t, 0) + curve - Math.Max(-u, 0) - curveOfLabel)) - ((Math.Max(u, 0) + curveOfLabel) / _dispersion);
            }

            losses[i] = (float)loss;
            gradient[i] = (float)((share / _dispersion) - (y * rest));
            curvature[i] = (float)(share / _dispersion);
        }
    }

    /// <summary>The logarithm of the mean, exact unless offsets differ. Half an event keeps all-zero counts finite.</summary>
    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias) =>
        bias[0] = Math.Log((labelSums[0] > 0 ? labelSums[0] : 0.5) / weight);

    /// <summary>By the moments of the labels: α = (Var − mean)/mean².</summary>
    public override Likelihood Begin(in LabelSummary labels) => _isGiven
        ? this
        : new NegativeBinomialLikelihood(
            labels.Mean > 0 ? ((labels.Deviation * labels.Deviation) - labels.Mean) / (labels.Mean * labels.Mean) : Smallest);

    public override Likelihood Estimate(ScoredRows rows)
    {
        if (_isGiven)
            return this;
        double logarithm = MonotoneRoot.Find(
            value => Slope(rows, Math.Exp(value)), Math.Log(Smallest), Math.Log(LargestDispersion), Math.Log(_dispersion));
        return Math.Abs(logarithm - Math.Log(_dispersion)) <= Settled ? this : new NegativeBinomialLikelihood(Math.Exp(logarithm));
    }

    public override double Parameter(double labelScale) => _dispersion;

    /// <summary>
    /// The derivative of the log-likelihood by α: Σ w [ Σ_{j&lt;y} j/(1 + αj) + (ln(1 + αμ) − αμ/(1 + αμ))/α² − yμ/(1 + αμ) ] (Lawless, eq.
    /// 2.4); for counts that are not whole, the first sum by the gamma function.
    /// </summary>
    private static double Slope(ScoredRows rows, double dispersion)
    {
        double slope = 0;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            double y = rows.Labels[i], rate = Math.Exp(Math.Min(rows.Scores[i], PoissonLikelihood.LargestScore)), t = dispersion * rate;
            // For small t the difference is t²/2 − 2t³/3 + 3t⁴/4 − …
            double excess = t < 1e-3 ? t * t * (0.5 - (t * ((2 / 3.0) - (0.75 * t)))) : Math.Log(1 + t) - (t / (1 + t));
            slope += rows.Weights[i] * (Rising(y, dispersion) + (excess / dispersion / dispersion) - (y * rate / (1 + t)));
        }

        return slope;
    }

    /// <summary>∂/∂α of ln Γ(y + 1/α) − ln Γ(1/α) + y ln α: Σ_{j&lt;y} j/(1 + αj), continued to all y ≥ 0.</summary>
    private static double Rising(double y, double dispersion)
    {
        const int Few = 64;
        if (y <= Few && y == (int)y)
        {
            double sum = 0;
            for (int j = 1; j < y; j++)
                sum += j / (1 + (dispersion * j));
            return sum;
        }

        // y/α − (ψ(y + 1/α) − ψ(1/α))/α²; near a Poisson the asymptotic series of ψ, in which what is large cancels.
        double r = 1 / dispersion, u = dispersion * y, shrunk = 1 / (1 + u);
        return r < Asymptotic
            ? (y * r) - (r * r * (SpecialFunctions.Digamma(y + r) - SpecialFunctions.Digamma(r)))
            : (r * r * SpecialFunctions.LogarithmDeficit(u)) - (y * shrunk / 2) - ((1 - (shrunk * shrunk)) / 12)
                + (dispersion * dispersion * (1 - (shrunk * shrunk * shrunk * shrunk)) / 120);
    }
}
