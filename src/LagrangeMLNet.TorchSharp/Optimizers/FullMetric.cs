using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// All of the Fisher information of a group's P parameters, applied in its eigenbasis. Directions in which nothing but rounding was seen
/// are left out (Moore–Penrose).
/// </summary>
internal sealed class FullMetric(LagrangianOptions options) : ITensorMetric
{
    private readonly double _retention = options.Retention(FisherStructure.Full);
    private readonly int _interval = options.Interval(FisherStructure.Full);
    private readonly TensorSlot _moment = new();
    private readonly TensorSlot _basis = new();
    private readonly TensorSlot _spectrum = new();

    public long Observations { get; set; }

    public IReadOnlyList<TensorSlot> Slots => [_moment, _basis, _spectrum];

    public void Observe(torch.Tensor gradient, LagrangianOptions options)
    {
        torch.Tensor moment = _moment.Value
            ?? _moment.Set(torch.zeros([gradient.numel(), gradient.numel()], dtype: gradient.dtype, device: gradient.device));
        using Scalar kept = _retention.ToScalar(), taken = (1 - _retention).ToScalar();
        moment.mul_(kept).add_(torch.outer(gradient, gradient), alpha: taken);
        Observations++;
        if ((Observations - 1) % _interval != 0 && _basis.Value is not null)
            return;
        if (Eigenbasis.TryDecompose(moment) is { } found)
        {
            _spectrum.Set(found.Values);
            _basis.Set(found.Vectors.contiguous());
        }
    }

    public Direction Precondition(torch.Tensor vector, LagrangianOptions options)
    {
        if (_basis.Value is not { } basis || _spectrum.Value is not { } spectrum)
            return new Direction(vector);
        double correction = options.CorrectsBias ? 1 - Math.Pow(_retention, Observations) : 1;
        torch.Tensor rotated = torch.mv(basis.t(), vector);
        torch.Tensor scaled = rotated / Spectrum.Denominator(spectrum.clamp_min(HeldScalars.Zero), correction, options);
        double epsilon = vector.dtype == torch.ScalarType.Float64 ? double.BitIncrement(1) - 1 : float.BitIncrement(1) - 1;
        double ridge = options.DampingPlacement == DampingPlacement.InsideRoot ? options.Damping * correction : 0;
        double largest = spectrum[-1].cpu().to(torch.ScalarType.Float64).item<double>() + ridge;
        using Scalar raised = ridge.ToScalar(), rounding = (vector.numel() * epsilon * largest).ToScalar();
        torch.Tensor isSeen = spectrum.add(raised, HeldScalars.One).gt(rounding);
        return new Direction(torch.mv(basis, torch.where(isSeen, scaled, torch.zeros_like(scaled))));
    }
}
