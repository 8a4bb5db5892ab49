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
        // A set step rounds as Adam and RMSprop do, operation by operation.
        if (options.FindsStepLength)
        {
            FusedLoops.AverageSquares(squares, gradient, retention);
            return;
        }

        using Scalar kept = retention.ToScalar(), taken = (1 - retention).ToScalar();
        squares.mul_(kept).addcmul_(gradient, gradient, value: taken);
    }

    public Direction Precondition(torch.Tensor vector, LagrangianOptions options)
    {
        double correction = options.CorrectsBias ? 1 - Math.Pow(retention, Observations) : 1;
        if (options.FindsStepLength)
            return new Direction(FusedLoops.Divide(vector, _squares.Value!, correction, options, inPlace: false));
        return new Direction(vector, Spectrum.Denominator(_squares.Value!, correction, options));
    }
}
