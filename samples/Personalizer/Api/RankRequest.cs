using System.Text.Json;
using LagrangeMLNet.Control.Data;

namespace Personalizer.Api;

/// <summary>A rank request.</summary>
/// <param name="EventId">Its identifier; null where the service is to choose one.</param>
/// <param name="Context">Features of the context.</param>
/// <param name="Actions">All actions, those that are excluded too.</param>
/// <param name="Excluded">Whether each action is excluded.</param>
/// <param name="DefersActivation">Whether it counts only once it is activated.</param>
internal sealed record RankRequest(
    string? EventId, IReadOnlyList<NamedFeature> Context, IReadOnlyList<OfferedAction> Actions, bool[] Excluded, bool DefersActivation)
{
    public const string ErrorCode = "InvalidRankRequest";

    private const int MostActions = 50;
    private const int MostFeatures = 5_000;

    /// <summary>Places of the actions that may be taken; the first is the application's own choice.</summary>
    public int[] Allowed => [.. Enumerable.Range(0, Actions.Count).Where(place => !Excluded[place])];

    /// <exception cref="ApiException">It cannot be used; the message names the field, what was found and what to do.</exception>
    public static RankRequest Parse(JsonElement body)
    {
        var context = Features(RequestBody.Find(body, "contextFeatures"), "contextFeatures");
        var actions = ParseActions(RequestBody.Find(body, "actions"));
        var excluded = ParseExcluded(RequestBody.Find(body, "excludedActions"));
        bool[] isExcluded = [.. actions.Select(action => excluded.Contains(action.Id))];
        if (isExcluded.All(one => one))
            throw ApiException.BadRequest(ErrorCode, "'excludedActions' holds all actions; leave at least one to decide for.");
        if (context.Count + actions.Sum(action => action.Features.Count) > MostFeatures)
            throw ApiException.BadRequest(ErrorCode, $"There are more than {MostFeatures} features in the request; send fewer.");
        return new RankRequest(
            RequestBody.Find(body, "eventId") is { } id ? RequestBody.Identifier(id, "eventId", ErrorCode) : null,
            context,
            actions,
            isExcluded,
            RequestBody.Find(body, "deferActivation") is { } defers && Boolean(defers, "deferActivation"));
    }

    /// <summary>The decision among the allowed actions as what is learnt from.</summary>
    public RankingEvent ToEvent(int taken, double probability, double reward)
    {
        int[] allowed = Allowed;
        return new RankingEvent(Context, [.. allowed.Select(place => Actions[place])], Array.IndexOf(allowed, taken), reward, probability);
    }

    private static OfferedAction[] ParseActions(JsonElement? value)
    {
        if (value is not { ValueKind: JsonValueKind.Array } array || array.GetArrayLength() is 0 or > MostActions)
        {
            throw ApiException.BadRequest(
                ErrorCode, $"'actions' {Found(value)}; send 1 to {MostActions} actions, the first being your own choice.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        return [.. array.EnumerateArray().Select((action, place) =>
        {
            string name = $"actions[{place}]";
            if (action.ValueKind != JsonValueKind.Object || RequestBody.Find(action, "id") is not { } given)
            {
                throw ApiException.BadRequest(
                    ErrorCode, $"'{name}' is {RequestBody.Shown(action)}; send an object with 'id' and 'features'.");
            }

            string id = RequestBody.Identifier(given, $"{name}.id", ErrorCode);
            if (!ids.Add(id))
            {
                throw ApiException.BadRequest(
                    ErrorCode, $"'{name}.id' is '{id}', which an action before it has too; identifiers must differ.");
            }

            return new OfferedAction(id, Features(RequestBody.Find(action, "features"), $"{name}.features"));
        })];
    }

    private static HashSet<string> ParseExcluded(JsonElement? value)
    {
        if (value is null)
            return [];
        if (value is not { ValueKind: JsonValueKind.Array } array || array.EnumerateArray().Any(id => id.ValueKind != JsonValueKind.String))
            throw ApiException.BadRequest(ErrorCode, $"'excludedActions' {Found(value)}; send a list of identifiers.");
        return [.. array.EnumerateArray().Select(id => id.GetString()!)];
    }

    private static IReadOnlyList<NamedFeature> Features(JsonElement? value, string name)
    {
        if (value is not { } features)
            return [];
        if (features.ValueKind != JsonValueKind.Array || features.EnumerateArray().Any(part => part.ValueKind != JsonValueKind.Object))
            throw ApiException.BadRequest(ErrorCode, $"'{name}' {Found(value)}; send a list of objects of features.");
        var read = JsonFeatures.Read(features);
        foreach (var feature in read)
        {
            if (!float.IsFinite(feature.Value))
            {
                throw ApiException.BadRequest(
                    ErrorCode, $"'{name}': '{feature.Name}' is no number that single precision holds (up to 3.4e38).");
            }
        }

        return read;
    }

    private static bool Boolean(JsonElement value, string name) => value.ValueKind is JsonValueKind.True or JsonValueKind.False
        ? value.GetBoolean()
        : throw ApiException.BadRequest(ErrorCode, $"'{name}' is {RequestBody.Shown(value)}; send true or false.");

    private static string Found(JsonElement? value) => value is { } found
        ? found.ValueKind == JsonValueKind.Array ? $"is a list of {found.GetArrayLength()}" : $"is {RequestBody.Shown(found)}"
        : "is missing";
}
