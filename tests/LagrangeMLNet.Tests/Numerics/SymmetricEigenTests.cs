using CsCheck;
using LagrangeMLNet.Numerics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Numerics;

public class SymmetricEigenTests
{
    private static void AssertDecomposes(double[] a, int n)
    {
        double[] v = (double[])a.Clone(), values = new double[n], scratch = new double[n];
        Assert.True(SymmetricEigen.TryDecompose(v, n, values, scratch));
        double norm = a.Select(Math.Abs).DefaultIfEmpty().Max() * n;
        for (int i = 0; i < n; i++)
        {
            double[] row = v[(i * n)..((i + 1) * n)];
            double[] image = Multiply(a, n, row);
            for (int k = 0; k < n; k++)
                Assert.True(Math.Abs(image[k] - (values[i] * row[k])) <= 1e-13 * norm, $"A·v − λ·v = {image[k] - (values[i] * row[k]):g3}");
            for (int j = 0; j <= i; j++)
            {
                double dot = 0;
                for (int k = 0; k < n; k++)
                    dot += row[k] * v[(j * n) + k];
                Assert.True(Math.Abs(dot - (i == j ? 1 : 0)) < 1e-12, $"v{i}·v{j} = {dot}");
            }

            Assert.True(i == 0 || values[i - 1] <= values[i]);
        }
    }

    [Fact]
    public void EigenvectorsAreOrthonormalAndSatisfyTheirEquation() =>
        Gen.Select(Gen.Int[1, 60], Gen.Int[0, 1_000_000]).Check((n, seed) => AssertDecomposes(Symmetric(new Random(seed), n), n),
            count: 60);

    [Fact]
    public void SurvivesDegenerateMatrices()
    {
        AssertDecomposes(new double[25], 5);
        AssertDecomposes(PositiveSemidefinite(new Random(1), 30, 3), 30);
        AssertDecomposes([.. Enumerable.Repeat(1.0, 400)], 20);
        var identity = new double[100];
        for (int i = 0; i < 10; i++)
            identity[i * 11] = 7;
        AssertDecomposes(identity, 10);

        // Entries over 300 orders of magnitude: the smallest are nothing beside the largest, but must not derail the iteration.
        var graded = new double[64];
        for (int i = 0; i < 8; i++)
            for (int j = 0; j < 8; j++)
                graded[(i * 8) + j] = Math.Pow(10, -20 * (i + j));
        AssertDecomposes(graded, 8);
        AssertDecomposes([.. Symmetric(new Random(2), 12).Select(x => x * 1e150)], 12);
        AssertDecomposes([.. Symmetric(new Random(2), 12).Select(x => x * 1e-150)], 12);
    }

    [Fact]
    public void KnownSpectrumOfTheSecondDifference()
    {
        // tridiag(−1, 2, −1) has the eigenvalues 2 − 2·cos(kπ/(n + 1)), k = 1…n.
        const int n = 50;
        var a = new double[n * n];
        for (int i = 0; i < n; i++)
        {
            a[(i * n) + i] = 2;
            if (i > 0)
                a[(i * n) + i - 1] = -1;
        }

        double[] values = new double[n], scratch = new double[n];
        Assert.True(SymmetricEigen.TryDecompose(a, n, values, scratch));
        for (int k = 1; k <= n; k++)
            Assert.Equal(2 - (2 * Math.Cos(k * Math.PI / (n + 1))), values[k - 1], 12);
    }

    [Fact]
    public void RefusesWhatIsNotFinite()
    {
        double[] values = new double[2], scratch = new double[2];
        Assert.False(SymmetricEigen.TryDecompose(new double[] { 1, 0, double.NaN, 1 }, 2, values, scratch));
        Assert.False(SymmetricEigen.TryDecompose(new double[] { 1, 0, 0, double.NegativeInfinity }, 2, values, scratch));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.TryDecompose(new double[4], 2, values.AsSpan(0, 1), scratch));
    }

    [Fact]
    public void AppliesAFunctionOfTheMatrix()
    {
        // The square root applied twice is the matrix.
        const int n = 17;
        double[] a = PositiveSemidefinite(new Random(3), n, n + 3), v = (double[])a.Clone();
        double[] values = new double[n], scratch = new double[n], x = Vector(new Random(4), n);
        Assert.True(SymmetricEigen.TryDecompose(v, n, values, scratch));
        double[] roots = [.. values.Select(Math.Sqrt)], y = (double[])x.Clone();
        SymmetricEigen.Apply(v, n, roots, y, scratch);
        SymmetricEigen.Apply(v, n, roots, y, scratch);
        AssertClose(Multiply(a, n, x), y, 1e-12);
    }

    [Fact]
    public void AllocatesNothing()
    {
        const int n = 40;
        double[] a = Symmetric(new Random(1), n), values = new double[n], scratch = new double[n];
        SymmetricEigen.TryDecompose((double[])a.Clone(), n, values, scratch);
        long before = GC.GetAllocatedBytesForCurrentThread();
        SymmetricEigen.TryDecompose(a, n, values, scratch);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
