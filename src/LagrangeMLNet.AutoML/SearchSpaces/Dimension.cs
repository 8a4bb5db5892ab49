using System.Text.Json.Nodes;

namespace LagrangeMLNet.AutoML.SearchSpaces;

/// <summary>One option that is swept. Positions are numbers in [0, 1), evenly likely; values are JSON.</summary>
public abstract record Dimension
{
    private protected Dimension(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        Name = name;
    }

    /// <summary>Name of the property.</summary>
    public string Name { get; }

    /// <summary>Position of the default value, in [0, 1).</summary>
    public abstract double DefaultPosition { get; }

    /// <summary>Number of values where there is no order among them; null for a range.</summary>
    internal abstract int? Choices { get; }

    /// <summary>The value at a position.</summary>
    /// <param name="position">A number in [0, 1).</param>
    /// <returns>The value as JSON; null for JSON's null.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The position is not in [0, 1).</exception>
    public JsonNode? At(double position)
    {
        if (position is not (>= 0 and < 1))
            throw new ArgumentOutOfRangeException(
                nameof(position), FormattableString.Invariant($"Position {position} of '{Name}' is not in [0, 1)."));
        return ValueAt(position);
    }

    /// <summary>A position of a value: where <see cref="At"/> gives it, or what is nearest to it.</summary>
    internal abstract double PositionOf(JsonNode value);

    private protected abstract JsonNode? ValueAt(double position);
}
