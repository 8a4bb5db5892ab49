using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>
/// What a table's columns together say of its decimal mark and the order of its dates: a column that tells nothing follows the others.
/// </summary>
internal sealed class FileEvidence
{
    /// <summary>So many numbers with three decimals each, and whole ones below 1,000 beside them, are rather thousands.</summary>
    private const int FewestThousands = 10;

    private readonly TableOptions _options;
    private readonly char _separator;
    private readonly long _onlyPoint, _onlyComma, _onlyDayFirst, _onlyMonthFirst;

    public FileEvidence(string path, TableOptions options, char separator, IReadOnlyList<ColumnSurvey> columns)
    {
        (Path, _options, _separator) = (path, options, separator);
        foreach (var column in columns)
        {
            _onlyPoint += column.OnlyPoint;
            _onlyComma += column.OnlyComma;
            long day = column.Dates.Count(DateOrder.DayFirst), month = column.Dates.Count(DateOrder.MonthFirst);
            _onlyDayFirst += Math.Max(0, day - month);
            _onlyMonthFirst += Math.Max(0, month - day);
        }
    }

    public string Path { get; }

    /// <summary>The decimal mark of a column.</summary>
    public char DecimalMark(ColumnSurvey column)
    {
        if (_options.DecimalMark is { } told)
            return told;
        if (column.OnlyPoint != column.OnlyComma)
            return column.OnlyPoint > column.OnlyComma ? '.' : ',';
        if (column.AmbiguousCommas + column.AmbiguousPoints == 0)
            return '.';
        // 7, 950, 1,234: whole numbers stand without the mark as long as they are small.
        bool hasSmallOnly = column.Plain.Count > 0 && column.Plain.Maximum < 1000 && column.Plain.Minimum > -1000;
        if (hasSmallOnly && column.AmbiguousPoints == 0)
            return '.';
        if (hasSmallOnly
            && column.AmbiguousCommas == 0
            && column.AmbiguousPoints >= FewestThousands
            && column.Plain.Count >= FewestThousands)
            return ',';
        if (_onlyPoint != _onlyComma)
            return _onlyPoint > _onlyComma ? '.' : ',';
        return column.AmbiguousCommas > 0 && column.AmbiguousPoints == 0 && _separator != ',' ? ',' : '.';
    }

    /// <summary>How numbers were read that may be read otherwise, for people; null if there are none.</summary>
    public string? AmbiguousExample(ColumnSurvey column)
    {
        if (_options.DecimalMark is not null
            || column.OnlyPoint != column.OnlyComma
            || column.AmbiguousCommas + column.AmbiguousPoints == 0)
            return null;
        // Three decimals behind a point are nothing strange, where no comma stands.
        char mark = DecimalMark(column);
        if (column.AmbiguousCommas == 0 && mark == '.')
            return null;
        bool isComma = column.AmbiguousCommas > 0;
        string sign = isComma ? "comma" : "point";
        return (mark == ',') == isComma
            ? $"a {sign} with three digits behind it is taken for the decimal mark"
            : $"a {sign} with three digits behind it is taken for thousands";
    }

    /// <summary>The order in which most cells of a column are dates; none if no cell is one.</summary>
    public DateOrder Order(ColumnSurvey column)
    {
        var best = DateOrder.None;
        long most = 0;
        foreach (var order in (ReadOnlySpan<DateOrder>)[DateOrder.YearFirst, DateOrder.NamedMonth, DateOrder.Compact, DateOrder.MonthFirst, DateOrder.DayFirst])
        {
            long count = column.Dates.Count(order);
            if (count > most)
                (best, most) = (order, count);
        }

        if (best is not (DateOrder.MonthFirst or DateOrder.DayFirst))
            return best;
        if (_options.DayFirst is { } told)
            return told ? DateOrder.DayFirst : DateOrder.MonthFirst;
        if (!AreOrdersEqual(column))
            return best;
        bool isDayFirst = _onlyDayFirst != _onlyMonthFirst ? _onlyDayFirst > _onlyMonthFirst : 2 * column.Dates.Pointed > most;
        return isDayFirst ? DateOrder.DayFirst : DateOrder.MonthFirst;
    }

    public bool IsOrderAmbiguous(ColumnSurvey column, DateOrder order) =>
        order is DateOrder.MonthFirst or DateOrder.DayFirst
            && _options.DayFirst is null
            && AreOrdersEqual(column)
            && _onlyDayFirst == _onlyMonthFirst;

    private static bool AreOrdersEqual(ColumnSurvey column) =>
        column.Dates.Count(DateOrder.DayFirst) == column.Dates.Count(DateOrder.MonthFirst);
}
