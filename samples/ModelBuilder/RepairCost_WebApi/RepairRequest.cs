using System.Text.Json;
using RepairCostModel;

namespace RepairCostWebApi;

/// <summary>Reads what a caller sends, and names the field that cannot be used.</summary>
internal static class RepairRequest
{
    /// <returns>The input, or null and the problem of each field.</returns>
    public static async Task<(RepairCost.ModelInput? Input, Dictionary<string, string[]> Problems)> ReadAsync(HttpRequest request)
    {
        var problems = new Dictionary<string, string[]>();
        JsonElement body;
        try
        {
            using var document = await JsonDocument.ParseAsync(request.Body);
            body = document.RootElement.Clone();
        }
        catch (JsonException e)
        {
            problems["body"] = [$"It is not JSON: {e.Message}"];
            return (null, problems);
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            problems["body"] = [$"It is {body.ValueKind}; give an object with hours, age and workshop."];
            return (null, problems);
        }

        var input = new RepairCost.ModelInput { Hours = Number(body, "hours", problems), Age = Number(body, "age", problems), Workshop = Text(body, "workshop", problems) };
        return (problems.Count == 0 ? input : null, problems);
    }

    /// <summary>The fields that are far from what was learnt from, where the model's answer is no number.</summary>
    public static Dictionary<string, string[]> BeyondReach(RepairCost.ModelInput input) => new[] { ("hours", input.Hours), ("age", input.Age) }
        .Where(field => Math.Abs(field.Item2) > 1e6).DefaultIfEmpty(("hours", input.Hours))
        .ToDictionary(field => field.Item1, field => new[] { FormattableString.Invariant($"{field.Item2} is too large for the model to answer with a number.") });

    private static float Number(JsonElement body, string name, Dictionary<string, string[]> problems)
    {
        if (Field(body, name) is not { } field)
            problems[name] = ["It is missing; give a number."];
        else if (field.ValueKind != JsonValueKind.Number)
            problems[name] = [$"It is {field.GetRawText()}; give a number."];
        else if (!field.TryGetSingle(out float number) || !float.IsFinite(number))
            problems[name] = [$"{field.GetRawText()} is no number that single precision holds (up to 3.4e38)."];
        else
            return number;
        return float.NaN;
    }

    private static string Text(JsonElement body, string name, Dictionary<string, string[]> problems)
    {
        if (Field(body, name) is { ValueKind: JsonValueKind.String } field)
            return field.GetString()!;
        problems[name] = ["It is missing, or no text; give the workshop's name."];
        return "";
    }

    private static JsonElement? Field(JsonElement body, string name)
    {
        foreach (var property in body.EnumerateObject())
        {
            if (property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                return property.Value;
        }

        return null;
    }
}
