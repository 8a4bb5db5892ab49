using CsCheck;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Tests.Mechanics;

public class LearningLagrangianTests
{

    [Fact]
    public void IsHalfTheMeanSquaredSpeedLessTheLoss() =>
        Gen.Select(Gen.Int[1, 8], Gen.Int[0, 100_000], Gen.Double[-3, 3]).Check((n, seed, loss) =>
        {
            var random = new Random(seed);
            double[] f = PositiveSemidefinite(random, n, n + 8), g = Vector(random, n);
            double[] factor = (double[])f.Clone(), natural = (double[])g.Clone();
            Cholesky.TryFactor(factor, n);
            Cholesky.Solve(factor, n, natural);
            double direct = (g.Zip(natural, (a, b) => a * b).Sum() / (2 * n)) - loss;
            Assert.Equal(direct, LearningLagrangian.Evaluate(g, natural, loss), 10);

            // The same kinetic energy is |θ̇|²/2P of the paper's path θ̇ = −F^(−1/2)·g.
            double[] velocity = (double[])g.Clone(), values = new double[n], scratch = new double[n];
            Assert.True(SymmetricEigen.TryDecompose(f, n, values, scratch));
            SymmetricEigen.Apply(f, n, [.. values.Select(value => 1 / Math.Sqrt(value))], velocity, scratch);
            Assert.Equal(1, (LearningLagrangian.Kinetic(velocity) + 1) / (direct + loss + 1), 7);
        }, count: 60);

    [Fact]
    public void ResidualIsTheDerivativeOfTheAction() =>
        Gen.Select(Gen.Int[1, 4], Gen.Int[0, 100_000]).Check((n, seed) =>
        {
            const int points = 4;
            var random = new Random(seed);
            double[] path = Vector(random, n * points), times = new double[points];
            for (int k = 1; k < points; k++)
                times[k] = times[k - 1] + 0.2 + random.NextDouble();
            double Action(double[] at)
            {
                var losses = new double[points];
                for (int k = 0; k < points; k++)
                    losses[k] = Loss(at[(k * n)..((k + 1) * n)]);
                return LearningLagrangian.Action(at, losses, times);
            }

            const int inner = 2;
            double[] current = path[(inner * n)..((inner + 1) * n)], residual = new double[n];
            double before = times[inner] - times[inner - 1], after = times[inner + 1] - times[inner];
            double norm = LearningLagrangian.EulerLagrangeResidual(
                path.AsSpan((inner - 1) * n, n), current, path.AsSpan((inner + 1) * n, n), LossGradient(current), before, after, residual);
            Assert.Equal(Math.Sqrt(residual.Sum(r => r * r)), norm, 10);
            const double h = 1e-5;
            for (int i = 0; i < n; i++)
            {
                double[] up = (double[])path.Clone(), down = (double[])path.Clone();
                up[(inner * n) + i] += h;
                down[(inner * n) + i] -= h;
                double derivative = (Action(up) - Action(down)) / (2 * h);
                Assert.True(Math.Abs((-derivative / ((before + after) / 2)) - residual[i]) < 1e-5 * (1 + Math.Abs(residual[i])));
            }
        }, count: 60);

    [Fact]
    public void ResidualOfAVerletPathIsZero()
    {
        // θ_{k+1} = 2θ_k − θ_{k−1} − P·h²·∇ℓ(θ_k): mass 1/P in the potential ℓ.
        const int n = 3;
        const double h = 0.05;
        double[] previous = [1, -0.5, 0.3], current = [0.99, -0.49, 0.3], residual = new double[n];
        for (int step = 0; step < 100; step++)
        {
            double[] gradient = LossGradient(current), next = new double[n];
            for (int i = 0; i < n; i++)
                next[i] = (2 * current[i]) - previous[i] - (n * h * h * gradient[i]);
            double norm = LearningLagrangian.EulerLagrangeResidual(previous, current, next, gradient, h, h, residual);
            Assert.True(norm < 1e-11, $"residual {norm:g3} at step {step}");
            (previous, current) = (current, next);
        }
    }

    [Fact]
    public void ActionOfARecordedPathIsItsSum()
    {
        Assert.Equal((2 * 0.5) - (1 * 0.25) + (4 * 1.0), LearningLagrangian.Action([2, -1, 4], [0.5, 0.25, 1]), 14);
        Assert.Throws<ArgumentException>(() => LearningLagrangian.Action([1], [1, 2]));
        Assert.Contains("point 2 is at 1", Assert.Throws<ArgumentException>(
            () => LearningLagrangian.Action(new double[3], new double[3], [0, 1, 1])).Message);
        Assert.Throws<ArgumentException>(() => LearningLagrangian.Kinetic([], []));
    }

    private static double Loss(double[] x) => x.Select((v, i) => (Math.Cosh(v) * (i + 1)) + (0.1 * v * x[0])).Sum();

    private static double[] LossGradient(double[] x)
    {
        double[] g = [.. x.Select((v, i) => (Math.Sinh(v) * (i + 1)) + (0.1 * x[0]))];
        g[0] += 0.1 * x.Sum();
        return g;
    }
}
