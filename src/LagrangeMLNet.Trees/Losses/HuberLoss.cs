using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Losses;

/// <summary>
/// Huber's loss. The spread of residuals, and with it the residual δ where none was given, is estimated from held-out rows, which trees
/// have not been fitted to.
/// </summary>
/// <param name="likelihood">The likelihood, with its spread as last estimated.</param>
internal sealed class HuberLoss(Likelihood likelihood) : TreeLoss
{
    public override int Outputs => 1;

    public override LabelUnit LabelUnit => likelihood.LabelUnit;

    public override bool HasParameter => true;

    public override string? LabelProblem(float label) => likelihood.LabelProblem(label);

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> losses, Span<float> gradient, Span<float> fisher) =>
        likelihood.Evaluate(scores, labels, 1, losses, gradient, fisher);

    /// <summary>Where the gradients' sum, which falls with the score, crosses 0.</summary>
    public override void Constant(float[] labels, float[]? weights, int[] rows, Span<double> scores)
    {
        float[] own = [.. rows.Select(row => labels[row])];
        float[] at = new float[own.Length], losses = new float[own.Length];
        float[] gradient = new float[own.Length], fisher = new float[own.Length];
        (double low, double high) = (own.Min(), own.Max());
        scores[0] = MonotoneRoot.Find(
            score =>
            {
                Array.Fill(at, (float)score);
                likelihood.Evaluate(at, own, 1, losses, gradient, fisher);
                double sum = 0;
                for (int i = 0; i < rows.Length; i++)
                    sum -= (weights?[rows[i]] ?? 1) * gradient[i];
                return sum;
            },
            low,
            high,
            Math.Clamp(0, low, high));
    }

    public override TreeLoss Begin(in LabelSummary labels) => new HuberLoss(likelihood.Begin(labels));

    public override TreeLoss Estimate(ScoredRows heldOut)
    {
        Likelihood estimated = likelihood.Estimate(heldOut);
        return ReferenceEquals(estimated, likelihood) ? this : new HuberLoss(estimated);
    }

    public override double Nats(double meanLoss, double labelScale) => likelihood.Nats(meanLoss, labelScale);
}
