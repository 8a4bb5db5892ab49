using LagrangeMLNet.Sweeps;
using Xunit;

namespace LagrangeMLNet.Reporting.Tests;

/// <summary>Names that hold control characters reach no terminal, page or picture.</summary>
public sealed class StrangersTextTests : IDisposable
{
    private const string Evil = "a\u001b]0;pwned\u0007\u001b[2Jb\nc\u009b31m\u202ed";
    private const string Shown = "a\\u001B]0;pwned\\u0007\\u001B[2Jb\\u000Ac\\u009B31m\\u202Ed";

    private static readonly SweepTrial Trial =
        new(1, Evil, Evil, [new SweepRung(0, 100, 0.5, 0.02, TimeSpan.FromSeconds(1))], SweepTrialState.Complete, Evil);

    private static readonly SweepTrial Failed = new(2, Evil, Evil, [], SweepTrialState.Failed, Evil);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("lagrange-strangers-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_sweep_shows_them_escaped(bool isTerminal)
    {
        var console = isTerminal ? RecordedConsole.Terminal() : RecordedConsole.Redirected();
        using (var display = new SweepDisplay(Evil, console.Console))
        {
            display.Report(new SweepProgress(SweepPhase.Searching, 1, 3, TimeSpan.FromSeconds(1), null, Trial, Trial));
            display.Report(new SweepProgress(SweepPhase.Searching, 2, 3, TimeSpan.FromSeconds(1), null, Failed, Trial));
        }

        AssertHarmless(console.Text);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_learning_path_shows_them_escaped(bool isTerminal)
    {
        var console = isTerminal ? RecordedConsole.Terminal() : RecordedConsole.Redirected();
        using (var progress = new LearningProgress(Evil, console.Console))
        {
            foreach (var state in SyntheticLearning.Path())
                progress.Report(state);
        }

        AssertHarmless(console.Text);
        Assert.Contains(Shown, console.Text.ReplaceLineEndings(""));
    }

    [Fact]
    public void A_page_shows_them_escaped()
    {
        string page = new SweepReport([Trial, Failed]) { Title = Evil, Pipeline = Evil, Remarks = [Evil] }.ToHtml();

        AssertHarmless(page);
        string lines = Shown.Replace("\\u000A", "\n");
        Assert.Contains($"<title>{lines}</title>", page);
        Assert.Contains($"<pre>{lines}</pre>", page);
    }

    [Fact]
    public void Pictures_are_drawn_without_them()
    {
        // Line feeds would make a title of several lines: the pictures of a text and of the text as it is shown are the same.
        Assert.Equal(
            LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path()), Shown, 600, 400),
            LearningCurve.ToPng(SyntheticLearning.Report(SyntheticLearning.Path()), Evil, 600, 400));
        Assert.Equal(
            SweepPicture.ToPng([Trial with { Candidate = Shown }], Shown, 600, 300),
            SweepPicture.ToPng([Trial], Evil, 600, 300));
    }

    [Fact]
    public void A_file_keeps_its_link_and_nothing_is_left_beside_it()
    {
        string target = Path.Combine(_folder.FullName, "real.png"), link = Path.Combine(_folder.FullName, "link.png");
        File.WriteAllText(target, "");
        File.CreateSymbolicLink(link, target);

        LearningCurve.SavePng(SyntheticLearning.Report(SyntheticLearning.Path()), link, width: 400, height: 300);
        SweepPicture.SavePng([Trial], link, width: 400, height: 300);
        new SweepReport([Trial]).SaveHtml(link);

        Assert.Equal(target, new FileInfo(link).LinkTarget);
        Assert.StartsWith("<!DOCTYPE html>", File.ReadAllText(target));
        Assert.Equal(2, _folder.GetFiles().Length);
    }

    private static void AssertHarmless(string text)
    {
        Assert.DoesNotContain("\u0007", text);
        Assert.DoesNotContain("\u001b]", text);
        Assert.DoesNotContain("\u001b[2J", text);
        Assert.DoesNotContain("\u009b", text);
        Assert.DoesNotContain("\u202e", text);
        Assert.Contains("pwned", text);
    }
}
