using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// Numbers with mean z and tails longer than a Gaussian's, whose loss is quadratic up to a residual δ and linear beyond: with r = z − y,
/// ℓ = r²/2 or δ|r| − δ²/2, ∂ℓ/∂z = r or δ sign r. The spread σ is a parameter of its own, as a Gaussian's: p(y) ∝ exp(−ℓ/σ²)/σ, and with
/// k = δ/σ the exact Fisher weight, in units of 1/σ², is the share p of residuals within δ.
/// </summary>
/// <remarks>
/// The density is Huber's least favourable one (Annals of Mathematical Statistics 35 (1964), 73–101): a Gaussian in the middle, exponential
/// beyond. Where δ is given, σ is its maximum likelihood. Where it is not, k = 1.345, which keeps 95 % of the efficiency at a Gaussian, and
/// σ is Huber's proposal 2, Σ w ψ(r/σ)² = (Σw − P) E ψ² under a Gaussian (Huber, Robust Statistics, 1981, section 7.8): not moved by a
/// fifth of the rows, wherever they lie.
/// </remarks>
internal sealed class HuberLikelihood : Likelihood
{
    private const double Efficient = 1.345;

    // A prediction a little beyond the largest label must still fit single precision.
    private const float LargestLabel = 1e37f;

    // Spreads in units of the labels' own between which σ is sought: all is explained below.
    private const double Smallest = 1e-6;
    private const double Largest = 1e6;

    // Relative change of σ at which it has settled: it moves the mean loss by its square.
    private const double Settled = 1e-5;

    private readonly double? _given;
    private readonly double _delta;
    private readonly double _spread;

    // ∫ exp(−ℓ) of the middle and of both tails, for σ = 1.
    private readonly double _middle;
    private readonly double _tails;

    /// <param name="given">δ in units as given, or null.</param>
    /// <param name="delta">δ in the units of training.</param>
    /// <param name="spread">σ in the units of training.</param>
    private HuberLikelihood(double? given, double delta, double spread)
    {
        (_given, _delta, _spread) = (given, delta, spread);
        (_middle, _tails) = Integrals(delta / spread);
    }

    public static HuberLikelihood Of(double? delta) => new(delta, delta ?? Efficient, 1);

    public override int Outputs => 1;

    public override LabelKind Labels => LabelKind.Number;

    public override Link Link => Link.Identity;

    public override LabelUnit LabelUnit => LabelUnit.RobustDeviation;

    public override bool HasDispersion => true;

    public override bool HasSufficientStatistics => false;

    public override double SmallestVelocity => 1e-6;

    /// <summary>E 2ℓ at σ = 1: (middle + 2 tails)/(middle + tails).</summary>
    public override double UnitDeviance(double mean) => (_middle + (2 * _tails)) / (_middle + _tails);

    /// <summary>The code length ℓ/σ² + ln σ + ln ∫ exp(−ℓ).</summary>
    public override double Nats(double meanLoss, double labelScale) =>
        (meanLoss / _spread / _spread) + Math.Log(_spread * labelScale) + Math.Log(_middle + _tails);

    public override double NatsPerLoss(double meanLoss) => 1 / (_spread * _spread);

    public override double HeldOutNats(double meanLoss, double lowest, double labelScale) => Nats(meanLoss, labelScale);

    public override string? LabelProblem(float label) =>
        Math.Abs(label) <= LargestLabel ? null : "a number between -1e37 and 1e37";

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        float delta = (float)_delta;
        for (int i = 0; i < scores.Length; i++)
        {
            float r = scores[i] - labels[i], slope = Math.Clamp(r, -delta, delta);
            gradient[i] = slope;
            losses[i] = slope * (r - (slope / 2));
        }

        curvature.Fill((float)(_middle / (_middle + _tails)));
    }

    /// <summary>The median, where labels have their origin: the search begins there.</summary>
    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias) => bias[0] = 0;

    public override Likelihood Begin(in LabelSummary labels) =>
        _given is { } delta
            // Of labels with exponential tails alone, of scale 1, σ² = δ.
            ? new HuberLikelihood(delta, delta / labels.Scale, Math.Sqrt(Math.Min(1, delta / labels.Scale)))
            : new HuberLikelihood(null, Efficient, 1);

    public override Likelihood Estimate(ScoredRows rows)
    {
        double degrees = Math.Max(rows.Weight - rows.Parameters, rows.Weight * 0.05), loss = 0;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            double r = Math.Abs((double)rows.Scores[i] - rows.Labels[i]), slope = Math.Min(r, _delta);
            loss += rows.Weights[i] * slope * (r - (slope / 2));
        }

        // Both sides of σ² · unit deviance = 2 Σ wℓ / degrees, and of proposal 2, cross once as σ grows.
        double spread = Math.Exp(MonotoneRoot.Find(
            _given is null
                ? logarithm => SquaredSlopes(rows, Math.Exp(logarithm)) - (degrees * GaussianSquare)
                : logarithm => (2 * loss / degrees) - (Math.Exp(2 * logarithm) * UnitDevianceAt(_delta / Math.Exp(logarithm))),
            Math.Log(Smallest),
            Math.Log(Largest),
            Math.Log(_spread)));
        if (Math.Abs(spread - _spread) <= Settled * _spread)
            return this;
        return new HuberLikelihood(_given, _given is null ? Efficient * spread : _delta, spread);
    }

    public override double Parameter(double labelScale) => _delta * labelScale;

    /// <summary>E ψ(r)² of a standard Gaussian: 2Φ(k) − 1 − 2kφ(k) + 2k²(1 − Φ(k)) at k = 1.345.</summary>
    private static double GaussianSquare { get; } = SquareOf(Efficient);

    private static double SquareOf(double k)
    {
        double inside = SpecialFunctions.Erf(k / Math.Sqrt(2)), density = Math.Exp(-k * k / 2) / Math.Sqrt(2 * Math.PI);
        return inside - (2 * k * density) + (k * k * (1 - inside));
    }

    private static double SquaredSlopes(ScoredRows rows, double spread)
    {
        double sum = 0, delta = Efficient * spread;
        for (int i = 0; i < rows.Scores.Length; i++)
        {
            double slope = Math.Min(Math.Abs((double)rows.Scores[i] - rows.Labels[i]), delta) / spread;
            sum += rows.Weights[i] * slope * slope;
        }

        return sum;
    }

    private static double UnitDevianceAt(double k)
    {
        var (middle, tails) = Integrals(k);
        return (middle + (2 * tails)) / (middle + tails);
    }

    private static (double Middle, double Tails) Integrals(double k) =>
        (Math.Sqrt(2 * Math.PI) * SpecialFunctions.Erf(k / Math.Sqrt(2)), 2 / k * Math.Exp(-k * k / 2));
}
