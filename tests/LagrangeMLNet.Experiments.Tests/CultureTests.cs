using System.Globalization;
using Xunit;

namespace LagrangeMLNet.Experiments.Tests;

/// <summary>Errors read the same wherever the program runs.</summary>
public sealed class CultureTests : IDisposable
{
    private readonly CultureInfo _before = CultureInfo.CurrentCulture;

    public CultureTests()
    {
        // As in much of Europe; made by hand, for machines that know no culture but the invariant one.
        var culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (culture.NumberFormat.NumberDecimalSeparator, culture.NumberFormat.NegativeSign) = (",", "\u2212");
        CultureInfo.CurrentCulture = culture;
    }

    public void Dispose() => CultureInfo.CurrentCulture = _before;

    [Fact]
    public void Errors_have_a_decimal_point()
    {
        Assert.Contains("Found -0.25.", Assert.ThrowsAny<ArgumentException>(() => new AdaptivePathSettings { StepSize = -0.25 }).Message);
        Assert.Contains("slope 1 is 0.5 after 1.5", Assert.Throws<ArgumentException>(
            () => LegendreTransform.Conjugate([0, 1], [1, 1], [1.5, 0.5], new double[2], new int[2])).Message);
    }
}
