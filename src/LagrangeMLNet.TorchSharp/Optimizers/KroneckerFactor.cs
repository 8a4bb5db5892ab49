using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// One factor of F ≈ L ⊗ R / tr L: the moving average of G·Gᵀ (rows) or Gᵀ·G (columns) of gradient matrices G, and an orthogonal basis in
/// which it is nearly diagonal.
/// </summary>
internal sealed class KroneckerFactor(int size, bool isOfRows)
{
    private readonly TensorSlot _moment = new();
    private readonly TensorSlot _basis = new();

    public IReadOnlyList<TensorSlot> Slots => [_moment, _basis];

    /// <summary>Eigenvectors as columns; null until the first decomposition, when the basis is that of the coordinates.</summary>
    public torch.Tensor? Basis => _basis.Value;

    /// <summary>Average, before the correction of its start.</summary>
    public torch.Tensor Moment => _moment.Value!;

    public void Observe(torch.Tensor gradient, double retention)
    {
        torch.Tensor moment = _moment.Value
            ?? _moment.Set(torch.zeros([size, size], dtype: gradient.dtype, device: gradient.device));
        torch.Tensor transposed = gradient.t();
        moment.addmm_(isOfRows ? gradient : transposed, isOfRows ? transposed : gradient, (float)retention, (float)(1 - retention));
    }

    /// <summary>To the basis (QᵀG or GQ).</summary>
    public torch.Tensor Rotate(torch.Tensor matrix) => Basis is not { } basis ? matrix
        : isOfRows ? torch.matmul(basis.t(), matrix) : torch.matmul(matrix, basis);

    /// <summary>Back from the basis (QG or GQᵀ).</summary>
    public torch.Tensor RotateBack(torch.Tensor matrix) => Basis is not { } basis ? matrix
        : isOfRows ? torch.matmul(basis, matrix) : torch.matmul(matrix, basis.t());

    /// <summary>The share of the factor's norm that lies off the diagonal in the basis: 0 where the basis is exact.</summary>
    public double Drift()
    {
        torch.Tensor rotated = Basis is { } basis ? torch.matmul(basis.t(), torch.matmul(Moment, basis)) : Moment;
        torch.Tensor squares = rotated * rotated;
        double all = squares.sum().cpu().to(torch.ScalarType.Float64).item<double>();
        double diagonal = squares.diagonal().sum().cpu().to(torch.ScalarType.Float64).item<double>();
        return all > 0 ? Math.Sqrt(Math.Max(0, all - diagonal) / all) : 0;
    }

    /// <summary>Finds a better basis. False if that failed: the basis is then as it was.</summary>
    /// <param name="overlap">Old basis transposed times new one.</param>
    public bool TryRenew(out torch.Tensor overlap)
    {
        torch.Tensor? renewed = Basis is { } old ? Eigenbasis.TryImprove(Moment, old) : Eigenbasis.TryDecompose(Moment)?.Vectors;
        overlap = null!;
        if (renewed is null)
            return false;
        overlap = Basis is { } before ? torch.matmul(before.t(), renewed) : renewed;
        _basis.Set(renewed.contiguous());
        return true;
    }
}
