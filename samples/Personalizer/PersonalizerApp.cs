using Personalizer.Api;
using Personalizer.Learning;
using Personalizer.Simulation;
using Personalizer.Storage;

namespace Personalizer;

/// <summary>The service.</summary>
internal static class PersonalizerApp
{
    /// <summary>The versions of the retired service's API whose calls these are.</summary>
    private static readonly string[] Versions = ["v1.0", "v1.1-preview.1", "v1.1-preview.2", "v1.1-preview.3"];

    /// <param name="settings">How it is started.</param>
    /// <param name="clock">What time it is; null for the machine's, or, where a population is simulated, one that runs with it.</param>
    public static WebApplication Build(Settings settings, TimeProvider? clock = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(settings.Url);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RequestBody.MostBytes;
            kestrel.Limits.MaxConcurrentConnections = 1000;
        });
        builder.Logging.SetMinimumLevel(LogLevel.Warning).AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Information);
        // A name that an attacker's name server gives to this address is not this service's (DNS rebinding).
        builder.Services.AddHostFiltering(
            options => options.AllowedHosts = settings.Key is null ? ["localhost", "127.0.0.1", "[::1]"] : ["*"]);

        if (settings.Simulate && clock is null)
            clock = new SimulatedClock();
        clock ??= TimeProvider.System;
        var store = EventStore.Open(settings.EventFolder, clock, settings.SurvivesPowerLoss);
        if (clock is SimulatedClock simulated && store.Span() is { } span)
            simulated.GoTo(span.Last);
        builder.Services.AddSingleton(settings).AddSingleton(clock).AddSingleton(_ => store);
        builder.Services.AddSingleton<LearningLoop>().AddSingleton<OfflineEvaluations>();
        if (settings.LearnsInBackground)
            builder.Services.AddHostedService<BackgroundLearning>();
        if (settings.Simulate)
            builder.Services.AddHostedService<Simulator>();

        var app = builder.Build();
        app.UseHostFiltering();
        ApiGuard.Use(app, settings.Key);
        foreach (string version in Versions)
        {
            var service = app.MapGroup($"/personalizer/{version}");
            DecisionEndpoints.Map(service, settings);
            ManagementEndpoints.Map(service);
        }

        PageEndpoints.Map(app);
        app.MapGet("/status", () => new { service = "personalizer", apiStatus = "Valid", apiStatusMessage = "The service answers." });
        app.MapFallback(context => throw ApiException.NotFound(
            "ResourceNotFound", $"There is no {context.Request.Method} {context.Request.Path}; docs/personalizer.md lists what there is."));
        // What was learnt from the stored events is there before the first call is.
        app.Services.GetRequiredService<LearningLoop>();
        return app;
    }
}
