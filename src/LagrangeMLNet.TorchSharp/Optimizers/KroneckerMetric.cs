using LagrangeMLNet.Mechanics;
using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// Kronecker-factored Fisher information of one matrix of parameters. A tensor with more than two axes (a convolution) is the matrix of its
/// first axis against all others.
/// </summary>
/// <remarks>
/// <para>
/// Let G be the gradient matrix and F = E[vec G · vec Gᵀ]. If F = A ⊗ B then L = E[G·Gᵀ] = A·tr B and R = E[Gᵀ·G] = B·tr A, so that
/// F = L ⊗ R / tr L with tr L = tr R, and F^(−1/2) = √(tr L)·L^(−1/2) ⊗ R^(−1/2): the power −1/2 on each factor, not Shampoo's −1/4 (Gupta
/// et al., 2018), which approximates F^(−1/2) by a coarser bound (Morwani et al., A New Perspective on Shampoo's Preconditioner, 2024).
/// </para>
/// <para>
/// Where F is no Kronecker product, the eigenbasis Q_L ⊗ Q_R is kept and the spectrum is measured in it: the moving average of
/// (Q_LᵀGQ_R)², the diagonal that is nearest to F in that basis (George et al., Fast Approximate Natural Gradient Descent in a
/// Kronecker-factored Eigenbasis, 2018; with p = 1/2 Vyas et al., SOAP, 2024). It follows F at every step, the basis only when it has
/// drifted.
/// </para>
/// <para>
/// Until the first decomposition the basis is that of the coordinates, and the metric is the diagonal one. The first spectrum in an
/// eigenbasis is the product of the factors' own; when a basis changes, the spectrum v becomes (O_L∘O_L)ᵀ·v·(O_R∘O_R), with O the overlap
/// of old and new basis: the diagonal, in the new basis, of the matrix that was diagonal in the old one.
/// </para>
/// </remarks>
internal sealed class KroneckerMetric : ITensorMetric
{
    /// <summary>Every how many gradients the factors take one in: the basis changes slowly, and each costs as much as a rotation.</summary>
    private const int FactorInterval = 5;

    private readonly double _retention;
    private readonly int _interval;
    private readonly long _columns;
    private readonly TensorSlot _spectrum = new();
    private readonly KroneckerFactor? _rows;
    private readonly KroneckerFactor? _cols;
    private torch.Tensor? _observed;
    private torch.Tensor? _rotated;

    private KroneckerMetric(long rows, long columns, LagrangianOptions options)
    {
        _retention = options.Retention(FisherStructure.Kronecker);
        _interval = options.Interval(FisherStructure.Kronecker);
        _columns = columns;
        _rows = HasFactor(rows, options) ? new KroneckerFactor((int)rows, isOfRows: true) : null;
        _cols = HasFactor(columns, options) ? new KroneckerFactor((int)columns, isOfRows: false) : null;
        Slots = [_spectrum, .. _rows?.Slots ?? [], .. _cols?.Slots ?? []];
    }

    public long Observations { get; set; }

    public IReadOnlyList<TensorSlot> Slots { get; }

    /// <summary>Whether a rotation makes a new tensor; without a basis it is the gradient itself.</summary>
    private bool HasBasis => _rows?.Basis is not null || _cols?.Basis is not null;

    private IEnumerable<KroneckerFactor> Factors => new[] { _rows, _cols }.OfType<KroneckerFactor>();

    /// <summary>
    /// The metric of a tensor: the diagonal one where no side of its matrix can have a factor (biases, norms), a whitening one where one
    /// side is too long for it.
    /// </summary>
    public static ITensorMetric For(ReadOnlySpan<long> shape, LagrangianOptions options)
    {
        long rows = shape.Length > 1 ? shape[0] : 1, columns = 1;
        foreach (long side in shape.Length > 1 ? shape[1..] : shape)
            columns *= side;
        if (shape.Length < 2)
            return new DiagonalMetric(options.Retention(FisherStructure.Kronecker));
        return (HasFactor(rows, options), HasFactor(columns, options), options.Exponent) switch
        {
            (false, false, _) => new DiagonalMetric(options.Retention(FisherStructure.Kronecker)),
            (true, false, FisherExponent.Half) when columns > 1 => new WhitenedMetric(rows, columns, isOfRows: true, options),
            (false, true, FisherExponent.Half) when rows > 1 => new WhitenedMetric(rows, columns, isOfRows: false, options),
            _ => new KroneckerMetric(rows, columns, options),
        };
    }

    public void Observe(torch.Tensor gradient, LagrangianOptions options)
    {
        torch.Tensor matrix = gradient.reshape(-1, _columns);
        if (Observations % FactorInterval == 0)
        {
            foreach (KroneckerFactor factor in Factors)
                factor.Observe(matrix, _retention);
        }

        if (++Observations % _interval == 0)
            RenewBases(options.DriftTolerance);
        torch.Tensor rotated = Rotate(matrix);
        torch.Tensor spectrum = _spectrum.Value ?? _spectrum.Set(torch.zeros_like(matrix));
        FusedLoops.AverageSquares(spectrum, rotated, _retention);
        (_observed, _rotated) = (gradient, rotated);
    }

    public Direction Precondition(torch.Tensor vector, LagrangianOptions options)
    {
        double correction = options.CorrectsBias ? 1 - Math.Pow(_retention, Observations) : 1;
        torch.Tensor rotated = ReferenceEquals(vector, _observed) ? _rotated! : Rotate(vector.reshape(-1, _columns));
        (_observed, _rotated) = (null, null);
        // In place: what was rotated is needed no more, and memory that is warm costs less than new memory.
        torch.Tensor scaled = FusedLoops.Divide(rotated, _spectrum.Value!, correction, options, inPlace: HasBasis);
        scaled = _rows?.RotateBack(scaled) ?? scaled;
        scaled = _cols?.RotateBack(scaled) ?? scaled;
        return new Direction(scaled.reshape(vector.shape));
    }

    private static bool HasFactor(long side, LagrangianOptions options) => side > 1 && side <= options.MaximumFactorSize;

    private torch.Tensor Rotate(torch.Tensor matrix)
    {
        torch.Tensor rotated = _rows?.Rotate(matrix) ?? matrix;
        return _cols?.Rotate(rotated) ?? rotated;
    }

    private void RenewBases(double tolerance)
    {
        bool isFirst = Factors.All(factor => factor.Basis is null);
        if (_spectrum.Value is not { } spectrum)
            return;
        torch.Tensor rowSums = spectrum.sum(1L), columnSums = spectrum.sum(0L);
        bool isRenewed = false;
        if (_rows is not null && IsDue(_rows) && _rows.TryRenew(out torch.Tensor rowOverlap))
        {
            spectrum = torch.matmul((rowOverlap * rowOverlap).t(), spectrum);
            rowSums = SpectrumOf(_rows);
            isRenewed = true;
        }

        if (_cols is not null && IsDue(_cols) && _cols.TryRenew(out torch.Tensor columnOverlap))
        {
            spectrum = torch.matmul(spectrum, columnOverlap * columnOverlap);
            columnSums = SpectrumOf(_cols);
            isRenewed = true;
        }

        if (!isRenewed)
            return;
        if (isFirst)
        {
            // The factors have seen one gradient more than the spectrum; what counts is their shape.
            double trace = Sum(rowSums);
            if (trace > 0)
            {
                using Scalar scale = (Sum(_spectrum.Value) / trace / Math.Max(Sum(columnSums), 1e-30)).ToScalar();
                spectrum = torch.outer(rowSums, columnSums * scale);
            }
        }

        _spectrum.Set(spectrum.contiguous());

        static double Sum(torch.Tensor tensor) => tensor.sum().cpu().to(torch.ScalarType.Float64).item<double>();

        bool IsDue(KroneckerFactor factor) => factor.Basis is null || factor.Drift() > tolerance;
    }

    /// <summary>Diagonal of the factor in its own basis.</summary>
    private static torch.Tensor SpectrumOf(KroneckerFactor factor) =>
        (factor.Basis! * torch.matmul(factor.Moment, factor.Basis!)).sum(0L).clamp_min_(HeldScalars.Zero);
}
