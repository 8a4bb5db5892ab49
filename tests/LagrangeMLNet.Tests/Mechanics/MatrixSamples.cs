using Xunit;
namespace LagrangeMLNet.Tests.Mechanics;

/// <summary>Random matrices and the plain, obvious products that the tests compare with.</summary>
internal static class MatrixSamples
{
    /// <summary>B·Bᵀ with B of n rows and <paramref name="rank"/> columns: positive semidefinite of that rank.</summary>
    public static double[] PositiveSemidefinite(Random random, int n, int rank)
    {
        var b = new double[n * rank];
        for (int i = 0; i < b.Length; i++)
            b[i] = Gaussian(random);
        var a = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                for (int k = 0; k < rank; k++)
                    a[(i * n) + j] += b[(i * rank) + k] * b[(j * rank) + k];
        return a;
    }

    public static double[] Symmetric(Random random, int n)
    {
        var a = new double[n * n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                a[(i * n) + j] = a[(j * n) + i] = Gaussian(random);
        return a;
    }

    public static double[] Vector(Random random, int n)
    {
        var x = new double[n];
        for (int i = 0; i < n; i++)
            x[i] = Gaussian(random);
        return x;
    }

    public static double[] Multiply(double[] a, int n, double[] x)
    {
        var y = new double[n];
        for (int i = 0; i < n; i++)
            for (int j = 0; j < n; j++)
                y[i] += a[(i * n) + j] * x[j];
        return y;
    }

    public static double Gaussian(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());

    /// <summary>Fails unless the two agree to a share of the larger norm.</summary>
    public static void AssertClose(ReadOnlySpan<double> expected, ReadOnlySpan<double> actual, double tolerance)
    {
        Assert.Equal(expected.Length, actual.Length);
        double scale = 1e-300, worst = 0;
        for (int i = 0; i < expected.Length; i++)
        {
            scale = Math.Max(scale, Math.Abs(expected[i]));
            worst = Math.Max(worst, Math.Abs(expected[i] - actual[i]));
        }

        Assert.True(worst <= tolerance * scale, $"largest difference {worst:g3} at scale {scale:g3}");
    }
}
