using TorchSharp;

namespace LagrangeMLNet.Optimizers;

/// <summary>
/// Eigenvectors of symmetric matrices. A decomposition that fails in single precision, by an error or by a result that is not finite, is
/// tried again in double precision, and there on the processor.
/// </summary>
internal static class Eigenbasis
{
    /// <summary>
    /// Eigenvalues, ascending, and eigenvectors as columns, in the matrix's own type and place; null if every attempt failed.
    /// </summary>
    public static (torch.Tensor Values, torch.Tensor Vectors)? TryDecompose(torch.Tensor matrix) =>
        TryDecompose(matrix, symmetric => torch.linalg.eigh(symmetric));

    /// <summary>
    /// One step of orthogonal iteration from a basis that is nearly right: the orthogonal factor of A·Q (Golub and Van Loan, Matrix
    /// Computations, section 8.2.4), which costs a tenth of a decomposition. Null if it failed.
    /// </summary>
    public static torch.Tensor? TryImprove(torch.Tensor matrix, torch.Tensor basis) =>
        InEitherPrecision(matrix, (wanted, a) =>
        {
            (torch.Tensor improved, _) = torch.linalg.qr(torch.matmul(a, basis.to(a.dtype).to(a.device)));
            return IsFinite(improved) ? (improved, improved) : null;
        })?.Item1;

    internal static (torch.Tensor Values, torch.Tensor Vectors)? TryDecompose(
        torch.Tensor matrix, Func<torch.Tensor, (torch.Tensor, torch.Tensor)> decompose) =>
        InEitherPrecision(matrix, (_, a) =>
        {
            (torch.Tensor values, torch.Tensor vectors) = decompose(a);
            return IsFinite(values) && IsFinite(vectors) ? (values, vectors) : null;
        });

    private static (torch.Tensor, torch.Tensor)? InEitherPrecision(
        torch.Tensor matrix, Func<torch.Tensor, torch.Tensor, (torch.Tensor, torch.Tensor)?> attempt)
    {
        for (int i = 0; i < 2; i++)
        {
            try
            {
                torch.Tensor tried = i == 0 ? matrix : matrix.to(torch.CPU).to(torch.ScalarType.Float64);
                if (attempt(matrix, tried) is { } found)
                {
                    return (
                        found.Item1.to(matrix.device).to(matrix.dtype),
                        found.Item2.to(matrix.device).to(matrix.dtype));
                }
            }
            catch (System.Runtime.InteropServices.ExternalException)
            {
                // libtorch reports that it did not converge; the next attempt has more digits.
            }
        }

        return null;
    }

    private static bool IsFinite(torch.Tensor tensor) => tensor.isfinite().all().item<bool>();
}
