using LagrangeMLNet.Control.Data;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Data;

/// <summary>What a log refuses, and that the complaint names column, row and value.</summary>
public class DecisionLogTests
{
    private readonly MLContext _context = new(seed: 0);

    [Fact]
    public void Holds_what_was_read()
    {
        var log = Load(SampleDecisions.Simulate(50, 1));
        Assert.Equal(50, log.Rows);
        Assert.Equal(2, log.Features);
        Assert.Equal(["1", "2", "3"], log.ActionNames);
        Assert.False(log.PropensitiesWereEstimated);
        Assert.Empty(log.Warnings);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-0.1)]
    [InlineData(1.5)]
    [InlineData(double.NaN)]
    public void Refuses_a_probability(double probability)
    {
        var error = Refuse(row => row.Probability = probability);
        Assert.StartsWith("Probability column 'Probability', row 7: found", error.Message);
    }

    [Fact]
    public void Refuses_a_reward_that_is_none() =>
        Assert.StartsWith("Reward column 'Reward', row 7: found NaN", Refuse(row => row.Reward = float.NaN).Message);

    [Fact]
    public void Refuses_a_missing_action() =>
        Assert.StartsWith("Action column 'Action', row 7:", Refuse(row => row.Action = uint.MaxValue).Message);

    [Fact]
    public void Refuses_an_action_beyond_the_key() =>
        Assert.StartsWith("Action column 'Action', row 7:", Refuse(row => row.Action = 3).Message);

    [Theory]
    [InlineData(float.NaN)]
    [InlineData(float.PositiveInfinity)]
    public void Refuses_a_feature(float feature) =>
        Assert.StartsWith("Column 'Features', row 7, slot 1: found", Refuse(row => row.Features[1] = feature).Message);

    [Fact]
    public void Refuses_features_of_another_width() =>
        Assert.StartsWith("Column 'Features', row 7: found 3 features, expected 2", Refuse(row => row.Features = [1, 2, 3]).Message);

    [Fact]
    public void Refuses_one_action()
    {
        var view = SampleDecisions.View(_context, Enumerable.Range(0, 9).Select(_ => new SampleDecision()), actions: 1);
        var error = Assert.Throws<InvalidOperationException>(() => _context.Control().LoadLog(view));
        Assert.Contains("there is nothing to decide", error.Message);
    }

    [Fact]
    public void Refuses_two_rows() => Assert.StartsWith(
        "The log has 2 decisions", Assert.Throws<InvalidOperationException>(() => Load(SampleDecisions.Simulate(2, 1))).Message);

    [Fact]
    public void Names_a_column_that_is_missing()
    {
        var view = SampleDecisions.View(_context, SampleDecisions.Simulate(9, 1));
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Control().LoadLog(view, new DecisionLogOptions { RewardColumnName = "Earned" }));
        Assert.Contains("Could not find reward column 'Earned'", error.Message);
        error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Control().LoadLog(view, new DecisionLogOptions { ProbabilityColumnName = "Odds" }));
        Assert.Contains("set ProbabilityColumnName to null to have them estimated", error.Message);
    }

    [Fact]
    public void Names_a_column_of_another_type()
    {
        var view = SampleDecisions.View(_context, SampleDecisions.Simulate(9, 1));
        var error = Assert.Throws<ArgumentOutOfRangeException>(
            () => _context.Control().LoadLog(view, new DecisionLogOptions { ActionColumnName = "Reward" }));
        Assert.Contains("Schema mismatch for action column 'Reward'", error.Message);
    }

    [Fact]
    public void Says_which_actions_were_never_taken()
    {
        var log = _context.Control().LoadLog(SampleDecisions.View(_context, SampleDecisions.Simulate(50, 1), actions: 5));
        Assert.Contains(log.Warnings, warning => warning.StartsWith("2 of the 5 actions were never taken", StringComparison.Ordinal));
    }

    [Fact]
    public void Estimates_propensities_and_says_so()
    {
        var rows = SampleDecisions.Simulate(4000, 3, favour: 0.6);
        var log = _context.Control().LoadLog(
            SampleDecisions.View(_context, rows), new DecisionLogOptions { ProbabilityColumnName = null });
        Assert.True(log.PropensitiesWereEstimated);
        Assert.Contains(log.Warnings, warning => warning.StartsWith("The log lacks propensities", StringComparison.Ordinal));
        double error = Enumerable.Range(0, rows.Length).Average(row => Math.Abs(log.Columns.Probabilities[row] - rows[row].Probability));
        Assert.InRange(error, 0, 0.02);
    }

    private DecisionLog Load(IEnumerable<SampleDecision> rows) => _context.Control().LoadLog(SampleDecisions.View(_context, rows));

    private InvalidOperationException Refuse(Action<SampleDecision> spoil)
    {
        var rows = SampleDecisions.Simulate(20, 1);
        spoil(rows[7]);
        return Assert.Throws<InvalidOperationException>(() => Load(rows));
    }
}
