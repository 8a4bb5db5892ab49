using System.Globalization;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// Where values stand on an axis: logarithmic when none is negative and the largest is 20 times the smallest positive one or more. A zero
/// then stands left of all positive values, under its own tick.
/// </summary>
internal sealed class PictureAxis
{
    private const double LogarithmicFrom = 20;
    private const double Margin = 0.04;
    private const double RoomForZero = 0.12;
    private readonly bool _logarithmic;
    private readonly double _low, _high;
    private readonly double? _zero;

    private PictureAxis(double low, double high, bool hasZero, bool logarithmic)
    {
        _logarithmic = logarithmic;
        (_low, _high) = (Place(low), Place(high));
        if (logarithmic && hasZero)
            _low = (_zero = _low - RoomForZero * (_high - _low)).Value;
        if (_high - _low < 1e-12 * Math.Max(1, Math.Abs(_high)))
            (_low, _high) = (_low - 0.5, _high + 0.5);
    }

    /// <summary>Ends of the axis, in the picture's coordinates, with a margin.</summary>
    public (double Low, double High) Limits => (_low - Margin * (_high - _low), _high + Margin * (_high - _low));

    /// <summary>Words for the axis label.</summary>
    public string ScaleNote => _logarithmic ? ", logarithmic scale" : "";

    /// <summary>An axis that shows all the values given, which must be finite.</summary>
    public static PictureAxis For(IReadOnlyCollection<double> values)
    {
        var positive = values.Where(value => value > 0).DefaultIfEmpty(double.PositiveInfinity).Min();
        var (low, high) = (values.Min(), values.Max());
        var logarithmic = low >= 0 && high >= LogarithmicFrom * positive;
        return new PictureAxis(logarithmic ? positive : low, high, low == 0, logarithmic);
    }

    /// <summary>An axis with equal steps.</summary>
    public static PictureAxis Linear(double low, double high) => new(low, high, hasZero: false, logarithmic: false);

    /// <summary>An axis with equal factors, for values above 0.</summary>
    public static PictureAxis Logarithmic(double low, double high) => new(low, high, hasZero: false, logarithmic: true);

    /// <summary>Coordinate of a value in the picture.</summary>
    public double Place(double value) => !_logarithmic ? value : value > 0 ? Math.Log10(value) : _zero ?? _low;

    public void Apply(IAxis axis, string label)
    {
        axis.Label.Text = label;
        axis.TickGenerator = _logarithmic ? LogarithmicTicks() : new NumericAutomatic { LabelFormatter = Format };
    }

    private NumericManual LogarithmicTicks()
    {
        var ticks = new NumericManual();
        if (_zero is { } zero)
            ticks.AddMajor(zero, "0");

        var high = Limits.High;
        var low = _zero is null ? Limits.Low : _zero.Value + 0.5 * RoomForZero * (_high - _zero.Value);
        var steps = (high - low) switch { < 2 => "1 2 5", < 3 => "1 3", _ => "1" };
        for (var decade = (int)Math.Floor(low); decade <= Math.Ceiling(high); decade++)
        {
            for (var digit = 1; digit <= 9; digit++)
            {
                var position = decade + Math.Log10(digit);
                if (position < low)
                    continue;
                if (steps.Contains((char)('0' + digit)))
                    ticks.AddMajor(position, Format(digit * Math.Pow(10, decade)));
                else
                    ticks.AddMinor(position);
            }
        }

        return ticks;
    }

    private static string Format(double value) => Math.Abs(value) switch
    {
        >= 1e9 => (value / 1e9).ToString("0.##", CultureInfo.InvariantCulture) + " G",
        >= 1e6 => (value / 1e6).ToString("0.##", CultureInfo.InvariantCulture) + " M",
        >= 1000 => value.ToString("#,0.##", CultureInfo.InvariantCulture),
        _ => value.ToString("G4", CultureInfo.InvariantCulture),
    };
}
