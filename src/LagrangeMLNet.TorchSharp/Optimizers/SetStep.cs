using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// A step of a set length η: θ −= η·F^(−p)·m̂, with m̂ the moving average of the gradient, corrected for its start. With the diagonal metric
/// and p = 1/2 it is Adam's (AdamW's with weight decay), without momentum and correction RMSprop's, operation by operation.
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
        return mean.mul_(momentum).add_(gradient, alpha: 1 - momentum);
    }

    public static void Take(Move move, LagrangianOptions options)
    {
        (ParameterState state, torch.Tensor parameter, Direction direction) = move;
        double rate = options.LearningRate!.Value;
        if (options.WeightDecay != 0)
            parameter.mul_(1 - (rate * options.WeightDecay));
        double correction = options.CorrectsBias ? 1 - Math.Pow(options.MomentumOrDefault, state.Steps) : 1;
        direction.AddTo(parameter, -(rate / correction));
    }
}
