using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>What the numbers of a column are like, read with one decimal mark.</summary>
internal sealed class NumberSurvey
{
    /// <summary>Share of the standard deviation up to which rounding to single precision does no harm.</summary>
    private const double HarmlessRounding = 1e-3;

    private double _mean, _squares, _rounding;

    public long Count { get; private set; }

    public long Grouped { get; private set; }

    public long Percent { get; private set; }

    public long InParentheses { get; private set; }

    public long LeadingZeros { get; private set; }

    public bool AllWhole { get; private set; } = true;

    public double Minimum { get; private set; } = double.PositiveInfinity;

    public double Maximum { get; private set; } = double.NegativeInfinity;

    /// <summary>Currency signs and codes that occur.</summary>
    public SortedSet<string> Currencies { get; } = new(StringComparer.Ordinal);

    /// <summary>The first number that single precision does not hold.</summary>
    public TableCell? BeyondRange { get; private set; }

    /// <summary>Whether single precision would merge numbers that differ by more than a thousandth of the standard deviation.</summary>
    public bool NeedsDouble => Count > 1 && _rounding > HarmlessRounding * Math.Sqrt(_squares / Count) && Maximum > Minimum;

    public void Add(ReadOnlySpan<char> cell, long line, double value, NumberTraits traits, string currency)
    {
        Count++;
        Grouped += traits.HasFlag(NumberTraits.IsGrouped) ? 1 : 0;
        Percent += traits.HasFlag(NumberTraits.IsPercent) ? 1 : 0;
        InParentheses += traits.HasFlag(NumberTraits.IsInParentheses) ? 1 : 0;
        if (cell.Length > 1 && cell[0] == '0' && !cell.ContainsAnyExceptInRange('0', '9'))
            LeadingZeros++;
        if (currency.Length > 0 && Currencies.Count < 4)
            Currencies.Add(currency);
        if (!float.IsFinite((float)value))
        {
            BeyondRange ??= new TableCell(line, cell.ToString());
            return;
        }

        AllWhole &= value == Math.Floor(value);
        (Minimum, Maximum) = (Math.Min(Minimum, value), Math.Max(Maximum, value));
        _rounding = Math.Max(_rounding, Math.Abs(value - (float)value));
        // Welford's running mean and sum of squared deviations.
        double difference = value - _mean;
        _mean += difference / Count;
        _squares += difference * (value - _mean);
    }

    /// <summary>Both together.</summary>
    public static NumberSurvey Merge(NumberSurvey a, NumberSurvey b)
    {
        if (a.Count == 0 || b.Count == 0)
            return a.Count == 0 ? b : a;
        double difference = b._mean - a._mean, count = a.Count + b.Count;
        var merged = new NumberSurvey
        {
            Count = a.Count + b.Count,
            Grouped = a.Grouped + b.Grouped,
            Percent = a.Percent + b.Percent,
            InParentheses = a.InParentheses + b.InParentheses,
            LeadingZeros = a.LeadingZeros + b.LeadingZeros,
            AllWhole = a.AllWhole && b.AllWhole,
            Minimum = Math.Min(a.Minimum, b.Minimum),
            Maximum = Math.Max(a.Maximum, b.Maximum),
            BeyondRange = a.BeyondRange is null
                ? b.BeyondRange
                : b.BeyondRange is null || a.BeyondRange.Line < b.BeyondRange.Line
                ? a.BeyondRange
                : b.BeyondRange,
            _mean = a._mean + (difference * b.Count / count),
            _squares = a._squares + b._squares + (difference * difference * a.Count * b.Count / count),
            _rounding = Math.Max(a._rounding, b._rounding),
        };
        merged.Currencies.UnionWith(a.Currencies);
        merged.Currencies.UnionWith(b.Currencies);
        return merged;
    }
}
