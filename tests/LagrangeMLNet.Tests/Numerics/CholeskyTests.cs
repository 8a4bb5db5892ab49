using CsCheck;
using LagrangeMLNet.Numerics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Numerics;

public class CholeskyTests
{
    // Sizes on both sides of the block size (64) and of twice it.
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(63)]
    [InlineData(64)]
    [InlineData(65)]
    [InlineData(131)]
    public void FactorTimesItsTransposeIsTheMatrix(int n)
    {
        double[] a = PositiveSemidefinite(new Random(n), n, n + 5);
        var factor = (double[])a.Clone();
        Assert.True(Cholesky.TryFactor(factor, n));
        var product = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                for (int k = 0; k <= Math.Min(i, j); k++)
                    product[(i * n) + j] += factor[(i * n) + k] * factor[(j * n) + k];
        AssertClose(a, product, 1e-13);
    }

    [Fact]
    public void SolvesAndInverts()
    {
        Gen.Select(Gen.Int[1, 90], Gen.Int[0, 1_000_000]).Check((n, seed) =>
        {
            var random = new Random(seed);
            double[] a = PositiveSemidefinite(random, n, n + 10), x = Vector(random, n), b = Multiply(a, n, x);
            var factor = (double[])a.Clone();
            Assert.True(Cholesky.TryFactor(factor, n));
            Cholesky.Solve(factor, n, b);
            AssertClose(x, b, 1e-8);

            var inverse = new double[n * n];
            Cholesky.Invert(factor, n, inverse);
            AssertClose(x, Multiply(inverse, n, Multiply(a, n, x)), 1e-8);

            // x = L·(Lᵀ·(A⁻¹ x)), so that L·(L⁻¹ x) = x.
            var y = (double[])x.Clone();
            Cholesky.SolveLower(factor, n, y);
            Cholesky.MultiplyLower(factor, n, y);
            AssertClose(x, y, 1e-10);
        }, count: 60);
    }

    [Fact]
    public void LogDeterminantOfAKnownMatrix()
    {
        // det [[4, 2], [2, 3]] = 8.
        double[] a = [4, 99, 2, 3];
        Assert.True(Cholesky.TryFactor(a, 2));
        Assert.Equal(Math.Log(8), Cholesky.LogDeterminant(a, 2), 14);
        Assert.Equal(99, a[1]);
    }

    [Fact]
    public void ReportsAMatrixThatIsNotPositiveDefinite()
    {
        Assert.False(Cholesky.TryFactor(new double[] { 1, 0, 2, 1 }, 2));
        Assert.False(Cholesky.TryFactor(new double[] { 0 }, 1));
        Assert.False(Cholesky.TryFactor(new double[] { -1 }, 1));
        Assert.False(Cholesky.TryFactor(new double[] { 1, 0, double.NaN, 1 }, 2));
        Assert.False(Cholesky.TryFactor(new double[] { double.PositiveInfinity }, 1));

        // A matrix of rank n − 1: rounding may leave the last pivot positive, but then the condition number tells.
        Gen.Select(Gen.Int[2, 90], Gen.Int[0, 1_000_000]).Check((n, seed) =>
        {
            double[] a = PositiveSemidefinite(new Random(seed), n, n - 1);
            Assert.True(!Cholesky.TryFactor(a, n) || Cholesky.ConditionNumberLowerBound(a, n) > 1e11);
        }, count: 40);
    }

    [Fact]
    public void ConditionNumberOfADiagonalMatrixIsExact()
    {
        double[] a = [1e6, 0, 0, 0, 1, 0, 0, 0, 1e2];
        Assert.True(Cholesky.TryFactor(a, 3));
        Assert.Equal(1e6, Cholesky.ConditionNumberLowerBound(a, 3), 6);
    }

    [Fact]
    public void NamesTheSizeWhenTheMatrixIsTooSmall()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => Cholesky.TryFactor(new double[8], 3));
        Assert.Contains("9 numbers, but 8", e.Message);
    }

    [Fact]
    public void AllocatesNothing()
    {
        const int n = 70;
        double[] a = PositiveSemidefinite(new Random(1), n, n + 5), inverse = new double[n * n], x = Vector(new Random(2), n);
        Cholesky.TryFactor((double[])a.Clone(), n);
        long before = GC.GetAllocatedBytesForCurrentThread();
        Cholesky.TryFactor(a, n);
        Cholesky.Solve(a, n, x);
        Cholesky.Invert(a, n, inverse);
        Cholesky.LogDeterminant(a, n);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
