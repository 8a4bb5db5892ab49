using Personalizer.Learning;
using Personalizer.Storage;

namespace Personalizer.Api;

/// <summary>rank, reward and activate.</summary>
internal static class DecisionEndpoints
{
    private const string RewardError = "InvalidRewardRequest";

    public static void Map(RouteGroupBuilder service, Settings settings)
    {
        service.MapPost("/rank", async (HttpRequest request, EventStore store, LearningLoop loop) =>
        {
            var (document, text) = await RequestBody.ReadAsync(request, RankRequest.ErrorCode);
            using (document)
                return Results.Json(await RankAsync(RankRequest.Parse(document.RootElement), text, store, loop, settings), statusCode: 201);
        });
        service.MapPost("/events/{eventId}/reward", async (string eventId, HttpRequest request, EventStore store, LearningLoop loop) =>
        {
            CheckId(eventId);
            var (document, _) = await RequestBody.ReadAsync(request, RewardError);
            using (document)
            {
                var value = RequestBody.Find(document.RootElement, "value")
                    ?? throw ApiException.BadRequest(RewardError, "'value' is missing.");
                double reward = RequestBody.Number(value, "value", -1, 1, RewardError);
                if (!await store.RewardAsync(eventId, reward, loop.Configuration.SumsRewards))
                    throw ApiException.BadRequest(RewardError, $"There is no event '{eventId}': rank it first.");
                return Results.NoContent();
            }
        });
        service.MapPost("/events/{eventId}/activate", async (string eventId, EventStore store) =>
        {
            CheckId(eventId);
            return await store.ActivateAsync(eventId)
                ? Results.NoContent()
                : throw ApiException.BadRequest("InvalidEventIdToActivate", $"There is no event '{eventId}': rank it first.");
        });
    }

    private static async Task<object> RankAsync(RankRequest request, string text, EventStore store, LearningLoop loop, Settings settings)
    {
        string id = request.EventId ?? Guid.NewGuid().ToString("N");
        var configuration = loop.Configuration;
        var decision = loop.Decider.Decide(request, id, configuration, settings.Exploration, settings.Seed);
        var added = new NewEvent(id, text, decision, !request.DefersActivation, configuration.IsApprentice, configuration.RewardWaitTime);
        if (await store.AddAsync(added) is { } earlier)
        {
            // A call that is repeated because its answer was lost has the same answer.
            if (earlier.Request != text)
            {
                throw ApiException.BadRequest(
                    RankRequest.ErrorCode, $"'eventId' is '{id}', which another event has; identifiers must differ.");
            }

            decision = earlier.Decision;
        }

        return new
        {
            ranking = Order(request, decision).Select(
                place => new { id = request.Actions[place].Id, probability = decision.Probabilities[place] }),
            eventId = id,
            rewardActionId = request.Actions[decision.Taken].Id,
        };
    }

    /// <summary>The action to use, then the others by falling probability; those that are excluded keep their places.</summary>
    private static List<int> Order(RankRequest request, StoredDecision decision)
    {
        var order = request.Allowed
            .OrderByDescending(place => place == decision.Taken)
            .ThenByDescending(place => decision.Probabilities[place])
            .ToList();
        for (int place = 0; place < request.Excluded.Length; place++)
        {
            if (request.Excluded[place])
                order.Insert(Math.Min(place, order.Count), place);
        }

        return order;
    }

    private static void CheckId(string eventId)
    {
        if (eventId.Length > 256)
        {
            throw ApiException.BadRequest(
                "BadRequest", $"The event's identifier has {eventId.Length} characters; at most 256 are allowed.");
        }
    }
}
