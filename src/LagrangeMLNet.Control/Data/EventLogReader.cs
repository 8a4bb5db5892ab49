using System.Globalization;
using System.Text.Json;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Data;

/// <summary>
/// Reads the event log of Azure AI Personalizer and Vowpal Wabbit (<c>dsjson</c>: a JSON object a line) as decisions over a fixed set of
/// actions. The context becomes features: a number is its own, a text or Boolean one of its own value; features of single actions are left
/// out.
/// </summary>
internal static class EventLogReader
{
    /// <summary>More features than this are identifiers, not a context.</summary>
    private const int MostFeatures = 10_000;

    public static IDataView Read(MLContext context, TextReader reader)
    {
        var features = new NameIndex();
        var actions = new NameIndex();
        var events = new List<LoggedEvent>();
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text) && Parse(text, line, features, actions) is { } parsed)
                events.Add(parsed);
            if (features.Count > MostFeatures)
            {
                DecisionErrors.Event(line, string.Create(
                    CultureInfo.InvariantCulture,
                    $"the contexts hold more than {MostFeatures} different features. Leave identifiers and times out of the context."));
            }
        }

        if (events.Count == 0)
            DecisionErrors.TooFewRows(0, DecisionReader.FewestRows);
        return View(context, events, features, actions);
    }

    private static LoggedEvent? Parse(string text, long line, NameIndex features, NameIndex actions)
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
            return new LoggedEvent(
                Context(root, line, features),
                ActionOf(root, line, actions),
                -Number(cost, "_label_cost", line),
                Number(Required(root, "_label_probability", line), "_label_probability", line));
        }
        catch (JsonException error)
        {
            DecisionErrors.Event(line, $"no JSON: {error.Message}");
            return null;
        }
    }

    private static List<(int Feature, float Value)> Context(JsonElement root, long line, NameIndex features)
    {
        var values = new List<(int, float)>();
        Flatten(Required(root, "c", line), "", values, features);
        return values;
    }

    private static void Flatten(JsonElement element, string name, List<(int, float)> values, NameIndex features)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var property in element.EnumerateObject())
                {
                    // Names that begin with an underscore are instructions, among them the actions.
                    if (!property.Name.StartsWith('_'))
                        Flatten(property.Value, name.Length == 0 ? property.Name : $"{name}.{property.Name}", values, features);
                }

                break;
            case JsonValueKind.Array:
                int place = 0;
                foreach (var item in element.EnumerateArray())
                {
                    // Objects in an array are parts of one namespace, numbers a vector.
                    bool isNumber = item.ValueKind == JsonValueKind.Number;
                    Flatten(item, isNumber ? string.Create(CultureInfo.InvariantCulture, $"{name}[{place}]") : name, values, features);
                    place++;
                }

                break;
            case JsonValueKind.Number:
                values.Add((features.Of(name), element.GetSingle()));
                break;
            case JsonValueKind.String:
                values.Add((features.Of($"{name}={element.GetString()}"), 1));
                break;
            case JsonValueKind.True:
                values.Add((features.Of(name), 1));
                break;
            default:
                break;
        }
    }

    /// <summary>The name of the action taken: its tag, else its identifier, else its number.</summary>
    private static int ActionOf(JsonElement root, long line, NameIndex actions)
    {
        int taken = (int)Number(Required(root, "_labelIndex", line), "_labelIndex", line);
        if (!Required(root, "c", line).TryGetProperty("_multi", out var offered) || offered.ValueKind != JsonValueKind.Array)
            DecisionErrors.Event(line, "the context has no '_multi', the actions that could be taken.");
        if (taken < 0 || taken >= offered.GetArrayLength())
            DecisionErrors.Event(line, $"'_labelIndex' is {taken}, and there are {offered.GetArrayLength()} actions.");
        int place = 0, found = -1;
        foreach (var action in offered.EnumerateArray())
        {
            int index = actions.Of(NameOf(action, place));
            if (place++ == taken)
                found = index;
        }

        return found;
    }

    private static string NameOf(JsonElement action, int place)
    {
        if (action.ValueKind == JsonValueKind.Object)
        {
            if (action.TryGetProperty("_tag", out var tag) && tag.ValueKind == JsonValueKind.String)
                return tag.GetString()!;
            if (action.TryGetProperty("i", out var own) && own.ValueKind == JsonValueKind.Object
                && own.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String)
                return id.GetString()!;
        }

        return (place + 1).ToString(CultureInfo.InvariantCulture);
    }

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

    private static IDataView View(MLContext context, List<LoggedEvent> events, NameIndex features, NameIndex actions)
    {
        var schema = SchemaDefinition.Create(typeof(EventRow));
        var column = schema[nameof(EventRow.Features)];
        column.ColumnType = new VectorDataViewType(NumberDataViewType.Single, Math.Max(1, features.Count));
        if (features.Count > 0)
        {
            column.AddAnnotation(
                "SlotNames", features.Buffer(), new VectorDataViewType(TextDataViewType.Instance, features.Count));
        }

        schema[nameof(EventRow.Action)].ColumnType = new KeyDataViewType(typeof(uint), actions.Count);
        schema[nameof(EventRow.Action)].AddAnnotation(
            "KeyValues", actions.Buffer(), new VectorDataViewType(TextDataViewType.Instance, actions.Count));
        return context.Data.LoadFromEnumerable(events.Select(logged => logged.ToRow(Math.Max(1, features.Count))), schema);
    }

    /// <summary>Names in the order in which they were met.</summary>
    private sealed class NameIndex
    {
        private readonly Dictionary<string, int> _places = new(StringComparer.Ordinal);

        public int Count => _places.Count;

        public int Of(string name)
        {
            if (!_places.TryGetValue(name, out int place))
                _places.Add(name, place = _places.Count);
            return place;
        }

        public VBuffer<ReadOnlyMemory<char>> Buffer() =>
            new(_places.Count, [.. _places.OrderBy(entry => entry.Value).Select(entry => entry.Key.AsMemory())]);
    }

    private sealed record LoggedEvent(List<(int Feature, float Value)> Context, int Action, double Reward, double Probability)
    {
        public EventRow ToRow(int features)
        {
            var values = new float[features];
            foreach (var (feature, value) in Context)
                values[feature] = value;
            return new EventRow { Features = values, Action = (uint)Action, Reward = (float)Reward, Probability = Probability };
        }
    }

    private sealed class EventRow
    {
        public float[] Features { get; set; } = [];

        public uint Action { get; set; }

        public float Reward { get; set; }

        public double Probability { get; set; }
    }
}
