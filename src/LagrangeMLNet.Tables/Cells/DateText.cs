using System.Globalization;

namespace LagrangeMLNet.Tables.Cells;

/// <summary>In which order the parts of a date stand.</summary>
[Flags]
internal enum DateOrder
{
    None = 0,

    /// <summary>2024-03-31, 2024/3/31, 2024-03.</summary>
    YearFirst = 1,

    /// <summary>31.3.2024, 31/03/24.</summary>
    DayFirst = 2,

    /// <summary>3/31/2024.</summary>
    MonthFirst = 4,

    /// <summary>31 March 2024, Mar 31, 2024, 31-Mar-24.</summary>
    NamedMonth = 8,

    /// <summary>20240331.</summary>
    Compact = 16,
}

/// <summary>Dates as people write them, with or without a time of day, and times of day alone.</summary>
internal static class DateText
{
    private const int MostCharacters = 48;

    /// <summary>Of years in two digits, those up to here are of this century.</summary>
    private const int LastShortYear = 49;

    private static readonly string[] Months = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    private static readonly string[] MonthNames =
    [
        "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december",
    ];

    private static readonly string[] Weekdays = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];

    /// <summary>All orders in which a cell without space around it is a date.</summary>
    public static DateOrder Orders(ReadOnlySpan<char> cell)
    {
        if (cell.Length is < 6 or > MostCharacters || !cell.ContainsAnyInRange('0', '9'))
            return DateOrder.None;
        var orders = DateOrder.None;
        foreach (var order in (ReadOnlySpan<DateOrder>)[DateOrder.YearFirst, DateOrder.DayFirst, DateOrder.MonthFirst, DateOrder.NamedMonth, DateOrder.Compact])
        {
            if (TryRead(cell, order, out _))
                orders |= order;
        }

        return orders;
    }

    /// <summary>Reads a date as its clock and calendar show it; a zone behind it is not applied.</summary>
    public static bool TryRead(ReadOnlySpan<char> cell, DateOrder order, out DateTime date)
    {
        date = default;
        if (cell.Length is < 6 or > MostCharacters)
            return false;
        int clock = StartOfTime(cell);
        if (!TryTime(cell[clock..], out var time))
            return false;
        Span<Range> parts = stackalloc Range[6];
        int count = SplitDate(cell[..clock], parts, out bool hasName);
        int year = 0, month = 0, day = 1;
        bool isRead = order switch
        {
            DateOrder.Compact => count == 1 && cell[parts[0]].Length == 8 && TryCompact(cell[parts[0]], out year, out month, out day),
            DateOrder.NamedMonth => hasName && TryNamed(cell, parts[..count], out year, out month, out day),
            _ when hasName => false,
            DateOrder.YearFirst => count is 2 or 3 && cell[parts[0]].Length == 4 && TryNumber(cell[parts[0]], out year)
                && TryNumber(cell[parts[1]], out month) && (count == 2 || TryNumber(cell[parts[2]], out day)),
            DateOrder.DayFirst =>
                count == 3
                    && TryNumber(cell[parts[0]], out day)
                    && TryNumber(cell[parts[1]], out month)
                    && TryYear(cell[parts[2]], out year),
            DateOrder.MonthFirst =>
                count == 3
                    && TryNumber(cell[parts[0]], out month)
                    && TryNumber(cell[parts[1]], out day)
                    && TryYear(cell[parts[2]], out year),
            _ => false,
        };
        if (!isRead || year is < 1 or > 9999 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month))
            return false;
        date = new DateTime(year, month, day, 0, 0, 0, DateTimeKind.Unspecified) + time;
        return true;
    }

    /// <summary>Reads a time of day alone: 8:30, 08:30:15, 8:30 PM.</summary>
    public static bool TryTimeOfDay(ReadOnlySpan<char> cell, out TimeSpan time)
    {
        time = default;
        return cell.Length is >= 4 and <= 20 && char.IsAsciiDigit(cell[0]) && cell.Contains(':') && TryTime(cell, out time);
    }

    /// <summary>Where the time of day begins: at the digits before the first colon; the cell's length if there is none.</summary>
    private static int StartOfTime(ReadOnlySpan<char> cell)
    {
        int start = cell.IndexOf(':');
        if (start < 0)
            return cell.Length;
        while (start > 0 && char.IsAsciiDigit(cell[start - 1]))
            start--;
        return start;
    }

    /// <summary>Numbers and the month's name, without a weekday; numbers alone have one kind of mark between them.</summary>
    /// <returns>Number of parts; 0 if it is no date.</returns>
    private static int SplitDate(ReadOnlySpan<char> date, Span<Range> parts, out bool hasName)
    {
        hasName = false;
        date = date.TrimEnd(" T,");
        int count = date.SplitAny(parts, "-/. ,", StringSplitOptions.RemoveEmptyEntries);
        int kept = 0;
        for (int i = 0; i < count; i++)
        {
            var part = date[parts[i]];
            if (IsWeekday(part))
                continue;
            hasName |= char.IsLetter(part[0]);
            parts[kept++] = parts[i];
        }

        if (hasName || kept < 2)
            return kept;
        char mark = date[parts[0].End.Value];
        int marks = date[parts[0].Start.Value..].Count(mark);
        bool isNumeric = mark is '-' or '/' or '.'
            && marks == kept - 1
            && !date[parts[0].Start.Value..].ContainsAnyExcept($"0123456789{mark}");
        return isNumeric ? kept : 0;
    }

    private static bool TryNamed(ReadOnlySpan<char> cell, ReadOnlySpan<Range> parts, out int year, out int month, out int day)
    {
        (year, month, day) = (0, 0, 0);
        if (parts.Length != 3)
            return false;
        if (char.IsLetter(cell[parts[0]][0]))
            return TryMonth(cell[parts[0]], out month) && TryNumber(cell[parts[1]], out day) && TryYear(cell[parts[2]], out year);
        if (cell[parts[0]].Length == 4)
            return TryNumber(cell[parts[0]], out year) && TryMonth(cell[parts[1]], out month) && TryNumber(cell[parts[2]], out day);
        return TryNumber(cell[parts[0]], out day) && TryMonth(cell[parts[1]], out month) && TryYear(cell[parts[2]], out year);
    }

    private static bool TryCompact(ReadOnlySpan<char> digits, out int year, out int month, out int day)
    {
        (month, day) = (0, 0);
        return TryNumber(digits[..4], out year)
            && year is >= 1900 and < 2100
            && TryNumber(digits[4..6], out month)
            && TryNumber(digits[6..], out day);
    }

    private static bool IsWeekday(ReadOnlySpan<char> word)
    {
        foreach (string weekday in Weekdays)
        {
            if (word.StartsWith(weekday, StringComparison.OrdinalIgnoreCase)
                && (word.Length <= 4 || word.EndsWith("day", StringComparison.OrdinalIgnoreCase)))
                return true;
        }

        return false;
    }

    private static bool TryMonth(ReadOnlySpan<char> word, out int month)
    {
        for (int i = 0; i < Months.Length; i++)
        {
            if (!word.Equals(Months[i], StringComparison.OrdinalIgnoreCase)
                && !word.Equals(MonthNames[i], StringComparison.OrdinalIgnoreCase)
                && !(i == 8 && word.Equals("sept", StringComparison.OrdinalIgnoreCase)))
                continue;
            month = i + 1;
            return true;
        }

        month = 0;
        return false;
    }

    private static bool TryYear(ReadOnlySpan<char> digits, out int year)
    {
        if (!TryNumber(digits, out year) || digits.Length is not (2 or 4))
            return false;
        if (digits.Length == 2)
            year += year <= LastShortYear ? 2000 : 1900;
        return true;
    }

    private static bool TryNumber(ReadOnlySpan<char> digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && digits.Length <= 4;

    /// <summary>The time of day behind a date: nothing, or T or a space, hours, minutes, seconds, a half of the day and a zone.</summary>
    private static bool TryTime(ReadOnlySpan<char> text, out TimeSpan time)
    {
        time = TimeSpan.Zero;
        text = text.TrimStart("T, ").TrimEnd();
        if (text.IsEmpty)
            return true;
        text = WithoutZone(text);
        int half = -1;
        if (text.EndsWith("am", StringComparison.OrdinalIgnoreCase) || text.EndsWith("pm", StringComparison.OrdinalIgnoreCase))
        {
            half = text[^2] is 'p' or 'P' ? 12 : 0;
            text = text[..^2].TrimEnd();
        }

        Span<Range> parts = stackalloc Range[4];
        int count = text.Split(parts, ':');
        if (count is < 2 or > 3 || !TryNumber(text[parts[0]], out int hours) || !TryNumber(text[parts[1]], out int minutes))
            return false;
        double seconds = 0;
        if (count == 3 && !double.TryParse(text[parts[2]], NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out seconds))
            return false;
        if (half >= 0)
        {
            if (hours is < 1 or > 12)
                return false;
            hours = (hours % 12) + half;
        }

        if (hours > 23 || minutes > 59 || seconds >= 61)
            return false;
        time = new TimeSpan(hours, minutes, 0) + TimeSpan.FromTicks((long)(seconds * TimeSpan.TicksPerSecond));
        return true;
    }

    private static ReadOnlySpan<char> WithoutZone(ReadOnlySpan<char> text)
    {
        if (text[^1] is 'Z' or 'z')
            return text[..^1].TrimEnd();
        if (text.EndsWith("UTC", StringComparison.Ordinal) || text.EndsWith("GMT", StringComparison.Ordinal))
            return text[..^3].TrimEnd();
        int sign = text.LastIndexOfAny('+', '-');
        return sign > 0 ? text[..sign].TrimEnd() : text;
    }
}
