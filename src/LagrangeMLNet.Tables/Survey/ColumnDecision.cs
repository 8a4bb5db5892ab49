using System.Globalization;
using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>Decides what a column holds.</summary>
/// <param name="name">Its name.</param>
/// <param name="index">Its place in the file.</param>
/// <param name="isUnnamed">Whether the file gives it no name.</param>
/// <param name="survey">Its cells.</param>
/// <param name="file">What the other columns say of decimal marks and dates.</param>
internal sealed class ColumnDecision(string name, int index, bool isUnnamed, ColumnSurvey survey, FileEvidence file)
{
    /// <summary>Share of cells that may be of another kind than the column.</summary>
    private const double Tolerance = 0.05;

    /// <summary>A column of this many numbers may have one or two texts that stand for no number in up to half of its cells.</summary>
    private const int FewestNumbers = 5;

    /// <summary>Mean number of words from which a column of many texts is prose.</summary>
    private const double WordsOfProse = 3;

    /// <summary>Mean number of characters from which texts without spaces are prose; of ideographs, fewer.</summary>
    private const double CharactersOfProse = 25, IdeographsOfProse = 6;

    /// <summary>Share of rows with a value of its own from which a column tells rows apart and no more.</summary>
    private const double OwnValues = 0.9;

    private const int FewestForIdentifier = 20;

    private long Cells => survey.Present - survey.PossiblyMissing;

    /// <param name="given">The kind as told; null to find it.</param>
    public ColumnPlan Decide(ColumnKind? given) => given switch
    {
        ColumnKind.LeftOut => LeftOut("as told"),
        _ when survey.Present == 0 => LeftOut("empty"),
        ColumnKind.Number => Number("as told"),
        ColumnKind.Boolean => Boolean("as told"),
        ColumnKind.Date => Date(file.Order(survey), "as told"),
        ColumnKind.Time => Time("as told"),
        ColumnKind.Category or ColumnKind.Text => Text(given.Value, "as told"),
        _ => Find(),
    };

    private ColumnPlan Find()
    {
        if (Cells == 0)
            return Text(ColumnKind.Category, "texts");
        char mark = file.DecimalMark(survey);
        var numbers = NumberSurvey.Merge(survey.Plain, mark == '.' ? survey.WithPoint : survey.WithComma);
        if (survey.Yes + survey.No == Cells && survey.Yes > 0 && survey.No > 0 && numbers.Count < Cells)
            return Boolean("yes or no");
        var unreadable = mark == '.' ? survey.UnreadableWithPoint : survey.UnreadableWithComma;
        if (numbers.Count > 0 && IsTolerable(Cells - numbers.Count, unreadable, numbers.Count))
            return NumberOrCode(numbers);
        var order = file.Order(survey);
        if (order != DateOrder.None && IsTolerable(Cells - survey.Dates.Count(order), survey.Dates.Unreadable, survey.Dates.Count(order)))
            return Date(order, "dates");
        if (IsTolerable(Cells - survey.Dates.Times, survey.Dates.Unreadable, survey.Dates.Times))
            return Time("times of day");
        string mixed = 4 * numbers.Count >= Cells && unreadable.Count > 0
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"texts; {numbers.Count:N0} of {Cells:N0} cells are numbers, the others are not, as {Examples(unreadable.First)}")
            : "texts";
        return Text(IsProse() ? ColumnKind.Text : ColumnKind.Category, mixed);
    }

    private ColumnPlan NumberOrCode(NumberSurvey numbers)
    {
        if (numbers.LeadingZeros > 0)
            return Text(ColumnKind.Category, "codes: digits with zeros in front");
        if (numbers.Currencies.Count > 1)
            return Text(
                ColumnKind.Category,
                $"amounts in more than one currency ({string.Join(", ", numbers.Currencies)}), which cannot be compared");
        bool isCompact = numbers.Count == Cells && survey.Dates.Count(DateOrder.Compact) == Cells && survey.Counts.Count > 1;
        return isCompact ? Date(DateOrder.Compact, "dates in eight digits") : Number("numbers");
    }

    /// <summary>Whether few cells are of another kind; or more, but all of one or two texts, which then mark what is missing.</summary>
    private bool IsTolerable(long others, UnreadableCells unreadable, long readable) => readable > 0
        && (others <= Tolerance * Cells || (unreadable.HasAtMost(2) && others <= Cells / 2 && survey.Counts.Count >= FewestNumbers + 2));

    private bool IsProse()
    {
        long distinct = survey.Counts.Count;
        if (distinct <= Math.Min(100, survey.Present / 2))
            return false;
        return survey.Words >= WordsOfProse * survey.Present
            || survey.Ideographs >= IdeographsOfProse * survey.Present
            || (survey.Characters >= CharactersOfProse * survey.Present && distinct > survey.CountedCells / 2);
    }

    private ColumnPlan Number(string why)
    {
        char mark = file.DecimalMark(survey);
        var numbers = NumberSurvey.Merge(survey.Plain, mark == '.' ? survey.WithPoint : survey.WithComma);
        var unreadable = mark == '.' ? survey.UnreadableWithPoint : survey.UnreadableWithComma;
        if (numbers.BeyondRange is { } beyond)
            TableErrors.BeyondRange(file.Path, name, beyond.Line, beyond.Text);
        var notes = new List<string> { why };
        if (mark == ',' && survey.WithComma.Count > 0)
            notes.Add("decimal comma");
        if (numbers.Grouped > 0)
            notes.Add("thousands set apart");
        if (file.AmbiguousExample(survey) is { } ambiguous)
            notes.Add($"{ambiguous}; DecimalMark says otherwise");
        if (numbers.Percent > 0)
            notes.Add(numbers.Percent == numbers.Count ? "percent, read as shares"
                : string.Create(
                    CultureInfo.InvariantCulture, $"{numbers.Percent:N0} with a percent sign, read as shares, the others as they are"));
        if (numbers.Currencies.Count > 0)
            notes.Add($"in {string.Join(", ", numbers.Currencies)}");
        if (numbers.InParentheses > 0)
            notes.Add("those in parentheses are negative");
        bool needsDouble = numbers.NeedsDouble;
        if (needsDouble)
            notes.Add("in double precision, as single precision would merge some");
        bool isIdentifier = numbers.AllWhole && numbers.Count == Cells && (survey.HasMore || survey.Counts.Count == Cells)
            && (IsNamedAsIdentifier || (isUnnamed && index == 0)) && (!survey.HasMore || OwnShare > OwnValues);
        if (isIdentifier)
            notes.Add("each row has one of its own");
        var column = Column(ColumnKind.Number, notes, Cells - numbers.Count, unreadable, countsPossible: true) with
        {
            IsWhole = numbers.AllWhole,
            IsIdentifier = isIdentifier,
            Minimum = numbers.Count > 0 ? numbers.Minimum : double.NaN,
            Maximum = numbers.Count > 0 ? numbers.Maximum : double.NaN,
        };
        return new ColumnPlan(column, mark, NeedsDouble: needsDouble);
    }

    private ColumnPlan Boolean(string why) =>
        new(Column(ColumnKind.Boolean, [why], Cells - survey.Yes - survey.No, survey.Dates.Unreadable, countsPossible: true));

    private ColumnPlan Date(DateOrder order, string why)
    {
        long readable = order == DateOrder.None ? 0 : survey.Dates.Count(order);
        if (readable == 0)
            return Text(ColumnKind.Category, "told to be dates, but no cell is one");
        string form = order switch
        {
            DateOrder.DayFirst => "day first",
            DateOrder.MonthFirst => "month first",
            _ => "",
        };
        var notes = new List<string> { form.Length > 0 ? $"{why}, {form}" : why };
        if (file.IsOrderAmbiguous(survey, order))
            notes.Add("no date tells whether the day or the month is first; DayFirst says otherwise");
        var column = Column(ColumnKind.Date, notes, Cells - readable, survey.Dates.Unreadable, countsPossible: true);
        return new ColumnPlan(column, Order: order, Earliest: survey.Dates.Earliest(order));
    }

    private ColumnPlan Time(string why) =>
        new(
            Column(
                ColumnKind.Time, [why, "hours since midnight"], Cells - survey.Dates.Times, survey.Dates.Unreadable, countsPossible: true));

    private ColumnPlan Text(ColumnKind kind, string why)
    {
        bool isIdentifier = kind == ColumnKind.Category && survey.Present > FewestForIdentifier && OwnShare > OwnValues;
        List<string> notes = [why, $"{Count(survey.Counts.Count)}{(survey.HasMore ? " or more" : "")} distinct"];
        if (isIdentifier)
            notes.Add("nearly every row has one of its own");
        return new ColumnPlan(Column(kind, notes, 0, null, countsPossible: false) with { IsIdentifier = isIdentifier });
    }

    private ColumnPlan LeftOut(string why) => new(new ColumnReport
    {
        Name = name,
        Index = index,
        Kind = ColumnKind.LeftOut,
        Reason = why,
        Rows = survey.Rows,
        Missing = survey.Missing,
    });

    private ColumnReport Column(ColumnKind kind, List<string> notes, long others, UnreadableCells? unreadable, bool countsPossible)
    {
        long missing = survey.Missing + (countsPossible ? survey.PossiblyMissing : 0);
        if (missing > 0)
        {
            var marks = survey.Marks.Where(mark => countsPossible || !IsCounted(mark.Key)).OrderByDescending(mark => mark.Value)
                .ThenBy(mark => mark.Key, StringComparer.Ordinal).ToList();
            string shown = marks.Count == 0
                ? ""
                : $" ({string.Join(", ", marks.Take(5).Select(mark => $"{mark.Key} {Count(mark.Value)}"))})";
            notes.Add($"{Count(missing)} missing{shown}");
        }

        if (others > 0)
            notes.Add($"{Count(others)} unreadable, taken as missing: {Examples(unreadable!.First)}");
        return new ColumnReport
        {
            Name = name,
            Index = index,
            Kind = kind,
            Reason = string.Join("; ", notes),
            Rows = survey.Rows,
            Missing = missing + others,
            UnreadableCount = others,
            Unreadable = others > 0 ? unreadable!.First : [],
            Values =
            [
                .. survey.Counts.Where(pair => !countsPossible || !survey.Marks.ContainsKey(pair.Key))
                    .OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal),
            ],
            HasMoreValues = survey.HasMore,
        };

        bool IsCounted(string mark) => survey.Counts.ContainsKey(mark);
    }

    /// <summary>
    /// Share of cells with a text of their own: among those before the count of texts was full, and among those behind, the smaller.
    /// </summary>
    private double OwnShare => Math.Min(
        survey.Counts.Count / (double)Math.Max(1, survey.CountedCells),
        1 - (survey.KnownCells / (double)Math.Max(1, survey.Present - survey.CountedCells)));

    private bool IsNamedAsIdentifier => name.Equals("id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase) || name.EndsWith(" id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal) || name.EndsWith("ID", StringComparison.Ordinal)
        || name.Equals("index", StringComparison.OrdinalIgnoreCase) || name.Equals("rownames", StringComparison.OrdinalIgnoreCase);

    private static string Examples(IReadOnlyList<TableCell> cells) => string.Join(", ", cells.Take(3).Select(
        cell => string.Create(CultureInfo.InvariantCulture, $"line {cell.Line} '{TableErrors.Short(cell.Text)}'")));

    private static string Count(long count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
