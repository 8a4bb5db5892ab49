using CsCheck;
using LagrangeMLNet.Numerics;
using Xunit;

namespace LagrangeMLNet.Tests.Numerics;

/// <summary>Against double precision, over the whole range of single precision.</summary>
public class VectorExponentialsTests
{
    private const int Cases = 300;

    // Two units in the last place.
    private const double Rounding = 2.4e-7;

    [Fact]
    public void Exponentials_are_those_of_double_precision() => Gen.Float[-87, 88].Array[1, 40].Check(x =>
    {
        float[] y = Of(x, VectorExponentials.Exp);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(Math.Exp(x[i]), y[i], Rounding * Math.Exp(x[i]));
    }, Cases);

    [Theory]
    [InlineData(0, 1)]
    [InlineData(-1000, 0)]
    [InlineData(float.NegativeInfinity, 0)]
    [InlineData(100, float.PositiveInfinity)]
    [InlineData(float.PositiveInfinity, float.PositiveInfinity)]
    [InlineData(float.NaN, float.NaN)]
    [InlineData(-100, 3.8e-44f)]
    public void Exponentials_end_as_single_precision_does(float x, float expected) => Assert.Equal(expected, Of([x], VectorExponentials.Exp)[0]);

    [Fact]
    public void Logarithms_are_those_of_double_precision() => Gen.Float[-87, 88].Array[1, 40].Check(exponents =>
    {
        float[] x = [.. exponents.Select(exponent => (float)Math.Exp(exponent))], y = Of(x, VectorExponentials.Log);
        for (int i = 0; i < x.Length; i++)
            Assert.Equal(Math.Log(x[i]), y[i], (Rounding * Math.Abs(Math.Log(x[i]))) + 1e-8);
    }, Cases);

    [Fact]
    public void Logarithms_of_what_is_next_to_nothing_are_finite()
    {
        Assert.True(float.IsFinite(Of([0], VectorExponentials.Log)[0]));
        Assert.True(float.IsFinite(Of([float.Epsilon], VectorExponentials.Log)[0]));
    }

    [Fact]
    public void What_is_added_to_one_is_not_rounded() => Gen.Float[-80, 0].Array[1, 40].Check(exponents =>
    {
        float[] x = [.. exponents.Select(exponent => (float)Math.Exp(exponent))], y = Of(x, VectorExponentials.LogOnePlus);
        for (int i = 0; i < x.Length; i++)
        {
            // The series ends in time where 1 + x is 1 in double precision.
            double expected = x[i] < 1e-5 ? x[i] - (x[i] * (double)x[i] / 2) : Math.Log(1 + (double)x[i]);
            Assert.Equal(expected, y[i], Rounding * expected);
        }
    }, Cases);

    [Fact]
    public void An_element_does_not_depend_on_its_place() => Gen.Float[0.001f, 1].Array[1, 40].Check(x =>
    {
        float[] exponentials = Of(x, VectorExponentials.Exp), logarithms = Of(x, VectorExponentials.Log), shifted = Of(x, VectorExponentials.LogOnePlus);
        for (int i = 0; i < x.Length; i++)
        {
            Assert.Equal(Of([x[i]], VectorExponentials.Exp)[0], exponentials[i]);
            Assert.Equal(Of([x[i]], VectorExponentials.Log)[0], logarithms[i]);
            Assert.Equal(Of([x[i]], VectorExponentials.LogOnePlus)[0], shifted[i]);
        }
    }, Cases);

    private delegate void Function(ReadOnlySpan<float> x, Span<float> y);

    private static float[] Of(float[] x, Function function)
    {
        float[] y = [.. x];
        function(y, y);
        return y;
    }
}
