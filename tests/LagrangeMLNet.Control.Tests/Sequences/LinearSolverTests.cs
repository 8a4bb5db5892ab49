using CsCheck;
using LagrangeMLNet.Control.Sequences;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Sequences;

public class LinearSolverTests
{
    private static readonly Gen<(double[] Matrix, double[] Solution)> Systems = Gen.Int[1, 12].SelectMany(n => Gen.Select(
        Gen.Double[-1, 1].Array[n * n], Gen.Double[-2, 2].Array[n]));

    [Fact]
    public void Factors_solve_both_a_matrix_and_its_transpose() => Systems.Sample(system =>
    {
        var (matrix, solution) = system;
        Dominate(matrix, solution.Length);
        var factors = new LuFactors((double[])matrix.Clone(), solution.Length);
        AssertNear(solution, factors.Solve(Multiply(matrix, solution, isTransposed: false)));
        AssertNear(solution, factors.SolveTransposed(Multiply(matrix, solution, isTransposed: true)));
    });

    [Fact]
    public void Iteration_finds_the_same_solution() => Systems.Sample(system =>
    {
        var (matrix, solution) = system;
        Dominate(matrix, solution.Length);
        var found = new double[solution.Length];
        var right = Multiply(matrix, solution, isTransposed: false);
        KrylovSolver.Solve(x => Multiply(matrix, x, isTransposed: false), right, found, 1e-12, 50);
        AssertNear(solution, found);
    });

    [Fact]
    public void A_singular_matrix_is_refused() =>
        Assert.Throws<InvalidOperationException>(() => new LuFactors([0, 0, 0, 1], 2));

    /// <summary>Makes the diagonal outweigh its row, in places that pivots must find.</summary>
    private static void Dominate(double[] matrix, int n)
    {
        for (int i = 0; i < n; i++)
            matrix[(i * n) + ((i + 1) % n)] += 2 * n;
    }

    private static double[] Multiply(double[] matrix, double[] x, bool isTransposed)
    {
        int n = x.Length;
        return [.. Enumerable.Range(0, n).Select(i => Enumerable.Range(0, n)
            .Sum(j => (isTransposed ? matrix[(j * n) + i] : matrix[(i * n) + j]) * x[j]))];
    }

    private static void AssertNear(double[] expected, double[] found) =>
        Assert.All(expected.Zip(found), pair => Assert.Equal(pair.First, pair.Second, 1e-8));
}
