using System.Runtime.InteropServices;
using LagrangeMLNet.Optimizers;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class EigenbasisTests : TorchTest
{
    [Fact]
    public void A_failure_in_single_precision_is_tried_again_in_double()
    {
        using torch.Tensor matrix = Symmetric();
        var tried = new List<torch.ScalarType>();

        var found = Eigenbasis.TryDecompose(matrix, attempt =>
        {
            tried.Add(attempt.dtype);
            return attempt.dtype == torch.ScalarType.Float32 ? throw new ExternalException("did not converge") : torch.linalg.eigh(attempt);
        });

        Assert.Equal([torch.ScalarType.Float32, torch.ScalarType.Float64], tried);
        Assert.Equal(torch.ScalarType.Float32, found!.Value.Vectors.dtype);
        torch.Tensor back = torch.matmul(found.Value.Vectors * found.Value.Values, found.Value.Vectors.t());
        Assert.True(back.allclose(matrix, 1e-4, 1e-5));
    }

    [Fact]
    public void A_result_that_is_not_finite_is_a_failure()
    {
        using torch.Tensor matrix = Symmetric();

        var found = Eigenbasis.TryDecompose(matrix, attempt =>
        {
            (torch.Tensor values, torch.Tensor vectors) = torch.linalg.eigh(attempt);
            return attempt.dtype == torch.ScalarType.Float32 ? (values * double.NaN, vectors) : (values, vectors);
        });

        Assert.NotNull(found);
        Assert.Null(Eigenbasis.TryDecompose(matrix * double.NaN));
    }

    [Fact]
    public void An_improved_basis_is_orthogonal_and_nearer_to_the_eigenvectors()
    {
        using torch.Tensor matrix = Symmetric();
        torch.Tensor basis = torch.eye(5);
        double before = OffDiagonal(matrix, basis);
        for (int i = 0; i < 20; i++)
            basis = Eigenbasis.TryImprove(matrix, basis)!;

        Assert.True(torch.matmul(basis.t(), basis).allclose(torch.eye(5), 1e-4, 1e-4));
        Assert.True(OffDiagonal(matrix, basis) < 0.1 * before);
    }

    [Fact]
    public void The_basis_of_what_was_not_seen_is_no_matter_of_rounding()
    {
        // Four gradients of twelve parameters leave eight directions free.
        torch.Tensor seen = torch.randn(12, 4), nearly = seen * (1 + (1e-6 * torch.randn(12, 4)));
        torch.Tensor matrix = torch.matmul(seen, seen.t());
        (torch.Tensor values, torch.Tensor vectors) = Eigenbasis.TryDecompose(matrix)!.Value;
        torch.Tensor others = Eigenbasis.TryDecompose(torch.matmul(nearly, nearly.t()))!.Value.Vectors;

        Assert.True(torch.matmul(vectors.t(), vectors).allclose(torch.eye(12), 1e-4, 1e-4));
        Assert.True(torch.matmul(vectors * values, vectors.t()).allclose(matrix, 1e-3, 1e-4));
        Assert.True(torch.matmul(vectors.t(), others).diagonal().abs().min().item<float>() > 0.999f);
        torch.Tensor improved = Eigenbasis.TryImprove(matrix, vectors)!;
        Assert.True(torch.matmul(vectors.t(), improved).diagonal().abs().min().item<float>() > 0.999f);
    }

    private static torch.Tensor Symmetric()
    {
        torch.Tensor half = torch.randn(5, 5);
        return torch.matmul(half, half.t());
    }

    private static double OffDiagonal(torch.Tensor matrix, torch.Tensor basis)
    {
        torch.Tensor rotated = torch.matmul(basis.t(), torch.matmul(matrix, basis));
        return (rotated - torch.diag(rotated.diagonal())).norm().ToDouble();
    }
}
