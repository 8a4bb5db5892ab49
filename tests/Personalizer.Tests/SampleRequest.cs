using System.Text.Json;

namespace Personalizer.Tests;

/// <summary>A rank request of two actions, the first being the application's own choice.</summary>
internal static class SampleRequest
{
    public static string Body(string id, bool defers = false) => JsonSerializer.Serialize(new
    {
        contextFeatures = new object[] { new { timeOfDay = "morning", user = new { age = 30, isNew = true } } },
        actions = new object[]
        {
            new { id = "news", features = new object[] { new { topic = "politics", length = 3 } } },
            new { id = "sport", features = new object[] { new { topic = "football" } } },
        },
        eventId = id,
        deferActivation = defers,
    });
}
