using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Likelihoods;

/// <summary>
/// Labels 0 … K−1 with K scores: ℓ = ln Σ e^{z_k} − z_y, ∂ℓ/∂z = p − 1_y, F = diag(p) − p pᵀ, p the softmax of z.
/// Source: Bishop, Pattern Recognition and Machine Learning, section 4.3.4.
/// </summary>
internal sealed class SoftmaxLikelihood(int classes) : Likelihood
{
    public override int Outputs => classes;

    public override LabelKind Labels => LabelKind.Class;

    public override Link Link => Link.Softmax;

    public override int Classes => classes;

    public override string? LabelProblem(float label) => label >= 0 && label < classes
        && label == (int)label ? null : $"a class from 0 to {classes - 1}";

    public override void Evaluate(
        ReadOnlySpan<float> scores, ReadOnlySpan<float> labels, int stride, Span<float> losses, Span<float> gradient, Span<float> curvature)
    {
        for (int i = 0; i < labels.Length; i++)
        {
            var z = scores.Slice(i * stride, classes);
            var p = curvature.Slice(i * stride, stride);
            var g = gradient.Slice(i * stride, stride);
            int label = (int)labels[i];
            float max = DenseVectors.Max(z);
            float labelScore = z[label] - max;
            var e = p[..classes];
            for (int k = 0; k < classes; k++)
                e[k] = z[k] - max;
            VectorExponentials.Exp(e, e);
            float sum = DenseVectors.Sum(e);
            DenseVectors.Scale(e, 1 / sum, e);
            p[classes..].Clear();
            p.CopyTo(g);
            g[label] -= 1;
            losses[i] = MathF.Log(sum) - labelScore;
        }
    }

    public override void ApplyFisher(ReadOnlySpan<float> curvature, int stride, Span<float> directions)
    {
        for (int start = 0; start < directions.Length; start += stride)
        {
            var p = curvature.Slice(start, stride);
            var v = directions.Slice(start, stride);
            float mean = DenseVectors.Dot(p, v);
            for (int k = 0; k < v.Length; k++)
                v[k] = p[k] * (v[k] - mean);
        }
    }

    public override void ConstantFit(double weight, ReadOnlySpan<double> labelSums, Span<double> bias)
    {
        // One observation, spread over all classes (Perks, Journal of the Institute of Actuaries 73 (1947); of two classes, Jeffreys'
        // prior), keeps an absent class finite however many are declared; the scores' mean is free and set to 0.
        double mean = 0;
        for (int k = 0; k < classes; k++)
        {
            bias[k] = Math.Log(labelSums[k] + (1.0 / classes));
            mean += bias[k] / classes;
        }

        for (int k = 0; k < classes; k++)
            bias[k] -= mean;
    }
}
