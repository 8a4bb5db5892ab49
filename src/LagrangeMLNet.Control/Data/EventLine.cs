using System.Globalization;
using System.Text.Json;

namespace LagrangeMLNet.Control.Data;

/// <summary>
/// A line of an event log of Azure AI Personalizer or Vowpal Wabbit (<c>dsjson</c>): <c>c</c> is the context with the actions in
/// <c>_multi</c>, <c>_labelIndex</c> the action taken, <c>_label_cost</c> minus its reward, <c>_label_probability</c> its probability.
/// </summary>
internal static class EventLine
{
    /// <summary>The decision of a line; null where there is none, or it was never activated.</summary>
    /// <exception cref="InvalidOperationException">The line cannot be read; the message says why.</exception>
    public static RankingEvent? Parse(string text, long line)
    {
        try
        {
            using var json = JsonDocument.Parse(text);
            var root = json.RootElement;
            if (root.ValueKind != JsonValueKind.Object)
                DecisionErrors.Event(line, "expected a JSON object.");
            // Lines without a cost are no decisions: late rewards that found no event, and check points. What is skipped was never
            // activated.
            if (!root.TryGetProperty("_label_cost", out var cost)
                || (root.TryGetProperty("_skipLearn", out var skip) && skip.ValueKind == JsonValueKind.True))
                return null;
            var context = Required(root, "c", line);
            int taken = (int)Number(Required(root, "_labelIndex", line), "_labelIndex", line);
            return new RankingEvent(
                JsonFeatures.Read(context),
                Actions(context, taken, line),
                taken,
                -Number(cost, "_label_cost", line),
                Number(Required(root, "_label_probability", line), "_label_probability", line));
        }
        catch (JsonException error)
        {
            DecisionErrors.Event(line, $"no JSON: {error.Message}");
            return null;
        }
    }

    private static OfferedAction[] Actions(JsonElement context, int taken, long line)
    {
        if (context.ValueKind != JsonValueKind.Object || !context.TryGetProperty("_multi", out var offered)
            || offered.ValueKind != JsonValueKind.Array)
        {
            DecisionErrors.Event(line, "the context has no '_multi', the actions that could be taken.");
            return [];
        }

        if (taken < 0 || taken >= offered.GetArrayLength())
            DecisionErrors.Event(line, $"'_labelIndex' is {taken}, and there are {offered.GetArrayLength()} actions.");
        return [.. offered.EnumerateArray().Select((action, place) => Action(action, place))];
    }

    /// <summary>An action by its tag, else its identifier, else its number.</summary>
    private static OfferedAction Action(JsonElement action, int place)
    {
        var features = JsonFeatures.Read(action);
        if (action.ValueKind == JsonValueKind.Object)
        {
            if (action.TryGetProperty("_tag", out var tag) && tag.ValueKind == JsonValueKind.String)
                return new OfferedAction(tag.GetString()!, features);
            if (action.TryGetProperty("i", out var own) && own.ValueKind == JsonValueKind.Object
                && own.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
                return new OfferedAction(id.GetString()!, [.. features.Where(feature => !IsIdentity(feature))]);
        }

        return new OfferedAction((place + 1).ToString(CultureInfo.InvariantCulture), features);
    }

    /// <summary>The namespace of the identifier: learnt by the identifier itself.</summary>
    private static bool IsIdentity(NamedFeature feature) => feature.Name.StartsWith("i.", StringComparison.Ordinal);

    private static JsonElement Required(JsonElement root, string name, long line)
    {
        if (!root.TryGetProperty(name, out var value))
            DecisionErrors.Event(line, $"'{name}' is missing.");
        return value;
    }

    private static double Number(JsonElement element, string name, long line)
    {
        if (element.ValueKind != JsonValueKind.Number)
            DecisionErrors.Event(line, $"'{name}' is {element.ValueKind}, expected a number.");
        return element.GetDouble();
    }
}
