using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>In which orders the cells of a column are dates, and the earliest of them in each.</summary>
internal sealed class DateSurvey
{
    private static readonly DateOrder[] Orders =
        [DateOrder.YearFirst, DateOrder.DayFirst, DateOrder.MonthFirst, DateOrder.NamedMonth, DateOrder.Compact];

    private readonly long[] _counts = new long[Orders.Length];
    private readonly DateTime[] _earliest = [.. Orders.Select(_ => DateTime.MaxValue)];

    /// <summary>Dates with points between their parts, as no country has them month first.</summary>
    public long Pointed { get; private set; }

    public long Times { get; private set; }

    public UnreadableCells Unreadable { get; } = new();

    public long Count(DateOrder order) => _counts[Array.IndexOf(Orders, order)];

    public DateTime Earliest(DateOrder order) => _earliest[Array.IndexOf(Orders, order)];

    /// <returns>Whether the cell is a date or a time of day.</returns>
    public bool Add(ReadOnlySpan<char> cell, long line)
    {
        bool isDate = false;
        for (int i = 0; i < Orders.Length; i++)
        {
            if (!DateText.TryRead(cell, Orders[i], out var date))
                continue;
            isDate = true;
            _counts[i]++;
            if (date < _earliest[i])
                _earliest[i] = date;
        }

        if (isDate)
            Pointed += cell.Contains('.') && !cell.Contains('/') && !cell.Contains('-') ? 1 : 0;
        else if (DateText.TryTimeOfDay(cell, out _))
            Times++;
        else
        {
            Unreadable.Add(cell, line);
            return false;
        }

        return true;
    }
}
