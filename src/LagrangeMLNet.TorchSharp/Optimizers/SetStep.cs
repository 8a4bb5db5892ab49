using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// A step of a set length η: θ −= η·F^(−p)·m̂, with m̂ the moving average of the gradient, corrected for its start. With the diagonal
/// metric and p = 1/2 it is Adam's (AdamW's with weight decay), without momentum and correction RMSprop's, operation by operation.
/// </summary>
internal static class SetStep
{
    /// <summary>What the metric is applied to: m, before correction, or the gradient itself where there is no momentum.</summary>
    public static torch.Tensor Momentum(ParameterState state, torch.Tensor gradient, LagrangianOptions options)
    {
        double momentum = options.MomentumOrDefault;
        if (momentum == 0)
            return gradient;
        torch.Tensor mean = state.MeanGradient.Value ?? state.MeanGradient.Set(torch.zeros_like(gradient));
        using Scalar kept = momentum.ToScalar(), taken = (1 - momentum).ToScalar();
        return mean.mul_(kept).add_(gradient, alpha: taken);
    }

    public static void Take(Move move, LagrangianOptions options)
    {
        (ParameterState state, torch.Tensor parameter, Direction direction) = move;
        double rate = options.LearningRate!.Value;
        if (options.WeightDecay != 0)
        {
            using Scalar kept = (1 - (rate * options.WeightDecay)).ToScalar();
            parameter.mul_(kept);
        }

        double correction = options.CorrectsBias ? 1 - Math.Pow(options.MomentumOrDefault, state.Steps) : 1;
        direction.AddTo(parameter, -(rate / correction));
    }
}
