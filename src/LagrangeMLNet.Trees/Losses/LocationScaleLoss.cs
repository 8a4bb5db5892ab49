using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Losses;

/// <summary>
/// A Gaussian with mean z₀ and standard deviation σ = exp z₁: ℓ = z₁ + u²/2 + ½ ln 2π with u = (y − z₀)/σ. Its Fisher matrix is diagonal,
/// so that natural gradients of both scores are steps of trees of their own.
/// Source: Duan et al., NGBoost: Natural Gradient Boosting for Probabilistic Prediction, ICML 2020.
/// </summary>
/// <remarks>
/// ∂ℓ/∂z₀ = −u/σ, F₀ = 1/σ²: a leaf's step is the weighted mean of its residuals. ∂ℓ/∂z₁ = 1 − u², whose information is 2 in expectation
/// and 2u² as observed. With the mean of both a leaf steps by (m − 1)/(m + 1), m the mean of u²: the Padé approximant of its maximum
/// likelihood ½ ln m, which no outlier drives beyond 1.
/// </remarks>
internal sealed class LocationScaleLoss : TreeLoss
{
    private static readonly float HalfLogTwoPi = 0.5f * MathF.Log(2 * MathF.PI);

    public override int Outputs => 2;

    public override bool LearnsSpread => true;

    public override LabelUnit LabelUnit => LabelUnit.Deviation;

    public override string? LabelProblem(float label) => ScaleScore.LabelProblem(label);

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> losses, Span<float> gradient, Span<float> fisher)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            float raw = scores[(2 * i) + 1], scale = ScaleScore.Clamp(raw), precision = MathF.Exp(-scale);
            float u = (labels[i] - scores[2 * i]) * precision;
            losses[i] = scale + (u * u / 2) + HalfLogTwoPi;
            gradient[2 * i] = -u * precision;
            fisher[2 * i] = precision * precision;
            gradient[(2 * i) + 1] = ScaleScore.Slope(1 - (u * u), raw, scale);
            fisher[(2 * i) + 1] = 1 + (u * u);
        }
    }

    public override void Constant(float[] labels, float[]? weights, int[] rows, Span<double> scores)
    {
        double weight = 0, sum = 0, squares = 0;
        foreach (int row in rows)
        {
            double own = weights?[row] ?? 1;
            weight += own;
            sum += own * labels[row];
        }

        scores[0] = sum / weight;
        foreach (int row in rows)
        {
            double residual = labels[row] - scores[0];
            squares += (weights?[row] ?? 1) * residual * residual;
        }

        scores[1] = ScaleScore.Clamp((float)(0.5 * Math.Log(squares / weight)));
    }

    public override double Nats(double meanLoss, double labelScale) => meanLoss + Math.Log(labelScale);
}
