using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Personalizer.Learning;
using Personalizer.Simulation;

namespace Personalizer.Tests;

/// <summary>The service at a free port of this machine, its clock and its learning turned by hand.</summary>
internal sealed class RunningService : IAsyncDisposable
{
    public const string V1 = "/personalizer/v1.0";

    private readonly WebApplication _app;

    private RunningService(WebApplication app, SimulatedClock clock)
    {
        (_app, Clock) = (app, clock);
        Client = new HttpClient { BaseAddress = new Uri(app.Urls.First()) };
    }

    public SimulatedClock Clock { get; }

    public HttpClient Client { get; }

    public string Address => _app.Urls.First();

    public LearningLoop Loop => _app.Services.GetRequiredService<LearningLoop>();

    public OfflineEvaluations Evaluations => _app.Services.GetRequiredService<OfflineEvaluations>();

    /// <summary>Starts it on a folder; one that was left off goes on where its events ended.</summary>
    public static async Task<RunningService> StartAsync(string folder, Func<Settings, Settings>? change = null)
    {
        var clock = new SimulatedClock();
        var settings = new Settings { Url = "http://127.0.0.1:0", DataFolder = folder, LearnsInBackground = false };
        var app = PersonalizerApp.Build(change?.Invoke(settings) ?? settings, clock);
        await app.StartAsync();
        return new RunningService(app, clock);
    }

    public async Task<(int Status, JsonElement Body)> SendAsync(HttpMethod method, string path, string? body)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await Client.SendAsync(request);
        string text = await response.Content.ReadAsStringAsync();
        return ((int)response.StatusCode, text.Length == 0 ? default : JsonDocument.Parse(text).RootElement);
    }

    public Task<(int Status, JsonElement Body)> PostAsync(string path, string? body) => SendAsync(HttpMethod.Post, V1 + path, body);

    /// <summary>Ranks two actions, the first being the application's own choice.</summary>
    public async Task<JsonElement> RankAsync(string id, bool defers = false)
    {
        var (status, body) = await PostAsync("/rank", SampleRequest.Body(id, defers));
        return status == 201 ? body : throw new InvalidOperationException(body.ToString());
    }

    /// <summary>
    /// Lets a simulated population call, 25 at a time, and the service learn meanwhile. Who opens what is drawn in one order.
    /// </summary>
    public async Task SimulateAsync(int visits, Population population, string series)
    {
        const int together = 25;
        for (int first = 0; first < visits; first += together)
        {
            var asked = Enumerable.Range(first, together).Select(number => (Id: $"{series}-{number}", Visit: population.Next())).ToList();
            string[] shown = await Task.WhenAll(asked.Select(one => Simulator.RankAsync(Client, one.Visit, one.Id, default)));
            double[] values = [.. asked.Zip(shown, (one, action) => population.Read(one.Visit, action))];
            await Task.WhenAll(asked.Zip(values, (one, value) => Simulator.RewardAsync(Client, one.Id, value, default)));
            Clock.Advance(together * Simulator.BetweenVisits);
            if (first % 200 == 0)
                Loop.Tick();
        }

        Clock.Advance(TimeSpan.FromMinutes(11));
        Loop.Tick();
    }

    /// <summary>Changes the configuration.</summary>
    public async Task ConfigureAsync(string property, object value)
    {
        var configuration = await Client.GetFromJsonAsync<Dictionary<string, object>>($"{V1}/configurations/service");
        configuration![property] = value;
        using var response = await Client.PutAsJsonAsync($"{V1}/configurations/service", configuration);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
