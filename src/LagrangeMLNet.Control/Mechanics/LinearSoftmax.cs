using System.Numerics.Tensors;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Control.Mechanics;

/// <summary>A softmax of linear scores: logit of action a = b_a + w_a·x.</summary>
/// <param name="Biases">b, one a action.</param>
/// <param name="Weights">w, actions × features.</param>
internal sealed record LinearSoftmax(float[] Biases, float[] Weights)
{
    public int Actions => Biases.Length;

    public int Features => Weights.Length / Biases.Length;

    public static LinearSoftmax Of(MaximumEntropyModelParameters model, int features)
    {
        VBuffer<float>[] weights = [];
        model.GetWeights(ref weights, out int actions);
        var all = new float[actions * features];
        for (int a = 0; a < actions; a++)
            weights[a].CopyTo(all.AsSpan(a * features, features));
        return new LinearSoftmax([.. model.GetBiases()], all);
    }

    public void Logits(ReadOnlySpan<float> context, Span<double> logits)
    {
        for (int a = 0; a < Actions; a++)
            logits[a] = Biases[a] + TensorPrimitives.Dot(Weights.AsSpan(a * context.Length, context.Length), context);
    }
}
