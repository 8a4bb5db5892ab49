using Xunit;

namespace LagrangeMLNet.Acceptance;

/// <summary>Errors, remarks, logs and pictures have a decimal point wherever a program runs, so that they can be searched for and compared.</summary>
public sealed class CultureTests
{
    [Theory]
    [InlineData("src", "LagrangeMLNet")]
    [InlineData("src", "LagrangeMLNet.AutoML")]
    [InlineData("src", "LagrangeMLNet.Reporting")]
    [InlineData("src", "LagrangeMLNet.Tables")]
    [InlineData("src", "LagrangeMLNet.TorchSharp")]
    [InlineData("src", "LagrangeMLNet.Trees")]
    [InlineData("samples", "QuickStart")]
    [InlineData("samples", "Personalizer")]
    [InlineData("samples", "PlanTheLabels")]
    [InlineData("samples", "AutoMLSweep")]
    public void No_text_depends_on_the_culture(string folder, string name)
    {
        var found = CultureDependentCalls.Of(Repository.PathOf(folder, name, "bin", Repository.Configuration, "net10.0", $"{name}.dll"));
        Assert.True(found.Count == 0, string.Join('\n', found));
    }

    [Fact]
    public void What_depends_on_it_is_found()
    {
        // These tests' own assembly has each kind once, below.
        var found = CultureDependentCalls.Of(typeof(CultureTests).Assembly.Location);
        Assert.Equal(5, found.Count(place => place.StartsWith($"{nameof(Dependent)}.", StringComparison.Ordinal)));
        Assert.DoesNotContain(found, place => place.StartsWith($"{nameof(Independent)}.", StringComparison.Ordinal));
    }

#pragma warning disable CA1305, MA0011 // Found they must be.
    private static class Dependent
    {
        public static string Interpolated(double x) => $"x = {x:G3}";

        public static string Within(double x) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{x} {Count($"{x}")}");

        public static string Formatted(double x) => x.ToString("G3");

        public static string Joined(double[] x) => string.Join(", ", x);

        public static Exception Thrown(double x) => new ArgumentOutOfRangeException(nameof(x), x, "Too large.");
    }
#pragma warning restore CA1305, MA0011

    private static class Independent
    {
        public static string Interpolated(double x) => string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{x} {Count($"{1}")} {x}");

        public static string Invariant(double x) => FormattableString.Invariant($"{x}");

        public static string Formatted(double x, string name) => $"{name} = {x.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
    }

    private static int Count(string text) => text.Length;
}
