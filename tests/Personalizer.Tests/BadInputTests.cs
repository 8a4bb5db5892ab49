using System.Text;
using System.Text.Json;
using Xunit;

namespace Personalizer.Tests;

/// <summary>What cannot be used is answered with 400 and what was found; nothing of it is stored.</summary>
public sealed class BadInputTests
{
    private static readonly (string Body, string Message)[] BadRanks =
    [
        ("", "no JSON"),
        ("{", "no JSON"),
        ("[1]", "The body is Array"),
        ("{}", "'actions' is missing"),
        ("""{"actions":[]}""", "'actions' is a list of 0; send 1 to 50"),
        ("""{"actions":"a"}""", "'actions' is \"a\""),
        ($$"""{"actions":[{{Repeat("{}", 51)}}]}""", "'actions' is a list of 51"),
        ("""{"actions":[{"id":"a"},{"id":"a"}]}""", "'actions[1].id' is 'a', which an action before it has too"),
        ("""{"actions":[{"features":[]}]}""", "'actions[0]'"),
        ("""{"actions":[{"id":""}]}""", "'actions[0].id' is \"\""),
        ("""{"actions":[{"id":7}]}""", "'actions[0].id' is 7"),
        ($$"""{"actions":[{"id":"{{new string('x', 257)}}"}]}""", "send a text of 1 to 256 characters"),
        ("""{"actions":[{"id":"a","features":{"x":1}}]}""", "'actions[0].features' is {\"x\":1}; send a list of objects"),
        ("""{"actions":[{"id":"a","features":[{"x":1e999}]}]}""", "'actions[0].features': 'x' is no number that single precision holds"),
        ("""{"actions":[{"id":"a"}],"contextFeatures":[{"x":-1e39}]}""", "'contextFeatures': 'x' is no number"),
        ("""{"actions":[{"id":"a"}],"contextFeatures":[{"x":NaN}]}""", "no JSON"),
        ("""{"actions":[{"id":"a"}],"contextFeatures":[1]}""", "'contextFeatures' is a list of 1; send a list of objects"),
        ("""{"actions":[{"id":"a"}],"excludedActions":["a"]}""", "'excludedActions' holds all actions"),
        ("""{"actions":[{"id":"a"}],"excludedActions":[1]}""", "'excludedActions' is a list of 1; send a list of identifiers"),
        ("""{"actions":[{"id":"a"}],"deferActivation":"yes"}""", "'deferActivation' is \"yes\"; send true or false"),
        ("""{"actions":[{"id":"a"}],"eventId":""}""", "'eventId' is \"\""),
        ($$"""{"actions":[{"id":"a"}],"contextFeatures":[{"x":[{{Repeat("1", 5001)}}]}]}""", "more than 5000 features"),
        ($$"""{"actions":[{"id":"a"}],"contextFeatures":{{new string('[', 200)}}{{new string(']', 200)}}}""", "no JSON"),
        ($$"""{"actions":[{"id":"a"}],"contextFeatures":[{"x":"{{new string('x', 300 * 1024)}}"}]}""", "larger than 256 KiB"),
    ];

    private static readonly (string Body, string Message)[] BadRewards =
    [
        ("{}", "'value' is missing"),
        ("""{"value":null}""", "'value' is missing"),
        ("""{"value":"Infinity"}""", "'value' is \"Infinity\"; send a number from -1 to 1"),
        ("""{"value":NaN}""", "no JSON"),
        ("""{"value":1e999}""", "'value' is 1e999"),
        ("""{"value":1.5}""", "'value' is 1.5"),
        ("1", "The body is Number"),
    ];

    [Fact]
    public async Task Is_refused_and_named()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        await service.RankAsync("known");
        foreach (var (body, message) in BadRanks)
            await AssertRefusedAsync(service, "/rank", body, message);
        foreach (var (body, message) in BadRewards)
            await AssertRefusedAsync(service, "/events/known/reward", body, message);
        await AssertRefusedAsync(service, "/events/unknown/reward", """{"value":1}""", "There is no event 'unknown'");
        await AssertRefusedAsync(service, "/events/unknown/activate", null, "There is no event 'unknown'");
        await AssertRefusedAsync(service, $"/events/{new string('x', 300)}/activate", null, "300 characters");
        await AssertRefusedAsync(
            service, "/evaluations", """{"name":"x","startTime":"now","endTime":"2026-01-01T00:00:00Z","policies":[]}""", "'startTime'");
        await AssertRefusedAsync(
            service,
            "/evaluations",
            """{"name":"x","startTime":"2026-01-02T00:00:00Z","endTime":"2026-01-01T00:00:00Z","policies":[]}""",
            "'endTime' is not after");
        service.Loop.Tick();
        Assert.Equal(1, service.Loop.State.Decisions);
    }

    [Theory]
    [InlineData("rewardWaitTime", "soon", "PT5S to P2D")]
    [InlineData("rewardWaitTime", "PT1S", "PT5S to P2D")]
    [InlineData("defaultReward", 2, "from -1 to 1")]
    [InlineData("rewardAggregation", "mean", "earliest and sum")]
    [InlineData("explorationPercentage", -0.1, "from 0 to 1")]
    [InlineData("learningMode", "LoggingOnly", "online and apprentice")]
    [InlineData("isAutoOptimizationEnabled", true, "which this service has not")]
    public async Task A_configuration_is_refused_and_the_old_one_stays(string property, object value, string message)
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        string path = $"{RunningService.V1}/configurations/service";
        string before = (await service.SendAsync(HttpMethod.Get, path, null)).Body.ToString();
        var changed = JsonSerializer.Deserialize<Dictionary<string, object>>(before)!;
        changed[property] = value;
        var (status, body) = await service.SendAsync(HttpMethod.Put, path, JsonSerializer.Serialize(changed));
        Assert.Equal(400, status);
        Assert.Contains(message, body.GetProperty("error").GetProperty("message").GetString());
        Assert.Equal(before, (await service.SendAsync(HttpMethod.Get, path, null)).Body.ToString());
    }

    [Fact]
    public async Task A_body_that_is_no_json_by_its_own_word_is_refused()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        using var content = new StringContent(SampleRequest.Body("one"), Encoding.UTF8, "text/plain");
        using var response = await service.Client.PostAsync($"{RunningService.V1}/rank", content);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains("send application/json", await response.Content.ReadAsStringAsync());
    }

    private static string Repeat(string text, int times) => string.Join(',', Enumerable.Repeat(text, times));

    private static async Task AssertRefusedAsync(RunningService service, string path, string? body, string message)
    {
        var (status, answer) = await service.PostAsync(path, body);
        string shown = body is { Length: > 100 } ? body[..100] : body ?? "";
        Assert.True(status == 400, $"{shown}: {status}");
        string found = answer.GetProperty("error").GetProperty("message").GetString()!;
        Assert.True(found.Contains(message, StringComparison.Ordinal), $"{shown}: {found}");
    }
}
