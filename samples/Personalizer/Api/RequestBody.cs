using System.Text.Json;

namespace Personalizer.Api;

/// <summary>Reads a call's body: JSON of bounded size, never deserialised to types that it names.</summary>
internal static class RequestBody
{
    /// <summary>Most bytes of a body.</summary>
    public const int MostBytes = 256 * 1024;

    /// <summary>The body as an object and as text.</summary>
    /// <exception cref="ApiException">It is too large, or no JSON object.</exception>
    public static async Task<(JsonDocument Document, string Text)> ReadAsync(HttpRequest request, string errorCode)
    {
        if (!request.HasJsonContentType())
            throw ApiException.BadRequest(errorCode, $"The body is '{request.ContentType}'; send application/json.");
        string text;
        try
        {
            using var reader = new StreamReader(request.Body);
            text = await reader.ReadToEndAsync(request.HttpContext.RequestAborted);
        }
        catch (BadHttpRequestException e) when (e.StatusCode == StatusCodes.Status413PayloadTooLarge)
        {
            throw ApiException.BadRequest(
                "PayloadSizeExceeded", $"The body is larger than {MostBytes / 1024} KiB. Send fewer or shorter features.");
        }

        try
        {
            var document = JsonDocument.Parse(text);
            var found = document.RootElement.ValueKind;
            if (found == JsonValueKind.Object)
                return (document, text);
            document.Dispose();
            throw ApiException.BadRequest(errorCode, $"The body is {found}; send a JSON object.");
        }
        catch (JsonException e)
        {
            throw ApiException.BadRequest(errorCode, $"The body is no JSON: {e.Message}");
        }
    }

    /// <summary>A property; null where it is missing or null.</summary>
    public static JsonElement? Find(JsonElement body, string name) =>
        body.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    /// <summary>A text of 1 to 256 characters.</summary>
    public static string Identifier(JsonElement value, string name, string errorCode) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: >= 1 and <= 256 } text
            ? text
            : throw ApiException.BadRequest(errorCode, $"'{name}' is {Shown(value)}; send a text of 1 to 256 characters.");

    /// <summary>A finite number in a range.</summary>
    public static double Number(JsonElement value, string name, double least, double most, string errorCode) =>
        value.ValueKind == JsonValueKind.Number && value.GetDouble() is var number && number >= least && number <= most
            ? number
            : throw ApiException.BadRequest(
                errorCode, FormattableString.Invariant($"'{name}' is {Shown(value)}; send a number from {least} to {most}."));

    /// <summary>What was found, cut where it is long.</summary>
    public static string Shown(JsonElement value) => value.GetRawText() is { Length: > 40 } text ? $"{text[..40]}…" : value.GetRawText();
}
