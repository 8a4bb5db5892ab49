using System.Runtime.InteropServices;
using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>
/// Features of a context and an action together: those of each (the action's identifier is one), and the products of every one of the
/// context with every one of the action, each in units of its own root mean square where it occurs.
/// </summary>
internal sealed class JointFeatures
{
    private readonly Dictionary<string, Part> _context;
    private readonly Dictionary<string, Part> _action;
    private readonly Dictionary<(int Context, int Action), int> _products;

    private JointFeatures(
        Dictionary<string, Part> context,
        Dictionary<string, Part> action,
        Dictionary<(int, int), int> products,
        string[] names,
        int leftOut)
    {
        (_context, _action, _products) = (context, action, products);
        (Names, LeftOut) = (names, leftOut);
    }

    /// <summary>Names of the coordinates.</summary>
    public IReadOnlyList<string> Names { get; }

    /// <summary>Number of features and products that occur in the log and are no coordinates.</summary>
    public int LeftOut { get; }

    public int Size => Names.Count;

    /// <summary>The coordinates of a log: those that occur most often, features before products.</summary>
    /// <param name="log">The log.</param>
    /// <param name="most">Most coordinates.</param>
    public static JointFeatures Of(RankingLog log, int most)
    {
        var context = new Dictionary<string, Occurrence>(StringComparer.Ordinal);
        var action = new Dictionary<string, Occurrence>(StringComparer.Ordinal);
        var products = new Dictionary<(int, int), int>();
        foreach (var decision in log.Events)
        {
            int[] own = [.. decision.Context.Select(feature => Count(context, feature))];
            foreach (var offered in decision.Actions)
            {
                foreach (var feature in FeaturesOf(offered))
                {
                    int place = Count(action, feature);
                    foreach (int other in own)
                        CollectionsMarshal.GetValueRefOrAddDefault(products, (other, place), out _)++;
                }
            }
        }

        // Sorting keeps the order of first occurrence among equals, so the coordinates are the same whenever the log is.
        string[] actions = MostFrequent(action, most), contexts = MostFrequent(context, most - actions.Length);
        int features = actions.Length + contexts.Length;
        var chosen = products.OrderByDescending(product => product.Value).Take(most - features).Select(product => product.Key).ToList();
        string[] contextNames = [.. context.Keys], actionNames = [.. action.Keys];
        return new JointFeatures(
            Parts(context, contexts, 0),
            Parts(action, actions, contexts.Length),
            chosen.Index().ToDictionary(product => product.Item, product => features + product.Index),
            [.. contexts, .. actions, .. chosen.Select(pair => $"{contextNames[pair.Item1]} × {actionNames[pair.Item2]}")],
            context.Count + action.Count + products.Count - features - chosen.Count);
    }

    /// <summary>The context's part, which all actions of a decision share.</summary>
    public Coordinate[] OfContext(IReadOnlyList<NamedFeature> context) => [.. context.Select(feature => Find(_context, feature))];

    /// <summary>Adds the coordinates of a context and an action to a list; values of one that comes several times add up.</summary>
    public void Write(ReadOnlySpan<Coordinate> context, OfferedAction action, List<Coordinate> into)
    {
        foreach (var feature in context)
        {
            if (feature.Slot >= 0)
                into.Add(feature);
        }

        foreach (var feature in FeaturesOf(action))
        {
            var own = Find(_action, feature);
            if (own.Slot >= 0)
                into.Add(own);
            foreach (var other in context)
            {
                if (_products.TryGetValue((other.Place, own.Place), out int slot))
                    into.Add(new Coordinate(slot, -1, other.Value * own.Value));
            }
        }
    }

    private static IEnumerable<NamedFeature> FeaturesOf(OfferedAction action) =>
        action.Features.Prepend(new NamedFeature($"id={action.Id}", 1));

    private static Coordinate Find(Dictionary<string, Part> parts, NamedFeature feature)
    {
        if (!float.IsFinite(feature.Value))
            throw new ArgumentException(FormattableString.Invariant($"Feature '{feature.Name}' is {feature.Value}; it must be finite."));
        return parts.TryGetValue(feature.Name, out var part)
            ? new Coordinate(part.Slot, part.Place, feature.Value * part.InverseScale)
            : new Coordinate(-1, -1, 0);
    }

    private static int Count(Dictionary<string, Occurrence> occurrences, NamedFeature feature)
    {
        ref var found = ref CollectionsMarshal.GetValueRefOrAddDefault(occurrences, feature.Name, out bool exists);
        if (!exists)
            found = new Occurrence(occurrences.Count - 1, 0, 0);
        found = found with { Times = found.Times + 1, Squares = found.Squares + ((double)feature.Value * feature.Value) };
        return found.Place;
    }

    private static string[] MostFrequent(Dictionary<string, Occurrence> occurrences, int most) =>
        [.. occurrences.OrderByDescending(entry => entry.Value.Times).Take(most).Select(entry => entry.Key)];

    private static Dictionary<string, Part> Parts(Dictionary<string, Occurrence> occurrences, string[] chosen, int firstSlot)
    {
        var slots = chosen.Index().ToDictionary(name => name.Item, name => firstSlot + name.Index, StringComparer.Ordinal);
        return occurrences.ToDictionary(
            entry => entry.Key,
            entry => new Part(entry.Value.Place, slots.GetValueOrDefault(entry.Key, -1), InverseScale(entry.Value)),
            StringComparer.Ordinal);
    }

    private static float InverseScale(Occurrence occurrence)
    {
        double scale = Math.Sqrt(occurrence.Squares / occurrence.Times);
        return scale > 0 ? (float)(1 / scale) : 0;
    }

    /// <summary>A value of a coordinate.</summary>
    /// <param name="Slot">The coordinate; −1 where the feature is none.</param>
    /// <param name="Place">The feature's place among its kind, by which products are found; −1 where it is unknown.</param>
    /// <param name="Value">The value.</param>
    internal readonly record struct Coordinate(int Slot, int Place, float Value);

    private readonly record struct Part(int Place, int Slot, float InverseScale);

    private readonly record struct Occurrence(int Place, long Times, double Squares);
}
