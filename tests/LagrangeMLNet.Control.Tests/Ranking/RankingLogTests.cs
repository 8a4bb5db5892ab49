using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Ranking;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.Control.Tests.Ranking;

/// <summary>What a log of decisions among actions with features holds, and what it refuses.</summary>
public class RankingLogTests
{
    private const string Line =
        "{\"_label_cost\":-1,\"_label_probability\":0.8,\"_labelIndex\":1,\"c\":{\"user\":{\"age\":30,\"city\":\"Ulm\"},"
        + "\"_multi\":[{\"_tag\":\"news\",\"j\":[{\"x\":1.5}]},{\"i\":{\"constant\":1,\"id\":\"sport\"},\"j\":[{\"live\":true}]}]}}";

    public static TheoryData<string, RankingEvent> Bad => new()
    {
        { "it offers no action", Sample() with { Actions = [] } },
        { "the action taken is at place 4", Sample() with { Taken = 4 } },
        { "its reward is NaN", Sample() with { Reward = double.NaN } },
        { "its probability is 0", Sample() with { Probability = 0 } },
        { "its probability is 1.5", Sample() with { Probability = 1.5 } },
        { "it offers action 'a' twice", Sample() with { Actions = [new("a", []), new("a", [])], Taken = 0 } },
        { "feature 'x' of the context is +∞", Sample() with { Context = [new("x", float.PositiveInfinity)] } },
        { "feature 'x' of action 'a' is NaN", Sample() with { Actions = [new("a", [new("x", float.NaN)])], Taken = 0 } },
    };

    [Fact]
    public void Reads_features_of_actions()
    {
        var log = new MLContext(seed: 0).Control().LoadRankings(new StringReader(string.Join('\n', Line, "", Line, Line)));
        var decision = log.Events[0];
        Assert.Equal([new NamedFeature("user.age", 30), new NamedFeature("user.city=Ulm", 1)], decision.Context);
        Assert.Equal(["news", "sport"], decision.Actions.Select(action => action.Id));
        Assert.Equal([new NamedFeature("j.x", 1.5f)], decision.Actions[0].Features);
        Assert.Equal([new NamedFeature("j.live", 1)], decision.Actions[1].Features);
        Assert.Equal((1, 1.0, 0.8), (decision.Taken, decision.Reward, decision.Probability));
        Assert.Equal((3, 1.0), (log.Rows, log.MeanReward));
    }

    [Theory]
    [MemberData(nameof(Bad))]
    public void Refuses_what_cannot_be_used(string message, RankingEvent bad)
    {
        var events = SampleRankings.Simulate(10, 1);
        events[7] = bad;
        var error = Assert.Throws<InvalidOperationException>(() => new RankingLog(events));
        Assert.StartsWith($"Ranking log, decision 7: {message}", error.Message);
    }

    [Fact]
    public void Refuses_what_has_nothing_to_decide()
    {
        var only = Enumerable.Repeat(Sample() with { Actions = [new("a", [])], Taken = 0 }, 9);
        Assert.Contains("nothing to decide", Assert.Throws<InvalidOperationException>(() => new RankingLog(only)).Message);
        Assert.Contains("2 decisions", Assert.Throws<InvalidOperationException>(() => new RankingLog([Sample(), Sample()])).Message);
    }

    private static RankingEvent Sample() => SampleRankings.Simulate(1, 1)[0];
}
