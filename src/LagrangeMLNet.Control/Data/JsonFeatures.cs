using System.Globalization;
using System.Text.Json;

namespace LagrangeMLNet.Control.Data;

/// <summary>
/// Features in JSON, as Azure AI Personalizer and Vowpal Wabbit have them: objects nest into names joined by a dot, a number is its own
/// value, a text or <c>true</c> a feature of value 1; <c>false</c> and <c>null</c> are none.
/// </summary>
public static class JsonFeatures
{
    /// <summary>All features of an element, in its order.</summary>
    /// <param name="element">An object of features, or an array of such objects.</param>
    /// <returns>The features; a number beyond single precision is infinite, and whoever learns from it will say so.</returns>
    public static IReadOnlyList<NamedFeature> Read(JsonElement element)
    {
        var features = new List<NamedFeature>();
        Flatten(element, "", features);
        return features;
    }

    private static void Flatten(JsonElement element, string name, List<NamedFeature> features)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    // Names that begin with an underscore are instructions, among them the actions.
                    if (!property.Name.StartsWith('_'))
                        Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", features);
                }

                break;
            case JsonValueKind.Array:
                int place = 0;
                foreach (var item in element.EnumerateArray())
                {
                    // Objects in an array are parts of one namespace, numbers a vector.
                    bool isNumber = item.ValueKind == JsonValueKind.Number;
                    Flatten(item, isNumber ? string.Create(CultureInfo.InvariantCulture, $"{name}[{place}]") : name, features);
                    place++;
                }

                break;
            case JsonValueKind.Number:
                features.Add(new NamedFeature(name, element.GetSingle()));
                break;
            case JsonValueKind.String:
                features.Add(new NamedFeature($"{name}={element.GetString()}", 1));
                break;
            case JsonValueKind.True:
                features.Add(new NamedFeature(name, 1));
                break;
            default:
                break;
        }
    }
}
