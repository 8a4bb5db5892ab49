using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// F^(−p)·v, as a quotient where the metric is diagonal, so that a step takes it in one operation and rounds as Adam's does.
/// </summary>
internal readonly record struct Direction(torch.Tensor Numerator, torch.Tensor? Denominator = null)
{
    /// <summary>target += scale · direction.</summary>
    public void AddTo(torch.Tensor target, double scale)
    {
        using Scalar factor = scale.ToScalar();
        if (Denominator is null)
            target.add_(Numerator, alpha: factor);
        else
            target.addcdiv_(Numerator, Denominator, value: factor);
    }

    public torch.Tensor ToTensor() => Denominator is null ? Numerator : Numerator / Denominator;
}
