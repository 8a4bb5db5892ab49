using System.Text.Json;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Personalizer.Api;

namespace Personalizer.Simulation;

/// <summary>Calls the service as an application does, over HTTP, for a simulated population.</summary>
internal sealed class Simulator(
    Settings settings, TimeProvider clock, IServer server, IHostApplicationLifetime lifetime, ILogger<Simulator> logger) : BackgroundService
{
    /// <summary>Time between two visits.</summary>
    public static readonly TimeSpan BetweenVisits = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await WaitForStartAsync(stoppingToken);
        string address = server.Features.Get<IServerAddressesFeature>()!.Addresses.First();
        logger.LogWarning("A simulated population calls {Address}; the page there shows what it earns.", address);
        using var client = new HttpClient { BaseAddress = new Uri(address) };
        if (settings.Key is { } key)
            client.DefaultRequestHeaders.Add(ApiGuard.KeyHeader, key);
        var population = new Population(settings.Seed);
        string series = clock.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);
        using var pace = new PeriodicTimer(TimeSpan.FromSeconds(1.0 / settings.Rate));
        for (int number = 0; await pace.WaitForNextTickAsync(stoppingToken); number++)
        {
            string id = FormattableString.Invariant($"{series}-{number}");
            var visit = population.Next();
            string shown = await RankAsync(client, visit, id, stoppingToken);
            await RewardAsync(client, id, population.Read(visit, shown), stoppingToken);
            (clock as SimulatedClock)?.Advance(BetweenVisits);
        }
    }

    /// <summary>Asks what to show.</summary>
    public static async Task<string> RankAsync(
        HttpClient client, Population.Visit visit, string eventId, CancellationToken cancellation)
    {
        using var ranked = await client.PostAsJsonAsync("/personalizer/v1.0/rank", visit.ToRequest(eventId), cancellation);
        ranked.EnsureSuccessStatusCode();
        return (await ranked.Content.ReadFromJsonAsync<JsonElement>(cancellation)).GetProperty("rewardActionId").GetString()!;
    }

    /// <summary>Reports what was opened; who opens nothing is left to the default reward.</summary>
    public static async Task RewardAsync(HttpClient client, string eventId, double value, CancellationToken cancellation)
    {
        if (value == 0)
            return;
        using var rewarded = await client.PostAsJsonAsync($"/personalizer/v1.0/events/{eventId}/reward", new { value }, cancellation);
        rewarded.EnsureSuccessStatusCode();
    }

    private async Task WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        using var stopped = stoppingToken.Register(() => started.TrySetCanceled());
        await started.Task;
    }
}
