using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Losses;

/// <summary>
/// Pinball loss ρ(r) = (τ − [r &lt; 0]) r of the residual r = y − z₀, whose expectation the τ-quantile minimises, as the code length of an
/// asymmetric Laplace density with σ = exp z₁: ρ/σ + z₁ − ln τ(1 − τ). Quiet rows and noisy ones count alike, and steps are as long as the
/// noise around them is wide. Its Fisher matrix is diagonal, τ(1 − τ)/σ² and 1.
/// Source: Koenker and Machado, JASA 94 (1999), 1296–1310.
/// </summary>
/// <remarks>
/// ∂ℓ/∂z₁ = 1 − ρ/σ, whose information is ρ/σ as observed. With the mean of it and the expected one a leaf steps by 2(m − 1)/(m + 1), m the
/// mean of ρ/σ: the Padé approximant of its maximum likelihood ln m.
/// </remarks>
/// <param name="probability">τ, between 0 and 1.</param>
internal sealed class QuantileLoss(double probability) : TreeLoss
{
    private readonly float _below = (float)probability;
    private readonly float _above = (float)(1 - probability);
    private readonly float _constant = (float)-Math.Log(probability * (1 - probability));

    public override int Outputs => 2;

    public override int ModelOutputs => 1;

    public override bool LearnsSpread => true;

    public override LabelUnit LabelUnit => LabelUnit.RobustDeviation;

    public override string? LabelProblem(float label) => ScaleScore.LabelProblem(label);

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> losses, Span<float> gradient, Span<float> fisher)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            float raw = scores[(2 * i) + 1], scale = ScaleScore.Clamp(raw), precision = MathF.Exp(-scale);
            float r = (scores[2 * i] - labels[i]) * precision, slope = r > 0 ? _above : r < 0 ? -_below : 0, pinball = slope * r;
            losses[i] = pinball + scale + _constant;
            gradient[2 * i] = slope * precision;
            fisher[2 * i] = _above * _below * precision * precision;
            gradient[(2 * i) + 1] = ScaleScore.Slope(1 - pinball, raw, scale);
            fisher[(2 * i) + 1] = (1 + pinball) / 2;
        }
    }

    public override void Constant(float[] labels, float[]? weights, int[] rows, Span<double> scores)
    {
        double quantile = WeightedQuantile.Of(
            [.. rows.Select(row => labels[row])], weights is null ? null : [.. rows.Select(row => weights[row])], probability);
        double weight = 0, sum = 0;
        foreach (int row in rows)
        {
            double own = weights?[row] ?? 1, r = labels[row] - quantile;
            weight += own;
            sum += own * r * (r < 0 ? probability - 1 : probability);
        }

        (scores[0], scores[1]) = (quantile, ScaleScore.Clamp((float)Math.Log(sum / weight)));
    }

    public override double Nats(double meanLoss, double labelScale) => meanLoss + Math.Log(labelScale);
}
