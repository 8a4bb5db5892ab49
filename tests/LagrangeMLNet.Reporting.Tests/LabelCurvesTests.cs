using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Reporting.Tests;

public sealed class LabelCurvesTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-curves-");

    private string Picture => Path.Combine(_folder.FullName, "labels.png");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    public void Every_curve_is_drawn_in_its_own_colour()
    {
        LabelCurves.SavePng([Curve("planned", 5), Curve("random", 9), Curve("uncertainty", 7)], Picture, goal: 0.4);

        using var picture = SKBitmap.Decode(Picture);
        Assert.Equal((1200, 675), (picture.Width, picture.Height));
        foreach (var (red, green, blue) in ((byte, byte, byte)[])[(0x00, 0x72, 0xB2), (0x7F, 0x7F, 0x7F), (0xD5, 0x5E, 0x00)])
            Assert.InRange(picture.Pixels.Count(p => p.Red == red && p.Green == green && p.Blue == blue), 300, 50_000);
        Assert.Equal([Picture], Directory.GetFiles(_folder.FullName));
    }

    [Fact]
    public void One_point_is_enough() =>
        LabelCurves.SavePng([new LabelCurve("planned", [10], [0.5], [0])], Picture);

    [Fact]
    public void Curves_that_cannot_be_drawn_are_named()
    {
        Assert.Throws<ArgumentException>(() => LabelCurves.SavePng([], Picture));
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => LabelCurves.SavePng([new("a", [1], [1, 2], [0])], Picture)).Message);
        Assert.Contains(
            "'a'", Assert.Throws<ArgumentException>(() => LabelCurves.SavePng([new("a", [1], [double.NaN], [0])], Picture)).Message);
        Assert.Contains("'a'", Assert.Throws<ArgumentException>(() => LabelCurves.SavePng([new("a", [0], [1], [0])], Picture)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => LabelCurves.SavePng([Curve("a", 5)], Picture, width: 20));
        Assert.False(File.Exists(Picture));
    }

    private static LabelCurve Curve(string name, double strength)
    {
        int[] labels = [.. Enumerable.Range(0, 12).Select(i => (int)(20 * Math.Pow(1.3, i)))];
        return new LabelCurve(name, labels, [.. labels.Select(n => 0.35 + (strength / n))], [.. labels.Select(n => 0.5 / n)]);
    }
}
