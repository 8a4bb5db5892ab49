namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>Cholesky's method for A x = b, A symmetric and positive definite.</summary>
internal static class Cholesky
{
    /// <summary>Overwrites the lower triangle of <paramref name="a"/> by its factor and <paramref name="b"/> by the solution.</summary>
    /// <exception cref="InvalidOperationException">A is not positive definite to working precision.</exception>
    public static void Solve(double[,] a, double[] b)
    {
        var n = b.Length;
        for (var j = 0; j < n; j++)
        {
            var pivot = a[j, j];
            for (var k = 0; k < j; k++)
                pivot -= a[j, k] * a[j, k];
            if (!(pivot > 0))
                throw new InvalidOperationException($"The matrix is singular at slot {j} (pivot {pivot}): use a larger ridge strength.");
            var root = a[j, j] = Math.Sqrt(pivot);
            for (var i = j + 1; i < n; i++)
            {
                var sum = a[i, j];
                for (var k = 0; k < j; k++)
                    sum -= a[i, k] * a[j, k];
                a[i, j] = sum / root;
            }
        }

        for (var i = 0; i < n; i++)
        {
            for (var k = 0; k < i; k++)
                b[i] -= a[i, k] * b[k];
            b[i] /= a[i, i];
        }

        for (var i = n - 1; i >= 0; i--)
        {
            for (var k = i + 1; k < n; k++)
                b[i] -= a[k, i] * b[k];
            b[i] /= a[i, i];
        }
    }
}
