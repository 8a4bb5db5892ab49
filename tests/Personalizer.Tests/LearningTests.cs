using Microsoft.ML;
using Personalizer.Simulation;
using Xunit;

namespace Personalizer.Tests;

/// <summary>What counts, when it counts, and what is learnt from it.</summary>
public sealed class LearningTests
{
    [Fact]
    public async Task A_reward_counts_when_the_wait_is_over_and_one_that_never_came_is_the_default()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        await service.ConfigureAsync("defaultReward", -0.5);
        foreach (string id in new[] { "rewarded", "silent", "late" })
            await service.RankAsync(id);
        Assert.Equal(204, (await service.PostAsync("/events/rewarded/reward", """{"value":1}""")).Status);
        service.Loop.Tick();
        Assert.Null(service.Loop.State.Total);
        service.Clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(204, (await service.PostAsync("/events/late/reward", """{"value":1}""")).Status);
        service.Loop.Tick();
        Assert.Equal(3, service.Loop.State.LearntFrom);
        Assert.Equal(0, service.Loop.State.Total!.Earned.Mean, 1e-12);
    }

    [Theory]
    [InlineData("earliest", 0.25)]
    [InlineData("sum", 0.75)]
    public async Task Rewards_of_one_event_are_aggregated(string how, double expected)
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        await service.ConfigureAsync("rewardAggregation", how);
        await service.RankAsync("one");
        await service.PostAsync("/events/one/reward", """{"value":0.25}""");
        await service.PostAsync("/events/one/reward", """{"value":0.5}""");
        service.Clock.Advance(TimeSpan.FromMinutes(11));
        service.Loop.Tick();
        Assert.Equal(expected, service.Loop.State.Total!.Earned.Mean);
    }

    [Fact]
    public async Task What_was_never_activated_does_not_count()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        foreach (string id in new[] { "used", "unused", "late" })
            await service.RankAsync(id, defers: true);
        await service.PostAsync("/events/used/activate", null);
        await service.PostAsync("/events/unused/reward", """{"value":1}""");
        service.Clock.Advance(TimeSpan.FromMinutes(11));
        await service.PostAsync("/events/late/activate", null);
        service.Loop.Tick();
        Assert.Equal(1, service.Loop.State.LearntFrom);
    }

    [Fact]
    public async Task An_apprentice_takes_the_applications_choices_and_says_how_often_it_agrees()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        await service.ConfigureAsync("learningMode", "Apprentice");
        await service.SimulateAsync(150, new Population(1), "a");
        var state = service.Loop.State;
        Assert.False(state.IsPolicyLive);
        Assert.Equal("Apprentice", state.Mode);
        Assert.InRange(state.BaselineMatch!.Value, 0, 1);
        Assert.Equal(0, state.Total!.Improvement.Mean, 1e-9);
    }

    [Fact]
    public async Task A_policy_without_anything_to_learn_never_goes_live()
    {
        using var folder = new TemporaryFolder();
        await using var service = await RunningService.StartAsync(folder.Path);
        var random = new Random(3);
        for (int i = 0; i < 300; i++)
        {
            await service.RankAsync($"{i}");
            if (random.NextDouble() < 0.3)
                await service.PostAsync($"/events/{i}/reward", """{"value":1}""");
            service.Clock.Advance(TimeSpan.FromSeconds(2));
        }

        service.Clock.Advance(TimeSpan.FromMinutes(11));
        service.Loop.Tick();
        Assert.NotEmpty(service.Loop.State.Policies);
        Assert.False(service.Loop.State.IsPolicyLive, service.Loop.State.Policies[0].Reason);
    }
}

/// <summary>A service that a simulated population has taught; shared, since that takes seconds.</summary>
public sealed class TaughtService : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal RunningService Service { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        Service = await RunningService.StartAsync(_folder.Path, settings => settings with { Simulate = false });
        // More is tried, so that fewer visits teach it.
        await Service.ConfigureAsync("explorationPercentage", 0.5);
        await Service.SimulateAsync(1_200, new Population(1), "first");
        await Service.ConfigureAsync("explorationPercentage", 0.1);
        await Service.SimulateAsync(500, new Population(2), "second");
    }

    /// <summary>Stops it, and starts it again on the same events.</summary>
    internal async Task RestartAsync()
    {
        var time = Service.Clock.GetUtcNow();
        await Service.DisposeAsync();
        Service = await RunningService.StartAsync(_folder.Path);
        Service.Clock.GoTo(time);
    }

    public async ValueTask DisposeAsync()
    {
        await Service.DisposeAsync();
        _folder.Dispose();
    }
}

/// <summary>Tests that share the service, one after the other.</summary>
[CollectionDefinition(Name)]
public sealed class TaughtServiceCollection : ICollectionFixture<TaughtService>
{
    public const string Name = "taught service";
}

/// <summary>What a population's service earns, tells and keeps.</summary>
[Collection(TaughtServiceCollection.Name)]
public sealed class TaughtServiceTests(TaughtService taught)
{
    [Fact]
    public async Task Earns_more_than_the_applications_own_choices_and_evaluates_itself()
    {
        var service = taught.Service;
        var state = service.Loop.State;
        Assert.True(state.IsPolicyLive, string.Join('\n', state.Policies));
        Assert.True(state.Total!.Improvement.Lower > 0, $"{state.Total.Improvement}");
        Assert.Contains(state.Policies, policy => policy.Outcome == "live" && policy.Baseline!.Mean < policy.Candidate!.Mean);

        const string body = """
            {"name":"all","startTime":"2026-01-01T00:00:00Z","endTime":"2027-01-01T00:00:00Z",
             "enableOfflineExperimentation":true,"policies":[]}
            """;
        var (status, created) = await service.PostAsync("/evaluations", body);
        Assert.Equal((201, "pending"), (status, created.GetProperty("status").GetString()));
        service.Evaluations.RunPending();
        string id = created.GetProperty("id").GetString()!;
        var (_, done) = await service.SendAsync(HttpMethod.Get, $"{RunningService.V1}/evaluations/{id}", null);
        Assert.Equal("completed", done.GetProperty("status").GetString());
        var rewards = done.GetProperty("policyResults").EnumerateArray().ToDictionary(
            result => result.GetProperty("policySource").GetString()!,
            result => result.GetProperty("totalSummary"));
        Assert.Equal(["Baseline", "OfflineExperimentation", "Online", "Random"], rewards.Keys.Order());
        Assert.Equal(state.Total.Earned.Mean, rewards["Online"].GetProperty("averageReward").GetDouble(), 1e-9);
        Assert.True(Average("OfflineExperimentation") - Half("OfflineExperimentation") > Average("Baseline") + Half("Baseline"));
        Assert.True(rewards["Baseline"].GetProperty("ipsEstimatorNumerator").GetDouble() > 0);
        Assert.Equal(1_700, rewards["Random"].GetProperty("ipsEstimatorDenominator").GetDouble());

        double Average(string source) => rewards[source].GetProperty("averageReward").GetDouble();
        double Half(string source) => rewards[source].GetProperty("confidenceInterval").GetDouble();
    }

    [Fact]
    public async Task The_model_is_a_stock_one()
    {
        byte[] file = await taught.Service.Client.GetByteArrayAsync($"{RunningService.V1}/model");
        using var stream = new MemoryStream(file);
        var model = new MLContext().Model.Load(stream, out var schema);
        Assert.NotNull(model.GetOutputSchema(schema).GetColumnOrNull("Score"));
        Assert.Equal(200, (await taught.Service.SendAsync(HttpMethod.Get, $"{RunningService.V1}/model/properties", null)).Status);
    }

    [Fact]
    public async Task Goes_on_where_it_was_after_a_restart()
    {
        var before = taught.Service.Loop.State;
        await taught.RestartAsync();
        taught.Service.Loop.Tick();
        var after = taught.Service.Loop.State;
        Assert.Equal((before.Decisions, before.LearntFrom), (after.Decisions, after.LearntFrom));
        Assert.Equal(before.Total, after.Total);
        Assert.True(after.IsPolicyLive);
    }
}
