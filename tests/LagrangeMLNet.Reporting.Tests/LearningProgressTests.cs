using LagrangeMLNet.Mechanics;
using Spectre.Console;
using Xunit;

namespace LagrangeMLNet.Reporting.Tests;

public sealed class LearningProgressTests
{
    private const char Escape = '\u001b';
    private const string ShowCursor = "\u001b[?25h";

    [Fact]
    public void Redirected_output_is_plain_lines()
    {
        var console = RecordedConsole.Redirected();
        Show(console, SyntheticLearning.Path());

        Assert.DoesNotContain(console.Text, c => char.IsControl(c) && c is not '\n' and not '\r');
        Assert.All(console.Lines, line => Assert.StartsWith("Test: ", line));
    }

    [Fact]
    public void Plain_lines_grow_rarer()
    {
        var console = RecordedConsole.Redirected();
        Show(console, SyntheticLearning.Path(states: 40));

        // Steps 0, 1, 2, 4, 8, 16, 32 and the stop at 39.
        Assert.Equal(8, console.Lines.Length);
    }

    [Fact]
    public void Plain_lines_tell_velocity_floor_remainder_and_reason()
    {
        var console = RecordedConsole.Redirected();
        Show(console, [State(0, 0.6931, double.NaN), State(1, 0.4123, 0.3109) with { StopReason = StopReason.BudgetSpent }]);

        Assert.Contains("velocity 0.6931 nats each", console.Lines[0]);
        Assert.DoesNotContain("floor", console.Lines[0]);
        Assert.Contains("stopped, budget spent before the floor", console.Lines[1]);
        Assert.Contains("velocity 0.4123 nats each, floor 0.3109 ± 0.0004, 0.1014 left", console.Lines[1]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Console_without_unicode_gets_ascii(bool terminal)
    {
        var console = terminal ? RecordedConsole.Terminal(unicode: false) : RecordedConsole.Redirected(unicode: false);
        Show(console, SyntheticLearning.Path());

        Assert.Contains("+/-", console.Text);
        Assert.DoesNotContain(console.Text, c => c > 127);
    }

    [Fact]
    public void Terminal_is_redrawn_in_place_and_given_back()
    {
        var console = RecordedConsole.Terminal();
        Show(console, SyntheticLearning.Path());

        Assert.Contains(Escape, console.Text);
        Assert.Contains("━", console.Text);
        Assert.Contains("% learnt", console.Text);
        Assert.Contains("floor 0.3109 ± 0.0004", console.Text);
        Assert.Contains("stopped: floor reached", console.Text);
        Assert.EndsWith(ShowCursor, console.Text);
    }

    [Fact]
    public void Bar_is_filled_by_the_share_learnt()
    {
        var console = RecordedConsole.Terminal();
        var half = State(1, 0.5, 0.4) with { Remaining = 0.1, StopReason = StopReason.Cancelled };
        Show(console, [State(0, 0.6, double.NaN), half]);

        Assert.Contains("floor not known yet", console.Text);
        Assert.Contains("50.0 % learnt", console.Text);
    }

    [Fact]
    public void Floor_once_known_stays_on_the_screen()
    {
        var console = RecordedConsole.Redirected();
        Show(console, [State(0, 0.6, double.NaN), State(1, 0.5, 0.4), State(2, 0.45, double.NaN)]);

        Assert.Contains("velocity 0.4500 nats each, floor 0.4000 ± 0.0004, 0.0500 left", console.Lines[2]);
    }

    [Fact]
    public void Next_path_keeps_the_earlier_one_on_the_screen()
    {
        var console = RecordedConsole.Terminal();
        var path = SyntheticLearning.Path(5);
        Show(console, [.. path, .. SyntheticLearning.Path(5, StopReason.Rising)]);

        var last = console.Text[console.Text.LastIndexOf("floor reached", StringComparison.Ordinal)..];
        Assert.Contains("velocity rose, best state restored", last);
    }

    [Fact]
    public void Plain_lines_stand_in_where_another_live_display_holds_the_console()
    {
        var console = RecordedConsole.Terminal();
        console.Console.Live(new Text("outer")).Start(_ => Show(console, SyntheticLearning.Path()));

        Assert.Contains("Test: stopped, floor reached", console.Text);
    }

    [Fact]
    public void Nothing_is_written_without_states_or_after_the_end()
    {
        var console = RecordedConsole.Terminal();
        var progress = new LearningProgress("Test", console.Console);
        progress.Dispose();
        progress.Report(State(0, 0.5, 0.4));
        progress.Dispose();

        Assert.Empty(console.Text);
    }

    [Fact]
    public void Title_is_not_taken_for_markup()
    {
        var console = RecordedConsole.Terminal();
        using (var progress = new LearningProgress("fold [1/5]", console.Console))
            progress.Report(State(0, 0.5, 0.4));

        Assert.Contains("fold [1/5]", console.Text);
    }

    [Fact]
    public void Blank_title_is_refused() => Assert.Throws<ArgumentException>(() => new LearningProgress(" "));

    private static void Show(RecordedConsole console, IEnumerable<LearningState> path)
    {
        using var progress = new LearningProgress("Test", console.Console);
        foreach (var state in path)
            progress.Report(state);
    }

    private static LearningState State(int step, double velocity, double floor) =>
        new(step, 100 * step, 0, velocity, 0, floor, 0.0004, velocity - floor, StopReason.None);
}
