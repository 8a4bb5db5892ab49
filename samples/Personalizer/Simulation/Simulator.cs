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
        for (int visit = 0; await pace.WaitForNextTickAsync(stoppingToken); visit++)
            await VisitAsync(client, population, FormattableString.Invariant($"{series}-{visit}"), stoppingToken);
    }

    /// <summary>One visit: ranks, shows, and reports what was opened; who opens nothing is left to the default reward.</summary>
    public async Task VisitAsync(HttpClient client, Population population, string eventId, CancellationToken cancellation)
    {
        var visit = population.Next();
        using var ranked = await client.PostAsJsonAsync("/personalizer/v1.0/rank", visit.ToRequest(eventId), cancellation);
        ranked.EnsureSuccessStatusCode();
        var answer = await ranked.Content.ReadFromJsonAsync<JsonElement>(cancellation);
        string shown = answer.GetProperty("rewardActionId").GetString()!;
        double value = population.Read(visit.Reader, visit.Articles.First(article => article.Id == shown));
        if (value > 0)
        {
            using var rewarded = await client.PostAsJsonAsync($"/personalizer/v1.0/events/{eventId}/reward", new { value }, cancellation);
            rewarded.EnsureSuccessStatusCode();
        }

        if (clock is SimulatedClock simulated)
            simulated.Advance(BetweenVisits);
    }

    private async Task WaitForStartAsync(CancellationToken stoppingToken)
    {
        var started = new TaskCompletionSource();
        using var registration = lifetime.ApplicationStarted.Register(started.SetResult);
        using var stopped = stoppingToken.Register(() => started.TrySetCanceled());
        await started.Task;
    }
}
