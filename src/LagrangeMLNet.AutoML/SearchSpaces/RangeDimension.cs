using System.Text.Json.Nodes;

namespace LagrangeMLNet.AutoML.SearchSpaces;

/// <summary>An option that is a number: integers from the minimum to one below the maximum, others from minimum to maximum.</summary>
public sealed record RangeDimension : Dimension
{
    private readonly Type _type;

    /// <summary>Makes a range.</summary>
    /// <param name="name">Name of the property.</param>
    /// <param name="type">Its type: <see cref="int"/>, <see cref="long"/>, <see cref="float"/> or <see cref="double"/>.</param>
    /// <param name="minimum">Least value; above 0 on a logarithmic scale.</param>
    /// <param name="maximum">Upper end, above the minimum; an integer never reaches it.</param>
    /// <param name="initial">Default value within the range; null for the middle of it.</param>
    /// <param name="isLogarithmic">Whether equal factors, instead of equal differences, are equally likely.</param>
    /// <exception cref="ArgumentException">The ends do not make a range, or the type is not one of those named.</exception>
    public RangeDimension(string name, Type type, double minimum, double maximum, double? initial = null, bool isLogarithmic = false)
        : base(name)
    {
        ArgumentNullException.ThrowIfNull(type);
        if (type != typeof(int) && type != typeof(long) && type != typeof(float) && type != typeof(double))
            throw new ArgumentException($"'{name}' is a {type.Name}; a range is for int, long, float and double.", nameof(type));
        if (!(double.IsFinite(minimum) && double.IsFinite(maximum) && minimum < maximum))
            throw new ArgumentException(
                FormattableString.Invariant($"The range of '{name}' is [{minimum}, {maximum}]; the minimum has to be below the maximum."));
        if (isLogarithmic && minimum <= 0)
            throw new ArgumentException(
                FormattableString.Invariant($"The range of '{name}' is logarithmic and starts at {minimum}; start above 0."));
        if (initial < minimum || initial > maximum)
            throw new ArgumentException(
                FormattableString.Invariant($"The default {initial} of '{name}' is not in [{minimum}, {maximum}]."));
        (_type, Minimum, Maximum, Initial, IsLogarithmic) = (type, minimum, maximum, initial, isLogarithmic);
        DefaultPosition = initial is { } value ? Place(value) : 0.5;
    }

    /// <summary>Least value.</summary>
    public double Minimum { get; }

    /// <summary>Upper end; an integer never reaches it.</summary>
    public double Maximum { get; }

    /// <summary>The default value; null for the middle.</summary>
    public double? Initial { get; }

    /// <summary>Whether equal factors are equally likely.</summary>
    public bool IsLogarithmic { get; }

    /// <inheritdoc/>
    public override double DefaultPosition { get; }

    internal override int? Choices => null;

    internal override double PositionOf(JsonNode value) => Place(value.GetValue<double>());

    private bool IsInteger => _type == typeof(int) || _type == typeof(long);

    private protected override JsonNode ValueAt(double position)
    {
        // The default comes out as it was given, not as its logarithm rounds.
        double value = Initial is { } initial && position == DefaultPosition ? initial
            : IsLogarithmic ? Minimum * Math.Pow(Maximum / Minimum, position)
            : Minimum + (position * (Maximum - Minimum));
        value = Math.Clamp(value, Minimum, Maximum);
        if (IsInteger)
            return JsonValue.Create((long)Math.Min(Math.Floor(value), Math.Max(Minimum, Math.Ceiling(Maximum) - 1)));
        return _type == typeof(float) ? JsonValue.Create((float)value) : JsonValue.Create(value);
    }

    /// <summary>An integer's position is in the middle of those that give it.</summary>
    private double Place(double value)
    {
        double at = Math.Clamp(IsInteger ? value + 0.5 : value, Minimum, Maximum);
        double position = IsLogarithmic ? Math.Log(at / Minimum) / Math.Log(Maximum / Minimum) : (at - Minimum) / (Maximum - Minimum);
        return Math.Clamp(position, 0, Math.BitDecrement(1.0));
    }
}
