using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Losses;

/// <summary>A likelihood of the linear trainers as the loss of trees.</summary>
/// <param name="likelihood">The likelihood; sums of labels tell its best constant.</param>
internal sealed class LikelihoodLoss(Likelihood likelihood) : TreeLoss
{
    public override int Outputs => likelihood.Outputs;

    public override LabelUnit LabelUnit => likelihood.LabelUnit;

    public override string? LabelProblem(float label) => likelihood.LabelProblem(label);

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, Span<float> losses, Span<float> gradient, Span<float> fisher)
    {
        likelihood.Evaluate(scores, labels, Outputs, losses, gradient, fisher);
        if (Outputs == 1)
            return;
        // A softmax tells probabilities; the diagonal of diag(p) − p pᵀ is p (1 − p).
        for (int i = 0; i < fisher.Length; i++)
            fisher[i] *= 1 - fisher[i];
    }

    public override void Constant(float[] labels, float[]? weights, int[] rows, Span<double> scores)
    {
        double weight = 0;
        var sums = new double[Outputs];
        foreach (int row in rows)
        {
            double own = weights?[row] ?? 1;
            weight += own;
            if (Outputs == 1)
                sums[0] += own * labels[row];
            else
                sums[(int)labels[row]] += own;
        }

        likelihood.ConstantFit(weight, sums, scores);
    }

    public override double Nats(double meanLoss, double labelScale) => likelihood.Nats(meanLoss, labelScale);
}
