using LagrangeMLNet.Control.Data;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Data;

/// <summary>How a log of steps is ordered, what it refuses, and that the complaint names column, row and value.</summary>
public class TransitionLogTests
{
    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Steps_in_any_order_are_the_same_log()
    {
        var rows = SampleSteps.Simulate(20, 1);
        var shuffled = (SampleStep[])rows.Clone();
        new Random(5).Shuffle(shuffled);
        var ordered = Load(rows).Transitions;
        var sorted = Load(shuffled.OrderBy(row => row.Episode != rows[0].Episode)).Transitions;
        Assert.Equal(ordered.Episodes, sorted.Episodes);
        var first = Enumerable.Range(0, ordered.EpisodeStarts[1]);
        Assert.Equal(first.Select(row => ordered.Columns.Rewards[row]), first.Select(row => sorted.Columns.Rewards[row]));
        Assert.Equal(first.Select(row => ordered.State(row).IndexOf(1)), first.Select(row => sorted.State(row).IndexOf(1)));
        Assert.Equal(ordered.Columns.Rewards.Sum(), sorted.Columns.Rewards.Sum(), 1e-9);
    }

    [Fact]
    public void Next_states_may_be_told_by_the_next_rows()
    {
        var rows = SampleSteps.Simulate(20, 2, horizon: 6);
        var told = Load(rows).Transitions;
        var log = Load(rows, new TransitionLogOptions { NextFeatureColumnName = null });
        var chained = log.Transitions;
        int cut = told.Episodes - told.Terminal.Count(isEnd => isEnd);
        Assert.True(cut > 0);
        Assert.Equal(told.Rows - cut, chained.Rows);
        Assert.Contains(log.Warnings, warning => warning.StartsWith($"{cut} episodes do not end", StringComparison.Ordinal));
        Assert.True(chained.NextState(0).SequenceEqual(told.NextState(0)));
    }

    [Fact]
    public void Refuses_steps_that_do_not_follow_one_another()
    {
        Assert.StartsWith("Step column 'Step', rows 6 and 7: episode 'e0' has step 6 twice", Refuse(row => row.Step = 6).Message);
        Assert.StartsWith("Step column 'Step', row 8: episode 'e0' goes from step 6 to 8", Refuse(row => row.Step = 100).Message);
        Assert.StartsWith("Terminal column 'Terminal', row 7: episode 'e0' goes on", Refuse(row => row.Terminal = true).Message);
    }

    [Fact]
    public void Refuses_next_states_that_are_none()
    {
        Assert.StartsWith(
            "Column 'NextFeatures', row 7, slot 2: found NaN", Refuse(row => row.NextFeatures[2] = float.NaN).Message);
        var rows = Line();
        rows[^1].Terminal = true;
        rows[^1].NextFeatures[0] = float.NaN;
        Assert.Equal(20, Load(rows).Rows);
    }

    [Fact]
    public void Names_columns_that_are_missing_and_what_to_do()
    {
        Assert.Contains(
            "Could not find terminal column 'Done'. Name the column, or set TerminalColumnName to null",
            Missing(new TransitionLogOptions { TerminalColumnName = "Done" }));
        Assert.Contains("set EpisodeColumnName to null", Missing(new TransitionLogOptions { EpisodeColumnName = "Run" }));
        Assert.Contains("set NextFeatureColumnName to null", Missing(new TransitionLogOptions { NextFeatureColumnName = "After" }));
        Assert.Contains("Could not find step column 'Time'", Missing(new TransitionLogOptions { StepColumnName = "Time" }));
        Assert.Throws<ArgumentException>(() => Load(
            Line(), new TransitionLogOptions { NextFeatureColumnName = null, EpisodeColumnName = null }));
    }

    [Fact]
    public void Rows_without_episodes_stand_alone()
    {
        var log = Load(Line(), new TransitionLogOptions { EpisodeColumnName = null });
        Assert.Equal(20, log.Episodes);
    }

    private string Missing(TransitionLogOptions options) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Load(Line(), options)).Message;

    private TransitionLog Load(IEnumerable<SampleStep> rows, TransitionLogOptions? options = null) =>
        _context.Control().LoadTransitions(SampleSteps.View(_context, rows), options);

    private InvalidOperationException Refuse(Action<SampleStep> spoil)
    {
        var rows = Line();
        spoil(rows[7]);
        return Assert.Throws<InvalidOperationException>(() => Load(rows));
    }

    /// <summary>One episode of 20 steps that was cut off.</summary>
    private static SampleStep[] Line() => [.. Enumerable.Range(0, 20).Select(step => new SampleStep
    {
        Features = SampleSteps.At(step % 4),
        NextFeatures = SampleSteps.At((step + 1) % 4),
        Action = (uint)(step % 2),
        Episode = "e0",
        Step = step,
    })];
}
