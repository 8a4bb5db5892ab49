using System.Globalization;
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
            if (!string.IsNullOrWhiteSpace(text) && EventLine.Parse(text, line) is { } parsed)
                events.Add(Index(parsed, features, actions));
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

    private static LoggedEvent Index(RankingEvent logged, NameIndex features, NameIndex actions)
    {
        // All that could be taken is an action of the key, in the order in which it was met.
        int[] offered = [.. logged.Actions.Select(action => actions.Of(action.Id))];
        return new LoggedEvent(
            [.. logged.Context.Select(feature => (features.Of(feature.Name), feature.Value))],
            offered[logged.Taken],
            logged.Reward,
            logged.Probability);
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
