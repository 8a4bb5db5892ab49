using System.Text.Json;
using System.Text.Json.Nodes;

namespace LagrangeMLNet.AutoML.SearchSpaces;

/// <summary>An option that has one of a few values, with no order among them.</summary>
public sealed record ChoiceDimension : Dimension
{
    private readonly string[] _values;

    /// <summary>Makes a choice.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="values">The values, one or more; null is one, and all can be written as JSON.</param>
    /// <param name="defaultIndex">Index of the default.</param>
    /// <exception cref="ArgumentException">There is no value, or the default is not among them.</exception>
    public ChoiceDimension(string name, IReadOnlyList<object?> values, int defaultIndex = 0)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(values);
        if (values.Count == 0)
            throw new ArgumentException($"'{name}' has no value to choose from.", nameof(values));
        if (defaultIndex < 0 || defaultIndex >= values.Count)
            throw new ArgumentException($"The default of '{name}' is not among its {values.Count} values.", nameof(defaultIndex));
        _values = [.. values.Select(value => JsonSerializer.Serialize(value))];
        DefaultPosition = (defaultIndex + 0.5) / _values.Length;
    }

    /// <summary>The values as JSON.</summary>
    public IReadOnlyList<string> Values => _values;

    /// <inheritdoc/>
    public override double DefaultPosition { get; }

    internal override int? Choices => _values.Length;

    internal override double PositionOf(JsonNode value) => Array.IndexOf(_values, value.ToJsonString()) is >= 0 and var index
        ? (index + 0.5) / _values.Length
        : DefaultPosition;

    private protected override JsonNode? ValueAt(double position) => JsonNode.Parse(_values[(int)(position * _values.Length)]);
}
