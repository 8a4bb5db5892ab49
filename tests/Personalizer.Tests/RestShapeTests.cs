using System.Net;
using System.Text.Json;
using Xunit;

namespace Personalizer.Tests;

/// <summary>Paths and shapes are those of the retired service, so that an application changes its address only.</summary>
public sealed class RestShapeTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningService _service = null!;

    public async ValueTask InitializeAsync() => _service = await RunningService.StartAsync(_folder.Path);

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData("v1.0")]
    [InlineData("v1.1-preview.1")]
    [InlineData("v1.1-preview.3")]
    public async Task Ranks_rewards_and_activates(string version)
    {
        string prefix = $"/personalizer/{version}";
        var (status, ranked) = await _service.SendAsync(HttpMethod.Post, $"{prefix}/rank", SampleRequest.Body("one", defers: true));
        Assert.Equal(201, status);
        Assert.Equal(["ranking", "eventId", "rewardActionId"], ranked.EnumerateObject().Select(property => property.Name));
        Assert.Equal("one", ranked.GetProperty("eventId").GetString());
        var ranking = ranked.GetProperty("ranking").EnumerateArray().ToList();
        Assert.Equal(ranking[0].GetProperty("id").GetString(), ranked.GetProperty("rewardActionId").GetString());
        // No policy yet: the application's own choice, but for the exploration's 20 %.
        Assert.Equal(
            [("news", 0.9), ("sport", 0.1)],
            ranking.Select(one => (Text(one, "id"), Math.Round(one.GetProperty("probability").GetDouble(), 12))).Order());
        Assert.Equal((204, default), await _service.SendAsync(HttpMethod.Post, $"{prefix}/events/one/activate", null));
        Assert.Equal((204, default), await _service.SendAsync(HttpMethod.Post, $"{prefix}/events/one/reward", """{"value":0.5}"""));
    }

    [Fact]
    public async Task Excluded_actions_are_never_taken_and_keep_their_places()
    {
        string body = """
            {"actions":[{"id":"a","features":[]},{"id":"b","features":[{"x":1}]},{"id":"c"}],
             "excludedActions":["a","unknown"],"contextFeatures":null}
            """;
        for (int i = 0; i < 20; i++)
        {
            var (_, ranked) = await _service.PostAsync("/rank", body);
            Assert.NotEqual("a", ranked.GetProperty("rewardActionId").GetString());
            Assert.Equal("a", ranked.GetProperty("ranking")[0].GetProperty("id").GetString());
            Assert.Equal(0, ranked.GetProperty("ranking")[0].GetProperty("probability").GetDouble());
            Assert.Equal(1, ranked.GetProperty("ranking").EnumerateArray().Sum(one => one.GetProperty("probability").GetDouble()), 1e-12);
            Assert.NotEqual("", ranked.GetProperty("eventId").GetString());
        }
    }

    [Fact]
    public async Task A_call_that_is_repeated_has_the_same_answer()
    {
        var first = await _service.RankAsync("same");
        Assert.Equal(first.ToString(), (await _service.RankAsync("same")).ToString());
        var (status, other) = await _service.PostAsync("/rank", SampleRequest.Body("same", defers: true));
        Assert.Equal(400, status);
        Assert.Contains("'eventId' is 'same'", Message(other));
    }

    [Fact]
    public async Task The_configuration_is_read_changed_and_survives()
    {
        var (_, before) = await _service.SendAsync(HttpMethod.Get, "/personalizer/v1.0/configurations/service", null);
        Assert.Equal("PT10M", before.GetProperty("rewardWaitTime").GetString());
        string changed = before.ToString().Replace("PT10M", "PT1H").Replace("earliest", "sum").Replace("Online", "Apprentice");
        var (status, after) = await _service.SendAsync(HttpMethod.Put, "/personalizer/v1.0/configurations/service", changed);
        Assert.Equal((200, changed), (status, after.ToString()));
        await _service.DisposeAsync();
        _service = await RunningService.StartAsync(_folder.Path);
        var (_, stored) = await _service.SendAsync(HttpMethod.Get, "/personalizer/v1.1-preview.3/configurations/service", null);
        Assert.Equal(changed, stored.ToString());
        var news = await _service.RankAsync("apprentice");
        Assert.Equal("news", news.GetProperty("rewardActionId").GetString());
        Assert.Equal(1, news.GetProperty("ranking")[0].GetProperty("probability").GetDouble());
    }

    [Fact]
    public async Task What_is_not_there_is_said_in_the_shape_of_an_error()
    {
        foreach (string path in new[] { "/model", "/model/properties", "/logs/properties", "/evaluations/none", "/multislot/rank" })
        {
            var (status, body) = await _service.SendAsync(HttpMethod.Get, RunningService.V1 + path, null);
            Assert.Equal(404, status);
            Assert.NotEqual("", Message(body));
            Assert.NotEqual("", body.GetProperty("error").GetProperty("code").GetString());
        }

        Assert.Equal("Valid", (await _service.SendAsync(HttpMethod.Get, "/status", null)).Body.GetProperty("apiStatus").GetString());
    }

    [Fact]
    public async Task Logs_are_told_and_deleted()
    {
        await _service.RankAsync("one");
        var (_, properties) = await _service.SendAsync(HttpMethod.Get, "/personalizer/v1.0/logs/properties", null);
        Assert.Equal(_service.Clock.GetUtcNow(), properties.GetProperty("dateRange").GetProperty("to").GetDateTimeOffset());
        Assert.Equal(204, (await _service.SendAsync(HttpMethod.Delete, "/personalizer/v1.0/logs", null)).Status);
        Assert.Equal(404, (await _service.SendAsync(HttpMethod.Get, "/personalizer/v1.0/logs/properties", null)).Status);
    }

    [Fact]
    public async Task Pages_of_other_sites_and_other_names_are_refused()
    {
        using var foreign = new HttpRequestMessage(HttpMethod.Post, "/personalizer/v1.0/events/one/activate");
        foreign.Headers.Add("Sec-Fetch-Site", "cross-site");
        Assert.Equal(HttpStatusCode.Forbidden, (await _service.Client.SendAsync(foreign)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/learning");
        rebound.Headers.Host = "attacker.example";
        Assert.Equal(HttpStatusCode.BadRequest, (await _service.Client.SendAsync(rebound)).StatusCode);
    }

    [Fact]
    public async Task With_a_key_only_those_who_have_it_are_answered()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path, settings => settings with { Key = "0123456789abcdef" });
        Assert.Equal(401, (await service.PostAsync("/rank", SampleRequest.Body("one"))).Status);
        Assert.Equal(401, (await service.SendAsync(HttpMethod.Get, "/learning", null)).Status);
        service.Client.DefaultRequestHeaders.Add("Ocp-Apim-Subscription-Key", "0123456789abcdef");
        Assert.Equal(201, (await service.PostAsync("/rank", SampleRequest.Body("one"))).Status);
    }

    private static string Text(JsonElement body, string name) => body.GetProperty(name).GetString()!;

    private static string Message(JsonElement body) => body.GetProperty("error").GetProperty("message").GetString()!;
}
