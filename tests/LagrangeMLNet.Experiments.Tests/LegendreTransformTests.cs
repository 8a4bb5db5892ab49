using CsCheck;
using LagrangeMLNet.Mechanics;
using Xunit;
using static LagrangeMLNet.Tests.Mechanics.MatrixSamples;

namespace LagrangeMLNet.Experiments.Tests;

public class LegendreTransformTests
{

    private static double[] Grid(double from, double to, int count) =>
        [.. Enumerable.Range(0, count).Select(i => from + ((to - from) * i / (count - 1)))];

    private static double[] Conjugate(double[] x, double[] f, double[] s)
    {
        var result = new double[s.Length];
        LegendreTransform.Conjugate(x, f, s, result, new int[x.Length]);
        return result;
    }

    [Fact]
    public void EqualsTheMaximumOverAllSamples() =>
        Gen.Select(Gen.Int[1, 40], Gen.Int[1, 40], Gen.Int[0, 100_000]).Check((n, m, seed) =>
        {
            var random = new Random(seed);
            double[] x = [.. Vector(random, n).Distinct().Order()], f = Vector(random, x.Length);
            double[] s = [.. Vector(random, m).Select(v => 5 * v).Order()];
            if (n > 3)
                f[0] = double.PositiveInfinity;
            double[] found = Conjugate(x, f, s);
            for (int j = 0; j < m; j++)
                Assert.Equal(x.Zip(f, (a, b) => (s[j] * a) - b).Max(), found[j], 10);
        }, count: 200);

    [Fact]
    public void TwiceIsTheFunctionItselfIfConvexAndNeverAboveIt()
    {
        double[] x = Grid(-3, 3, 601), s = Grid(-25, 25, 5001);
        double[] convex = [.. x.Select(v => Math.Cosh(v) + (0.5 * v))], wavy = [.. x.Select(v => (v * v) + Math.Sin(5 * v))];
        double[] back = Conjugate(s, Conjugate(x, convex, s), x), hull = Conjugate(s, Conjugate(x, wavy, s), x);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(convex[i], back[i], 2);
            Assert.True(hull[i] <= wavy[i] + 1e-12);
        }

        Assert.Contains(Enumerable.Range(0, x.Length), i => hull[i] < wavy[i] - 0.5);
    }

    [Fact]
    public void FenchelYoung() =>
        Gen.Int[0, 100_000].Check(seed =>
        {
            var random = new Random(seed);
            double[] x = Grid(-2, 2, 41), f = Vector(random, 41), s = Grid(-9, 9, 37), conjugate = Conjugate(x, f, s);
            for (int j = 0; j < s.Length; j++)
            {
                double least = double.PositiveInfinity;
                for (int i = 0; i < x.Length; i++)
                    least = Math.Min(least, f[i] + conjugate[j] - (x[i] * s[j]));
                Assert.True(Math.Abs(least) < 1e-12, "f(x) + f*(s) − x·s is never negative, and 0 at its best x");
            }
        }, count: 50);

    [Fact]
    public void HamiltonianOfAQuadraticAgreesWithTheSamples()
    {
        // L(v) = m·v²/2 − V, one dimension: H(p) = p²/2m + V.
        const double mass = 0.25, potential = 1.5;
        double[] v = Grid(-40, 40, 80_001), lagrangian = [.. v.Select(a => (mass * a * a / 2) - potential)], p = Grid(-5, 5, 11);
        double[] sampled = Conjugate(v, lagrangian, p);
        for (int j = 0; j < p.Length; j++)
            Assert.Equal(LegendreTransform.Hamiltonian([p[j]], [mass], potential), sampled[j], 6);
    }

    [Fact]
    public void HamiltonianIsKineticPlusPotentialEnergyOfTheLearningLagrangian()
    {
        double[] velocity = [0.3, -1.2, 0.7], mass = [1 / 3.0, 1 / 3.0, 1 / 3.0];
        double[] momentum = [.. velocity.Select(v => v / 3)];
        const double loss = 0.9;
        double kinetic = LearningLagrangian.Kinetic(velocity), lagrangian = kinetic - loss;
        double hamiltonian = LegendreTransform.Hamiltonian(momentum, mass, loss);
        Assert.Equal(kinetic + loss, hamiltonian, 12);
        Assert.Equal(momentum.Zip(velocity, (a, b) => a * b).Sum() - lagrangian, hamiltonian, 12);
    }

    [Fact]
    public void RefusesWhatMakesNoSense()
    {
        Assert.Contains("point 1 is 0", Assert.Throws<ArgumentException>(() => Conjugate([0, 0], [1, 1], [1])).Message);
        Assert.Contains("slope 1 is 1", Assert.Throws<ArgumentException>(() => Conjugate([0, 1], [1, 1], [2, 1])).Message);
        Assert.Contains("value 0 is NaN", Assert.Throws<ArgumentException>(() => Conjugate([0], [double.NaN], [1])).Message);
        Assert.Throws<ArgumentException>(() => Conjugate([0], [double.PositiveInfinity], [1]));
        Assert.Throws<ArgumentException>(() => LegendreTransform.Hamiltonian([1], [0], 0));
        Assert.Throws<ArgumentException>(() => LegendreTransform.Hamiltonian([1], [1, 2], 0));
    }
}
