using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>The diagonal: a moving average of the squared gradient, element by element.</summary>
internal sealed class DiagonalMetric(double retention) : ITensorMetric
{
    private readonly TensorSlot _squares = new();

    public long Observations { get; set; }

    public IReadOnlyList<TensorSlot> Slots => [_squares];

    public void Observe(torch.Tensor gradient, LagrangianOptions options)
    {
        Observations++;
        torch.Tensor squares = _squares.Value ?? _squares.Set(torch.zeros_like(gradient));
        squares.mul_(retention).addcmul_(gradient, gradient, value: 1 - retention);
    }

    public Direction Precondition(torch.Tensor vector, LagrangianOptions options)
    {
        double correction = options.CorrectsBias ? 1 - Math.Pow(retention, Observations) : 1;
        return new Direction(vector, Spectrum.Denominator(_squares.Value!, correction, options));
    }
}
