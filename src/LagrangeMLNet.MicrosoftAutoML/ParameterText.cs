using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>Parameters as text that is the same where they are.</summary>
internal static class ParameterText
{
    public static string Of(Parameter parameter) => Sorted(JsonSerializer.SerializeToNode(parameter))?.ToJsonString() ?? "null";

    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject properties => new JsonObject(
            properties.OrderBy(property => property.Key, StringComparer.Ordinal)
                .Select(property => KeyValuePair.Create(property.Key, Sorted(property.Value)))),
        JsonArray values => new JsonArray([.. values.Select(Sorted)]),
        _ => node?.DeepClone(),
    };
}
