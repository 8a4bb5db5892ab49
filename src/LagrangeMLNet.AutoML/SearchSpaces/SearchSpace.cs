using System.Globalization;
using System.Reflection;
using System.Text.Json.Nodes;
using Microsoft.ML.SearchSpace;

namespace LagrangeMLNet.AutoML.SearchSpaces;

/// <summary>The options of a trainer that are swept, each a <see cref="Dimension"/>; all others keep their defaults.</summary>
public sealed class SearchSpace
{
    private readonly Dimension[] _dimensions;

    /// <summary>Makes a space.</summary>
    /// <param name="dimensions">The swept options, each of a name of its own; none for a trainer with nothing to sweep.</param>
    /// <exception cref="ArgumentException">Two dimensions have one name.</exception>
    public SearchSpace(params IEnumerable<Dimension> dimensions)
    {
        _dimensions = [.. dimensions];
        if (_dimensions.GroupBy(dimension => dimension.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"'{twice.Key}' is swept twice.", nameof(dimensions));
    }

    /// <summary>The swept options.</summary>
    public IReadOnlyList<Dimension> Dimensions => _dimensions;

    /// <summary>
    /// The space that the attributes <see cref="RangeAttribute"/>, <see cref="ChoiceAttribute"/> and <see cref="BooleanChoiceAttribute"/>
    /// on the properties of an options class declare: the same declaration that <c>Microsoft.ML.AutoML</c> reads.
    /// </summary>
    /// <typeparam name="TOptions">The options class.</typeparam>
    /// <exception cref="ArgumentException">
    /// A field, which no sweep could ever set, or a property without a setter is annotated, or a range is not one.
    /// </exception>
    public static SearchSpace Of<TOptions>()
    {
        var dimensions = new List<Dimension>();
        foreach (var member in typeof(TOptions).GetMembers(BindingFlags.Public | BindingFlags.Instance).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            var annotation = member.GetCustomAttributes()
                .FirstOrDefault(attribute => attribute is RangeAttribute or ChoiceAttribute or BooleanChoiceAttribute);
            if (annotation is null)
                continue;
            if (member is not PropertyInfo { CanWrite: true } property)
                throw new ArgumentException($"{typeof(TOptions).Name}.{member.Name} is annotated, but is not a property that can be set.");
            dimensions.Add(DimensionOf(property, annotation));
        }

        return new SearchSpace(dimensions);
    }

    /// <summary>This space and one more option.</summary>
    /// <param name="dimension">The option; it takes the place of one of the same name.</param>
    public SearchSpace With(Dimension dimension)
    {
        ArgumentNullException.ThrowIfNull(dimension);
        return new SearchSpace([.. _dimensions.Where(other => other.Name != dimension.Name), dimension]);
    }

    /// <summary>The position of the defaults.</summary>
    internal double[] DefaultPosition() => [.. _dimensions.Select(dimension => dimension.DefaultPosition)];

    /// <summary>A position of options; an option that is not among them has its default.</summary>
    internal double[] PositionOf(JsonObject options) =>
        [.. _dimensions.Select(dimension => options[dimension.Name] is { } value ? dimension.PositionOf(value) : dimension.DefaultPosition)];

    /// <summary>The options at a position, as JSON.</summary>
    internal JsonObject At(ReadOnlySpan<double> position)
    {
        var options = new JsonObject();
        for (int i = 0; i < _dimensions.Length; i++)
            options[_dimensions[i].Name] = _dimensions[i].At(position[i]);
        return options;
    }

    /// <summary>What the space is, in one line: two spaces of one description propose the same options.</summary>
    internal string Describe() => string.Join("; ", _dimensions.Select(dimension => dimension switch
    {
        RangeDimension range => string.Create(
            CultureInfo.InvariantCulture,
            $"{range.Name} [{range.Minimum:R}, {range.Maximum:R}]{(range.IsLogarithmic ? " log" : "")} from {range.Initial:R}"),
        ChoiceDimension choice => string.Create(
            CultureInfo.InvariantCulture, $"{choice.Name} of {string.Join('|', choice.Values)} from {choice.DefaultPosition:R}"),
        _ => dimension.Name,
    }));

    private static Dimension DimensionOf(PropertyInfo property, Attribute annotation)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return annotation switch
        {
            RangeAttribute range => new RangeDimension(
                property.Name, type, Number(range.Min), Number(range.Max), range.Init is null ? null : Number(range.Init), range.LogBase),
            ChoiceAttribute choice => new ChoiceDimension(
                property.Name, choice.Candidates, Math.Max(0, Array.IndexOf(choice.Candidates, choice.DefaultValue))),
            BooleanChoiceAttribute choice => new ChoiceDimension(property.Name, [false, true], choice.DefaultValue ? 1 : 0),
            _ => throw new ArgumentException($"{annotation.GetType().Name} is not known."),
        };
    }

    private static double Number(object value) => Convert.ToDouble(value, CultureInfo.InvariantCulture);
}
