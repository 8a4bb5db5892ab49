using CsCheck;
using LagrangeMLNet.Numerics;
using Xunit;

namespace LagrangeMLNet.Tests.Numerics;

/// <summary>Against the same sums in double precision, at every length around the width of a vector.</summary>
public class DenseVectorsTests
{
    private const int Cases = 300;
    private const double Rounding = 1e-5;

    private static readonly Gen<(float[] X, float[] Y, float Alpha)> Vectors = Gen.Int[0, 70].SelectMany(length =>
        Gen.Select(Gen.Float[-3, 3].Array[length], Gen.Float[-3, 3].Array[length], Gen.Float[-3, 3]));

    [Fact]
    public void Sums_are_those_of_double_precision() => Vectors.Check((x, y, _) =>
    {
        double[] wideX = Wide(x), wideY = Wide(y);
        double magnitude = x.Zip(y, (a, b) => Math.Abs((double)a * b) + Math.Abs(a)).Sum();
        Assert.Equal(wideX.Sum(), DenseVectors.Sum(x), Rounding * (1 + magnitude));
        Assert.Equal(wideX.Zip(wideY, (a, b) => a * b).Sum(), DenseVectors.Dot(x, y), Rounding * (1 + magnitude));
        Assert.Equal(wideX.Zip(wideY, (a, b) => a * b).Sum(), DenseVectors.Dot(wideX, wideY), 1e-12 * (1 + magnitude));
        Assert.Equal(wideX.Sum(a => a * a), DenseVectors.SumOfSquares(wideX), 1e-12 * (1 + wideX.Sum(a => a * a)));
    }, Cases);

    [Fact]
    public void Elements_are_those_of_one_at_a_time() => Vectors.Check((x, y, alpha) =>
    {
        double[] wideX = Wide(x), wideY = Wide(y);
        Assert.Equal(x.Zip(y, (a, b) => a - b), Of(z => DenseVectors.Subtract(x, y, z)));
        Assert.Equal(x.Zip(y, (a, b) => a * b), Of(z => DenseVectors.Multiply(x, y, z)));
        Assert.Equal(x.Select(a => a * alpha), Of(z => DenseVectors.Scale(x, alpha, z)));
        Assert.Equal(x.Select(a => -a), Of(z => DenseVectors.Negate(x, z)));
        Assert.Equal(x.Zip(y, (a, b) => a + b), From(y, z => DenseVectors.Add(z, x)));
        Assert.Equal(x.Zip(y, (a, b) => (a * alpha) + b), From(y, z => DenseVectors.AddScaled(z, alpha, x)));
        Assert.Equal(wideX.Zip(wideY, (a, b) => a + b), From(wideY, z => DenseVectors.Add(z, wideX)));
        Assert.Equal(wideX.Zip(wideY, (a, b) => (a * alpha) + b), From(wideY, z => DenseVectors.AddScaled(z, alpha, wideX)));
        Assert.Equal(wideX.Select(a => a * alpha), From(wideX, z => DenseVectors.Scale(wideX, alpha, z)));

        float[] Of(Action<float[]> compute) => From(new float[x.Length], compute);
    }, Cases);

    [Fact]
    public void The_largest_is_not_lost()
    {
        Gen.Float[-3, 3].Array[1, 40].Check(x => Assert.Equal(x.Max(), DenseVectors.Max(x)), Cases);
        Assert.Equal(float.NaN, DenseVectors.Max([1, float.NaN, 2]));
    }

    [Fact]
    public void Vectors_that_are_too_short_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => DenseVectors.Dot(new float[9], new float[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DenseVectors.Add(new double[9], new double[8]));
        Assert.Throws<ArgumentOutOfRangeException>(() => DenseVectors.Multiply(new float[9], new float[9], new float[8]));
    }

    private static double[] Wide(float[] x) => [.. x.Select(value => (double)value)];

    private static T[] From<T>(T[] start, Action<T[]> compute)
    {
        T[] z = [.. start];
        compute(z);
        return z;
    }
}
