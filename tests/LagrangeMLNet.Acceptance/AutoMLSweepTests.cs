using System.Globalization;
using System.Text.RegularExpressions;
using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Acceptance;

public sealed class AutoMLSweepTests
{
    [Fact]
    public void OneCommandFindsAModelAndResumesWithoutDoingItAgain()
    {
        using var folder = new TemporaryFolder();
        var run = Repository.AutoMLSweep("--output", folder["out"], "--trials", "4");

        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("churn.csv: 20,000 rows", run.Output);
        Assert.Contains("Sweep: trial 4 of 4", run.Output);
        Assert.Contains("Chosen pipeline", run.Output);
        Assert.Contains("Loss on 4,000 rows that no trial has seen", run.Output);
        Assert.True(File.Exists(Path.Combine(folder["out"], "model.zip")));
        using var picture = SKBitmap.Decode(Path.Combine(folder["out"], "sweep.png"));
        Assert.Equal((1600, 675), (picture.Width, picture.Height));
        Assert.InRange(picture.Pixels.Count(pixel => pixel.Green < 160), 5_000, 200_000);
        var page = File.ReadAllText(Path.Combine(folder["out"], "sweep.html"));
        Assert.Contains("<h1>Sweep on churn.csv</h1>", page);
        Assert.Contains("data:image/png;base64,", page);
        Assert.DoesNotContain("http", page);

        var again = Repository.AutoMLSweep("--output", folder["out"], "--trials", "4");
        Assert.Equal(1, again.ExitCode);
        Assert.Contains("is there already", again.Error);

        var resumed = Repository.AutoMLSweep("--output", folder["out"], "--trials", "4", "--resume");
        Assert.True(resumed.ExitCode == 0, resumed.Error);
        Assert.Equal(Tail(run.Output), Tail(resumed.Output));
    }

    [Fact]
    public void AFeatureCalledLabelIsOneBesideAnotherLabel()
    {
        using var folder = new TemporaryFolder();
        var random = new Random(6);
        var text = "Label,b,target\n" + string.Concat(Enumerable.Range(0, 200).Select(i =>
            string.Create(CultureInfo.InvariantCulture, $"{i % 100},{random.Next(9)},{(i % 100 < 50 ? "no" : "yes")}\n")));
        var run = Repository.AutoMLSweep(folder.Write("table.csv", text), "--label", "Target", "--output", folder["out"], "--trials", "3");
        Assert.True(run.ExitCode == 0, run.Error);
        Assert.Contains("label: target (given as 'Target')", run.Output);
        Assert.Matches(@"(?m)^\s+Label: number", run.Output);
        var loss = Regex.Match(run.Output, @"no trial has seen: (\d\.\d+)");
        Assert.True(loss.Success, run.Output);
        Assert.InRange(double.Parse(loss.Groups[1].Value, CultureInfo.InvariantCulture), 0, 0.2);
    }

    [Theory]
    [InlineData("--trials", "0", "--trials is '0'")]
    [InlineData("--colour", "red", "'--colour' is not an option")]
    [InlineData("--label", "Nothing", "There is no column 'Nothing'")]
    public void BadInputIsNamed(string option, string value, string message)
    {
        using var folder = new TemporaryFolder();
        var run = Repository.AutoMLSweep(option, value, "--output", folder["out"]);
        Assert.Equal(1, run.ExitCode);
        Assert.Contains(message, run.Error);
        Assert.DoesNotContain("   at ", run.Error);
    }

    private static string Tail(string output) => output[output.IndexOf("Chosen pipeline", StringComparison.Ordinal)..];
}
