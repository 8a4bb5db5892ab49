using LagrangeMLNet.Sweeps;
using SkiaSharp;
using Xunit;

namespace LagrangeMLNet.Reporting.Tests;

public sealed class SweepDisplayTests
{
    private static readonly SweepTrial Best = Trial(0, "Lagrangian", SweepTrialState.Complete, 0.5, 0.4);
    private static readonly SweepTrial Stopped = Trial(1, "LightGBM [fast]", SweepTrialState.Pruned, 0.6);
    private static readonly SweepTrial Failed = new(2, "Broken", "{}", [], SweepTrialState.Failed, "it threw");

    [Fact]
    public void Redirected_output_is_one_plain_line_for_each_trial()
    {
        var console = RecordedConsole.Redirected();
        Show(console);

        Assert.Equal(4, console.Lines.Length);
        Assert.All(console.Lines, line => Assert.StartsWith("Test: ", line));
        Assert.DoesNotContain(console.Text, c => char.IsControl(c) && c is not '\n' and not '\r');
        Assert.Contains(
            "trial 1 of 3, Lagrangian: complete, loss 0.4000 with 400 rows; best 0.4000 by Lagrangian, about 8 s left", console.Text);
        Assert.Contains("LightGBM [fast]: stopped, cannot win any more, loss 0.6000 with 100 rows", console.Text);
        Assert.Contains("Broken: failed, it threw", console.Text);
    }

    [Fact]
    public void Terminal_shows_a_table_and_is_given_back()
    {
        var console = RecordedConsole.Terminal();
        Show(console);

        Assert.Contains("LightGBM [fast]", console.Text);
        Assert.Contains("3 of 3 trials", console.Text);
        Assert.EndsWith("\u001b[?25h", console.Text);
    }

    [Fact]
    public void Where_time_alone_ends_the_sweep_no_number_of_trials_is_named()
    {
        foreach (var console in new[] { RecordedConsole.Redirected(), RecordedConsole.Terminal() })
        {
            using (var display = new SweepDisplay("Test", console.Console))
                display.Report(Progress(1, Best) with { MaximumTrials = int.MaxValue });
            Assert.DoesNotContain("2147483647", console.Text);
            Assert.Contains("1", console.Text);
        }
    }

    [Fact]
    public void Nothing_is_written_after_the_end()
    {
        var console = RecordedConsole.Redirected();
        var display = new SweepDisplay("Test", console.Console);
        display.Dispose();
        display.Report(Progress(1, Best));
        display.Dispose();
        Assert.Empty(console.Text);
    }

    [Fact]
    public void The_picture_has_the_size_and_the_curves()
    {
        using var picture = SKBitmap.Decode(SweepPicture.ToPng([Best, Stopped, Failed], width: 900, height: 500));
        Assert.Equal((900, 500), (picture.Width, picture.Height));
        Assert.Contains(picture.Pixels, pixel => pixel is { Red: 0xC2, Green: 0x57, Blue: 0x1A });
        Assert.Contains(picture.Pixels, pixel => pixel is { Red: 0x99, Green: 0x99, Blue: 0x99 });
    }

    [Fact]
    public void A_picture_of_nothing_is_refused() =>
        Assert.Contains("None of the 1 trials", Assert.Throws<ArgumentException>(() => SweepPicture.ToPng([Failed])).Message);

    private static void Show(RecordedConsole console)
    {
        using var display = new SweepDisplay("Test", console.Console);
        display.Report(new SweepProgress(SweepPhase.Searching, 0, 3, TimeSpan.Zero, null, null, null));
        display.Report(Progress(1, Best));
        display.Report(Progress(2, Stopped));
        display.Report(Progress(3, Failed));
        display.Report(new SweepProgress(SweepPhase.Refitting, 3, 3, TimeSpan.Zero, TimeSpan.Zero, null, Best));
    }

    private static SweepProgress Progress(int finished, SweepTrial latest) => new(
        SweepPhase.Searching, finished, 3, TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(4 * (3 - finished)), latest, Best);

    private static SweepTrial Trial(int number, string name, SweepTrialState state, params double[] losses) => new(
        number,
        name,
        "{}",
        [.. losses.Select((loss, i) => new SweepRung(i, 100 << (2 * i), loss, 0.01, TimeSpan.FromSeconds(1)))],
        state,
        null);
}
