using Microsoft.ML;
using Personalizer.Learning;
using Personalizer.Storage;

namespace Personalizer.Api;

/// <summary>Configuration, model, logs and evaluations.</summary>
internal static class ManagementEndpoints
{
    public static void Map(RouteGroupBuilder service)
    {
        MapConfiguration(service);
        MapModel(service);
        MapLogs(service);
        MapEvaluations(service);
    }

    private static void MapConfiguration(RouteGroupBuilder service)
    {
        service.MapGet("/configurations/service", (LearningLoop loop) => loop.Configuration.ToJson());
        service.MapPut("/configurations/service", async (HttpRequest request, LearningLoop loop) =>
        {
            var (document, _) = await RequestBody.ReadAsync(request, "InvalidServiceConfiguration");
            using (document)
                await loop.ConfigureAsync(ServiceConfiguration.Parse(document.RootElement));
            return loop.Configuration.ToJson();
        });
        service.MapGet("/configurations/policy", (Settings settings) => new
        {
            name = "LagrangeMLNet",
            arguments = $"--exploration {settings.Exploration.ToString().ToLowerInvariant()}",
        });
    }

    private static void MapModel(RouteGroupBuilder service)
    {
        // A stock model: plain Microsoft.ML loads it, and scores the joint features of a context and an action.
        service.MapGet("/model", (LearningLoop loop) =>
        {
            var policy = loop.Decider.Policy ?? throw ApiException.NotFound("ResourceNotFound", "No policy is live yet.");
            var context = new MLContext(seed: 0);
            var (model, schema) = policy.ToTransformer(context);
            var file = new MemoryStream();
            context.Model.Save(model, schema, file);
            return Results.File(file.ToArray(), "application/octet-stream", "model.zip");
        });
        service.MapDelete("/model", (LearningLoop loop) =>
        {
            loop.ResetPolicy();
            return Results.NoContent();
        });
        service.MapGet("/model/properties", (LearningLoop loop) => loop.LiveSince is { } since
            ? Results.Ok(new { creationTime = since, lastModifiedTime = since })
            : throw ApiException.NotFound("ResourceNotFound", "No policy is live yet."));
    }

    private static void MapLogs(RouteGroupBuilder service)
    {
        service.MapGet("/logs/properties", (EventStore store) => store.Span() is { } span
            ? Results.Ok(new { dateRange = new { from = span.First, to = span.Last } })
            : throw ApiException.NotFound("LogsPropertiesNotFound", "There are no events yet."));
        service.MapDelete("/logs", async (EventStore store, LearningLoop loop) =>
        {
            await store.DeleteAsync(before: null);
            loop.ForgetEvents();
            return Results.NoContent();
        });
    }

    private static void MapEvaluations(RouteGroupBuilder service)
    {
        service.MapGet("/evaluations", (OfflineEvaluations evaluations) => evaluations.List());
        service.MapPost("/evaluations", async (HttpRequest request, OfflineEvaluations evaluations) =>
        {
            var (document, _) = await RequestBody.ReadAsync(request, "InvalidEvaluationContract");
            using (document)
            {
                var created = await evaluations.CreateAsync(document.RootElement);
                return Results.Created($"{request.Path}/{created["id"]}", created);
            }
        });
        service.MapGet("/evaluations/{id}", (string id, OfflineEvaluations evaluations) => evaluations.Get(id));
        service.MapDelete("/evaluations/{id}", async (string id, OfflineEvaluations evaluations) =>
        {
            await evaluations.DeleteAsync(id);
            return Results.NoContent();
        });
    }
}
