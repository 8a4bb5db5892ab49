using LagrangeMLNet.Optimizers;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class KroneckerMetricTests : TorchTest
{
    private const int Rows = 4;
    private const int Columns = 6;

    [Fact]
    public void Finds_the_inverse_root_of_a_kronecker_product()
    {
        // G = A^½·Z·B^½ with independent normal Z has covariance A ⊗ B, whose inverse root takes V to A^(−½)·V·B^(−½).
        torch.Tensor a = Covariance(Rows), b = Covariance(Columns);
        ITensorMetric metric = Observe(a, b, new LagrangianOptions { FisherRetention = 0.999 });
        torch.Tensor vector = torch.randn(Rows, Columns, dtype: torch.ScalarType.Float64);
        torch.Tensor expected = torch.matmul(torch.matmul(Power(a, -0.5), vector), Power(b, -0.5));

        torch.Tensor found = metric.Precondition(vector, new LagrangianOptions()).ToTensor();

        Assert.True(Cosine(expected, found) > 0.98, $"cosine {Cosine(expected, found)}");
        Assert.Equal(1, found.norm().ToDouble() / expected.norm().ToDouble(), 0.1);
    }

    [Fact]
    public void Knows_more_than_the_diagonal()
    {
        torch.Tensor a = Covariance(Rows), b = Covariance(Columns);
        var options = new LagrangianOptions { FisherRetention = 0.999 };
        torch.Tensor vector = torch.randn(Rows, Columns, dtype: torch.ScalarType.Float64);
        torch.Tensor expected = torch.matmul(torch.matmul(Power(a, -0.5), vector), Power(b, -0.5));
        var diagonal = new DiagonalMetric(0.999);
        foreach (torch.Tensor gradient in Gradients(a, b))
            diagonal.Observe(gradient, options);

        double factored = Cosine(expected, Observe(a, b, options).Precondition(vector, options).ToTensor());
        double plain = Cosine(expected, diagonal.Precondition(vector, options).ToTensor());

        Assert.True(factored > plain + 0.1, $"{factored} against {plain}");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_side_that_is_too_long_has_no_factor_and_the_other_one_is_whitened(bool shortSideIsOfRows)
    {
        torch.Tensor a = Covariance(Rows), b = torch.diag(torch.linspace(0.1, 2, Columns, dtype: torch.ScalarType.Float64));
        torch.Tensor Turned(torch.Tensor matrix) => shortSideIsOfRows ? matrix : matrix.t().contiguous();
        var options = new LagrangianOptions { FisherRetention = 0.999, MaximumFactorSize = Rows };
        ITensorMetric metric = KroneckerMetric.For(shortSideIsOfRows ? [Rows, Columns] : [Columns, Rows], options);
        foreach (torch.Tensor gradient in Gradients(a, b))
            metric.Observe(Turned(gradient), options);
        torch.Tensor vector = torch.randn(Rows, Columns, dtype: torch.ScalarType.Float64);
        torch.Tensor expected = torch.matmul(torch.matmul(Power(a, -0.5), vector), Power(b, -0.5));

        torch.Tensor found = metric.Precondition(Turned(vector), new LagrangianOptions()).ToTensor();

        Assert.True(Cosine(Turned(expected), found) > 0.98, $"cosine {Cosine(Turned(expected), found)}");
        Assert.Equal(1, found.norm().ToDouble() / expected.norm().ToDouble(), 0.1);
        Assert.DoesNotContain(metric.Slots, slot => slot.Value is { } value && value.shape is [Columns, Columns]);
    }

    [Fact]
    public void Whitening_leaves_the_gradient_as_it_was()
    {
        var options = new LagrangianOptions { MaximumFactorSize = Rows };
        ITensorMetric metric = KroneckerMetric.For([Rows, Columns], options);
        for (int i = 0; i < 12; i++)
        {
            torch.Tensor gradient = torch.randn(Rows, Columns), before = gradient.clone();
            metric.Observe(gradient, options);
            metric.Precondition(gradient, options);
            Assert.True(gradient.equal(before).all().item<bool>(), $"changed at step {i}");
        }
    }

    [Theory]
    [InlineData(new long[] { 7 })]
    [InlineData(new long[] { })]
    [InlineData(new long[] { 600, 700 })]
    [InlineData(new long[] { 1, 600 })]
    public void Without_a_factor_the_metric_is_diagonal(long[] shape) =>
        Assert.IsType<DiagonalMetric>(KroneckerMetric.For(shape, new LagrangianOptions()));

    [Fact]
    public void Before_the_first_decomposition_it_is_the_diagonal()
    {
        var options = new LagrangianOptions { RefreshInterval = 100 };
        torch.Tensor gradient = torch.randn(Rows, Columns);
        ITensorMetric metric = KroneckerMetric.For([Rows, Columns], options);
        metric.Observe(gradient, options);

        // One gradient, its start corrected: g/√g² is its sign.
        torch.Tensor found = metric.Precondition(gradient, options).ToTensor();

        Assert.True(found.allclose(gradient.sign(), 1e-4));
    }

    [Fact]
    public void A_convolution_is_the_matrix_of_its_output_channels()
    {
        var options = new LagrangianOptions { FisherRetention = 0.9 };
        ITensorMetric asTensor = KroneckerMetric.For([4, 2, 3, 3], options), asMatrix = KroneckerMetric.For([4, 18], options);
        torch.Tensor last = torch.randn(4, 2, 3, 3);
        for (int i = 0; i < 25; i++)
        {
            last = torch.randn(4, 2, 3, 3);
            asTensor.Observe(last, options);
            asMatrix.Observe(last.reshape(4, 18), options);
        }

        torch.Tensor found = asTensor.Precondition(last, options).ToTensor();

        Assert.Equal([4, 2, 3, 3], found.shape);
        Assert.True(found.reshape(4, 18).allclose(asMatrix.Precondition(last.reshape(4, 18), options).ToTensor()));
    }

    private static ITensorMetric Observe(torch.Tensor a, torch.Tensor b, LagrangianOptions options)
    {
        ITensorMetric metric = KroneckerMetric.For([Rows, Columns], options);
        foreach (torch.Tensor gradient in Gradients(a, b))
            metric.Observe(gradient, options);
        return metric;
    }

    private static IEnumerable<torch.Tensor> Gradients(torch.Tensor a, torch.Tensor b)
    {
        torch.Tensor rootA = Power(a, 0.5), rootB = Power(b, 0.5);
        for (int i = 0; i < 4000; i++)
            yield return torch.matmul(torch.matmul(rootA, torch.randn(Rows, Columns, dtype: torch.ScalarType.Float64)), rootB);
    }

    /// <summary>A random covariance with eigenvalues from 0.01 to 1.</summary>
    private static torch.Tensor Covariance(int size)
    {
        (torch.Tensor basis, _) = torch.linalg.qr(torch.randn(size, size, dtype: torch.ScalarType.Float64));
        return torch.matmul(basis * torch.logspace(-2, 0, size, dtype: torch.ScalarType.Float64), basis.t());
    }

    private static torch.Tensor Power(torch.Tensor matrix, double power)
    {
        (torch.Tensor values, torch.Tensor vectors) = torch.linalg.eigh(matrix);
        return torch.matmul(vectors * values.pow(power), vectors.t());
    }

    private static double Cosine(torch.Tensor a, torch.Tensor b) => ((a * b).sum() / (a.norm() * b.norm())).ToDouble();
}
