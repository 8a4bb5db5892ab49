using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// Kronecker-factored Fisher information, exponent 1/2, of a matrix one of whose sides is too long for a factor (an image, a vocabulary):
/// the other side is whitened by its factor, and what is left is measured element by element.
/// </summary>
/// <remarks>
/// <para>
/// Let G be the gradient matrix and L its factor along the short side, scaled to a mean eigenvalue of 1. Then H = L^(−1/2)·G, with v the
/// moving average of H², element by element, and the step is H/√v. If F = L ⊗ diag(r), H has covariance 1 ⊗ diag(r) and H/√v is F^(−1/2)
/// exactly, as in the eigenbasis of <see cref="KroneckerMetric"/>; but with one product instead of two, and such products are most of what
/// a step costs beside a long side.
/// </para>
/// <para>
/// Until the first decomposition H is G, and the metric is the diagonal one. v then becomes the mean of what it was over the whitened side:
/// whitening makes those elements alike.
/// </para>
/// </remarks>
internal sealed class WhitenedMetric : ITensorMetric
{
    /// <summary>Every how many gradients the factor takes one in, as in <see cref="KroneckerMetric"/>.</summary>
    private const int FactorInterval = 5;

    /// <summary>Number of the gradient at which the first root is taken.</summary>
    private const int FirstRoot = 5;

    /// <summary>Refresh intervals per root: a whole decomposition costs several of the steps by which a basis is improved.</summary>
    private const int IntervalsPerRoot = 2;

    /// <summary>Added to the factor's eigenvalues, of mean 1: smaller ones are not known from few gradients.</summary>
    private const double Floor = 1e-3;

    private readonly double _retention;
    private readonly int _interval;
    private readonly long _columns;
    private readonly bool _isOfRows;
    private readonly KroneckerFactor _factor;
    private readonly TensorSlot _root = new();
    private readonly TensorSlot _spectrum = new();
    private torch.Tensor? _observed;
    private torch.Tensor? _whitened;

    public WhitenedMetric(long rows, long columns, bool isOfRows, LagrangianOptions options)
    {
        _retention = options.Retention(FisherStructure.Kronecker);
        _interval = IntervalsPerRoot * options.Interval(FisherStructure.Kronecker);
        (_columns, _isOfRows) = (columns, isOfRows);
        _factor = new KroneckerFactor((int)(isOfRows ? rows : columns), isOfRows);
        Slots = [_root, _spectrum, .. _factor.Slots];
    }

    public long Observations { get; set; }

    public IReadOnlyList<TensorSlot> Slots { get; }

    public void Observe(torch.Tensor gradient, LagrangianOptions options)
    {
        torch.Tensor matrix = gradient.reshape(-1, _columns);
        if (Observations % FactorInterval == 0)
            _factor.Observe(matrix, _retention);
        Observations++;
        if (Observations == FirstRoot || Observations % _interval == 0)
            Renew();
        torch.Tensor whitened = Whiten(matrix);
        FusedLoops.AverageSquares(_spectrum.Value ?? _spectrum.Set(torch.zeros_like(matrix)), whitened, _retention);
        (_observed, _whitened) = (gradient, whitened);
    }

    public Direction Precondition(torch.Tensor vector, LagrangianOptions options)
    {
        double correction = options.CorrectsBias ? 1 - Math.Pow(_retention, Observations) : 1;
        torch.Tensor whitened = ReferenceEquals(vector, _observed) ? _whitened! : Whiten(vector.reshape(-1, _columns));
        (_observed, _whitened) = (null, null);
        // Without a root what was whitened is the gradient itself, which isn't ours to change.
        bool isOwn = _root.Value is not null;
        return new Direction(FusedLoops.Divide(whitened, _spectrum.Value!, correction, options, inPlace: isOwn).reshape(vector.shape));
    }

    private torch.Tensor Whiten(torch.Tensor matrix) =>
        _root.Value is not { } root ? matrix : _isOfRows ? torch.matmul(root, matrix) : torch.matmul(matrix, root);

    private void Renew()
    {
        if (Eigenbasis.TryDecompose(_factor.Moment) is not var (values, vectors))
            return;
        double mean = values.mean().cpu().to(torch.ScalarType.Float64).item<double>();
        if (!(mean > 0))
            return;
        using Scalar unit = mean.ToScalar(), floor = Floor.ToScalar();
        torch.Tensor scales = values.clamp_min(HeldScalars.Zero).div_(unit).add_(floor, HeldScalars.One).rsqrt_();
        if (_root.Value is null && _spectrum.Value is { } spectrum)
            _spectrum.Set(spectrum.mean([_isOfRows ? 0L : 1L], keepdim: true).expand(spectrum.shape).contiguous());
        _root.Set(torch.matmul(vectors * scales, vectors.t()));
    }
}
