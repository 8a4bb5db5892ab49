using LagrangeMLNet.Mechanics;
using ScottPlot;
using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Reporting.Tests;

public sealed class LearningCurveTests
{
    [Fact]
    public void Picture_has_the_size_asked_for_and_ink_in_every_part()
    {
        using var picture = Decode(LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path()), width: 900, height: 500));

        Assert.Equal((900, 500), (picture.Width, picture.Height));
        Assert.True(Ink(picture, 0, 0, 900, 60) > 200, "heading");
        Assert.True(Ink(picture, 0, 60, 60, 440) > 200, "vertical axis");
        Assert.True(Ink(picture, 60, 460, 840, 40) > 200, "horizontal axis");
        Assert.True(Ink(picture, 60, 60, 840, 390) > 2000, "curve");
    }

    [Fact]
    public void Stop_reason_is_seen()
    {
        var reached = LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path()));
        var spent = LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path(reason: StopReason.BudgetSpent)));

        Assert.NotEqual(reached, spent);
    }

    [Theory]
    [InlineData(2, false)]
    [InlineData(3, true)]
    public void No_line_is_drawn_where_nothing_was_seen_between(int states, bool isLine)
    {
        var path = SyntheticLearning.Path(states, growth: 3);
        using var picture = Decode(
            LearningCurve.ToPng(SyntheticLearning.Report(path) with { Floor = double.NaN }, width: 900, height: 500));

        // Left of the legend, which lies in the upper right corner, and right of the first state.
        var isCurve = Enumerable.Range(150, 250)
            .Count(x => Enumerable.Range(70, 380).Any(y => picture.GetPixel(x, y) is { Red: < 80, Blue: > 140 })) > 200;
        Assert.Equal(isLine, isCurve);
    }

    [Fact]
    public void Same_path_gives_the_same_bytes()
    {
        var report = SyntheticLearning.Report(SyntheticLearning.Path());

        Assert.Equal(LearningCurve.ToPng(report), LearningCurve.ToPng(report));
    }

    [Fact]
    public void File_is_replaced_whole_and_nothing_is_left_beside()
    {
        var folder = Directory.CreateTempSubdirectory("learning-curve-");
        try
        {
            var file = Path.Combine(folder.FullName, "curve.png");
            File.WriteAllText(file, "an earlier file");
            LearningCurve.SavePng(SyntheticLearning.Report(SyntheticLearning.Path()), file);

            using var picture = Decode(File.ReadAllBytes(file));
            Assert.Equal(1200, picture.Width);
            Assert.Single(folder.GetFiles());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    public static TheoryData<string, double[], double> OddPaths => new()
    {
        { "single state", [0.5], 0.4 },
        { "floor never known", [0.6, 0.5, 0.4], double.NaN },
        { "constant velocity", [0.5, 0.5, 0.5], 0.5 },
        { "gaps", [0.6, double.NaN, double.PositiveInfinity, 0.4], 0.35 },
        { "negative velocities", [2, 0.5, -0.5, -0.6], -0.61 },
        { "three decades", [900, 30, 1, 0.9], 0.89 },
        { "huge", [1e30, 1e29, 1e28], 1e27 },
    };

    [Theory]
    [MemberData(nameof(OddPaths))]
    public void Odd_paths_are_drawn(string name, double[] velocities, double floor)
    {
        var path = velocities.Select((velocity, i) =>
            new LearningState(i, 1000 * i, 0, velocity, 0, floor, 0.01, velocity - floor, StopReason.None)).ToArray();
        using var picture = Decode(LearningCurve.ToPng(SyntheticLearning.Report(path), name));

        Assert.True(Ink(picture, 0, 0, picture.Width, picture.Height) > 2000);
    }

    [Fact]
    public void Path_without_velocities_is_refused()
    {
        var error = Assert.Throws<ArgumentException>(() => LearningCurve.ToPng(SyntheticLearning.Report([])));

        Assert.Contains("0 states", error.Message);
    }

    [Theory]
    [InlineData(299, 675)]
    [InlineData(1200, 199)]
    public void Picture_too_small_to_read_is_refused(int width, int height) => Assert.Throws<ArgumentOutOfRangeException>(
        () => LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path()), width: width, height: height));

    [Fact]
    public void Applications_own_plot_defaults_stay()
    {
        var before = (Fonts.Default, Fonts.DefaultFontStyle, Fonts.FontResolvers.Count);
        LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path()));

        Assert.Equal(before, (Fonts.Default, Fonts.DefaultFontStyle, Fonts.FontResolvers.Count));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Embedded_font_has_every_character_that_pictures_use(bool bold)
    {
        var label = new LabelStyle();
        PictureFont.Apply(label, 12, Colors.Black, bold);

        var used = Enumerable.Range(' ', '~' - ' ' + 1).Select(c => (char)c).Concat("±−×²λ∞é").ToArray();
        Assert.True(label.Font!.ContainsGlyphs(new string(used)));
        Assert.Equal(bold, label.Font.IsBold);
    }

    private static SKBitmap Decode(byte[] png) => SKBitmap.Decode(png) ?? throw new InvalidDataException("Not a picture.");

    /// <summary>Number of pixels of a rectangle that are clearly darker than the paper.</summary>
    private static int Ink(SKBitmap picture, int left, int top, int width, int height)
    {
        var ink = 0;
        for (var y = top; y < top + height; y++)
        {
            for (var x = left; x < left + width; x++)
                ink += picture.GetPixel(x, y).Green < 160 ? 1 : 0;
        }

        return ink;
    }
}
