using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class PlanTheLabelsTests
{
    [Fact]
    public void WithoutArgumentsItPlansTheLabelsOfDataItMakesAndLeavesAPictureAndACampaign()
    {
        using var folder = new TemporaryFolder();
        var run = Repository.PlanTheLabels("--output", folder["out"], "--repetitions", "4");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("inspections.csv: 6,000 rows; to label: yes or no ('yes' is yes)", run.Output);
        Assert.Matches(@"labels: [\d,]+ in \d+ batches, at [\d,]+", run.Output);
        Assert.Matches("ended:  (NotWorthItsCost|FloorReached)", run.Output);
        Assert.Matches(@"(?m)^\s+random\s+[\d,]+\s+1\.00", run.Output);
        Assert.Matches(@"(?m)^\s+uncertainty\s+[\d,]+\s+\d\.\d\d\s+\d\.\d\d … \d\.\d\d", run.Output);
        // Never more than 5 % worse than random: what a campaign promises, here on a few pools.
        var planned = Regex.Match(run.Output, @"(?m)^\s+planned\s+[\d,]+\s+(\d\.\d\d)\s+\d\.\d\d … \d\.\d\d");
        Assert.True(planned.Success, run.Output);
        Assert.InRange(double.Parse(planned.Groups[1].Value, CultureInfo.InvariantCulture), 0.1, 1.05);
        Assert.DoesNotContain(run.Output, c => char.IsControl(c) && c is not '\n' and not '\r');

        using var picture = SKBitmap.Decode(Path.Combine(folder["out"], "labels.png"));
        Assert.Equal((1200, 675), (picture.Width, picture.Height));
        Assert.InRange(picture.Pixels.Count(pixel => pixel.Green < 160), 5_000, 200_000);
        var lines = File.ReadAllLines(Path.Combine(folder["out"], "campaign.jsonl"));
        Assert.StartsWith("{\"event\":\"campaign\",\"version\":2,", lines[0]);
        Assert.True(lines.Count(line => line.StartsWith("{\"event\":\"label\",", StringComparison.Ordinal)) >= 20);
    }

    [Theory]
    [InlineData("number")]
    [InlineData("class")]
    public void AnyTableWillDo(string kind)
    {
        using var folder = new TemporaryFolder();
        var random = new Random(5);
        var text = new StringBuilder("length;width;kind;label\n");
        for (var i = 0; i < 900; i++)
        {
            var (length, width, isOld) = (random.NextDouble(), random.NextDouble(), random.Next(3) == 0);
            var value = (3 * length) - width + (isOld ? 1 : 0) + (0.5 * random.NextDouble());
            var label = kind == "number" ? value.ToString("0.000", CultureInfo.InvariantCulture) : value < 1 ? "small" : value < 2 ? "middle" : "large";
            text.Append(CultureInfo.InvariantCulture, $"{length:0.000};{width:0.000};{(isOld ? "old" : "new")};{label}\n");
        }

        var run = Repository.PlanTheLabels(folder.Write("parts.csv", text.ToString()), "--output", folder["out"], "--repetitions", "2");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains($"parts.csv: 900 rows; to label: {(kind == "number" ? "a number" : "one of 3 classes")}", run.Output);
        Assert.Equal(kind == "class", run.Output.Contains("uncertainty", StringComparison.Ordinal));
        Assert.True(File.Exists(Path.Combine(folder["out"], "labels.png")));
    }

    [Theory]
    [InlineData("There is no file", "missing.csv")]
    [InlineData("'--colour' is not an option", "--colour", "red")]
    [InlineData("--repetitions is '1'; allowed is a whole number from 2 on", "--repetitions", "1")]
    public void BadInputIsNamedAndEndsWithoutATrace(string message, params string[] arguments)
    {
        using var folder = new TemporaryFolder();
        var run = Repository.PlanTheLabels([.. arguments, "--output", folder["out"]]);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }
}
