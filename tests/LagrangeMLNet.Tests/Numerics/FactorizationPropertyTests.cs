using CsCheck;
using LagrangeMLNet.Numerics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Numerics;

/// <summary>What holds of every factorization, whatever the matrix.</summary>
public class FactorizationPropertyTests
{
    /// <summary>Size and seed of a matrix; sizes on both sides of a block's.</summary>
    private static readonly Gen<(int Size, int Seed)> Matrices = Gen.Select(Gen.Int[1, 140], Gen.Int[0, 1_000_000]);

    [Fact]
    public void The_upper_triangle_is_neither_read_nor_written() => Matrices.Check(
        matrix =>
        {
            int n = matrix.Size;
            double[] a = PositiveSemidefinite(new Random(matrix.Seed), n, n + 5), poisoned = (double[])a.Clone();
            ForUpper(n, at => poisoned[at] = double.NaN);
            Assert.True(Cholesky.TryFactor(a, n));
            Assert.True(Cholesky.TryFactor(poisoned, n));
            ForUpper(n, at => Assert.True(double.IsNaN(poisoned[at])));
            ForLower(n, at => Assert.Equal(a[at], poisoned[at]));

            double[] symmetric = Symmetric(new Random(matrix.Seed), n), spoilt = (double[])symmetric.Clone();
            ForUpper(n, at => spoilt[at] = double.NaN);
            double[] values = new double[n], others = new double[n], scratch = new double[n];
            Assert.True(SymmetricEigen.TryDecompose(symmetric, n, values, scratch));
            Assert.True(SymmetricEigen.TryDecompose(spoilt, n, others, scratch));
            Assert.Equal(values, others);
            Assert.Equal(symmetric, spoilt);
        },
        count: 20);

    /// <summary>Powers of two round nothing: whether a pivot counts as zero must not depend on the unit of a row either.</summary>
    [Fact]
    public void Units_of_rows_change_the_factor_by_themselves_alone() => Matrices.Check(
        matrix =>
        {
            int n = matrix.Size;
            var random = new Random(matrix.Seed);
            double[] a = PositiveSemidefinite(random, n, n + 5);
            double[] units = [.. Enumerable.Range(0, n).Select(_ => Math.ScaleB(1, random.Next(-60, 60)))];
            var scaled = new double[n * n];
            ForLower(n, at => scaled[at] = a[at] * units[at / n] * units[at % n]);
            Assert.True(Cholesky.TryFactor(a, n));
            Assert.True(Cholesky.TryFactor(scaled, n));
            ForLower(n, at => Assert.Equal(a[at] * units[at / n], scaled[at]));
            Assert.Equal(
                Cholesky.LogDeterminant(a, n) + (2 * units.Sum(Math.Log)), Cholesky.LogDeterminant(scaled, n), 1e-9 * (n + 100));
        },
        count: 20);

    [Fact]
    public void A_pivot_of_rounding_size_is_refused_and_one_above_it_is_not()
    {
        // Of 2 rows rounding is 8 × 2⁻⁵² of the diagonal element, and the second pivot of [[1, 1], [1, 1 + δ]] is δ.
        const double ulp = 1 / 4503599627370496.0;
        Assert.False(Cholesky.TryFactor(new double[] { 1, 0, 1, 1 + (8 * ulp) }, 2));
        Assert.True(Cholesky.TryFactor(new double[] { 1, 0, 1, 1 + (9 * ulp) }, 2));
    }

    [Fact]
    public void Halves_of_a_solution_are_solutions_of_the_triangles() => Matrices.Check(
        matrix =>
        {
            int n = matrix.Size;
            var random = new Random(matrix.Seed);
            double[] factor = PositiveSemidefinite(random, n, n + 10), x = Vector(random, n);
            Assert.True(Cholesky.TryFactor(factor, n));
            double[] lower = (double[])x.Clone(), upper = (double[])x.Clone();
            Cholesky.SolveLower(factor, n, lower);
            Cholesky.SolveUpper(factor, n, upper);
            double[] back = new double[n], transposed = new double[n];
            ForLower(n, at =>
            {
                back[at / n] += factor[at] * lower[at % n];
                transposed[at % n] += factor[at] * upper[at / n];
            });
            AssertClose(x, back, 1e-8);
            AssertClose(x, transposed, 1e-8);
        },
        count: 20);

    [Fact]
    public void An_inverse_is_symmetric_and_inverts_to_the_matrix() => Matrices.Check(
        matrix =>
        {
            int n = matrix.Size;
            double[] a = PositiveSemidefinite(new Random(matrix.Seed), n, 3 * n), factor = (double[])a.Clone(), inverse = new double[n * n];
            Assert.True(Cholesky.TryFactor(factor, n));
            Cholesky.Invert(factor, n, inverse);
            ForLower(n, at => Assert.Equal(inverse[at], inverse[((at % n) * n) + (at / n)]));
            var again = new double[n * n];
            Assert.True(Cholesky.TryFactor(inverse, n));
            Cholesky.Invert(inverse, n, again);
            AssertClose(a, again, 1e-7);
        },
        count: 10);

    [Fact]
    public void The_bound_of_a_condition_number_is_one() => Matrices.Check(
        matrix =>
        {
            int n = matrix.Size;
            double[] factor = PositiveSemidefinite(new Random(matrix.Seed), n, n + 2), vectors = (double[])factor.Clone();
            double[] values = new double[n], scratch = new double[n];
            Assert.True(SymmetricEigen.TryDecompose(vectors, n, values, scratch));
            Assert.True(Cholesky.TryFactor(factor, n));
            double bound = Cholesky.ConditionNumberLowerBound(factor, n);
            Assert.InRange(bound, 1, (1 + 1e-6) * values[^1] / values[0]);
        },
        count: 20);

    [Fact]
    public void Eigenvalues_have_the_trace_and_the_norm_and_move_with_a_shift() => Matrices.Check(
        matrix =>
        {
            int n = matrix.Size;
            double[] a = Symmetric(new Random(matrix.Seed), n), shifted = (double[])a.Clone();
            double trace = 0, squares = a.Sum(x => x * x);
            for (int i = 0; i < n; i++)
            {
                trace += a[(i * n) + i];
                shifted[(i * n) + i] += 3;
            }

            double[] values = new double[n], moved = new double[n], scratch = new double[n];
            Assert.True(SymmetricEigen.TryDecompose(a, n, values, scratch));
            Assert.True(SymmetricEigen.TryDecompose(shifted, n, moved, scratch));
            double rounding = 1e-12 * n * (1 + Math.Sqrt(squares));
            Assert.Equal(trace, values.Sum(), rounding);
            Assert.Equal(squares, values.Sum(x => x * x), rounding * (1 + Math.Sqrt(squares)));
            for (int i = 0; i < n; i++)
                Assert.Equal(values[i] + 3, moved[i], rounding);
        },
        count: 20);

    [Fact]
    public void A_matrix_that_does_not_fit_is_named_by_every_operation()
    {
        double[] three = new double[3], vector = new double[2];
        Action[] operations =
        [
            () => Cholesky.TryFactor(three, 2),
            () => Cholesky.Solve(three, 2, vector),
            () => Cholesky.SolveLower(three, 2, vector),
            () => Cholesky.SolveUpper(three, 2, vector),
            () => Cholesky.MultiplyLower(three, 2, vector),
            () => Cholesky.LogDeterminant(three, 2),
            () => Cholesky.ConditionNumberLowerBound(three, 2),
            () => Cholesky.Invert(three, 2, new double[4]),
            () => Cholesky.Invert(new double[4], 2, three),
            () => Cholesky.TryFactor(three, -1),
        ];
        Assert.All(operations, operation => Assert.Contains("3 were given", Assert.Throws<ArgumentException>(operation).Message));
        Assert.True(Cholesky.TryFactor([], 0));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.TryDecompose(three, 2, vector, vector));
        Assert.Throws<ArgumentException>(() => SymmetricEigen.TryDecompose(new double[4], 2, vector, vector.AsSpan(0, 1)));
        Assert.True(SymmetricEigen.TryDecompose([], 0, [], []));
    }

    private static void ForLower(int n, Action<int> use)
    {
        for (int i = 0; i < n; i++)
            for (int j = 0; j <= i; j++)
                use((i * n) + j);
    }

    private static void ForUpper(int n, Action<int> use)
    {
        for (int i = 0; i < n; i++)
            for (int j = i + 1; j < n; j++)
                use((i * n) + j);
    }
}
