using System.Runtime.InteropServices;
using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>What the cells of a column are, counted row by row.</summary>
/// <param name="missing">Marks of missing values.</param>
/// <param name="mostDistinct">Distinct texts are counted up to here.</param>
internal sealed class ColumnSurvey(MissingMark missing, int mostDistinct)
{
    /// <summary>After so many cells of which nearly none is one, no further cell is tried as a number or a date.</summary>
    private const int Enough = 2_000;

    private readonly Dictionary<string, long> _counts = [];
    private readonly Dictionary<string, long> _marks = [];
    private bool _isFull;

    public long Rows { get; private set; }

    /// <summary>Cells that have no value whatever the column holds.</summary>
    public long Missing { get; private set; }

    /// <summary>Cells that have none if the column holds numbers, dates or the like.</summary>
    public long PossiblyMissing { get; private set; }

    public long Present => Rows - Missing;

    /// <summary>Distinct texts, and how often each occurs.</summary>
    public IReadOnlyDictionary<string, long> Counts => _counts;

    /// <summary>Whether there are more distinct texts than were counted.</summary>
    public bool HasMore => _isFull;

    /// <summary>Cells up to the last distinct text that was counted.</summary>
    public long CountedCells { get; private set; }

    /// <summary>Of the cells behind these, those of a text that was counted.</summary>
    public long KnownCells { get; private set; }

    /// <summary>Marks of missing values that occur, and how often, empty cells apart.</summary>
    public IReadOnlyDictionary<string, long> Marks => _marks;

    public NumberSurvey Plain { get; } = new();

    public NumberSurvey WithPoint { get; } = new();

    public NumberSurvey WithComma { get; } = new();

    public UnreadableCells UnreadableWithPoint { get; } = new();

    public UnreadableCells UnreadableWithComma { get; } = new();

    /// <summary>Numbers that only a decimal point makes sense of.</summary>
    public long OnlyPoint { get; private set; }

    /// <summary>Numbers that only a decimal comma makes sense of.</summary>
    public long OnlyComma { get; private set; }

    /// <summary>Numbers with a comma, and three digits behind it, which may be decimals or not.</summary>
    public long AmbiguousCommas { get; private set; }

    /// <summary>Numbers with a point, and three digits behind it, which may be decimals or not.</summary>
    public long AmbiguousPoints { get; private set; }

    public long Yes { get; private set; }

    public long No { get; private set; }

    public DateSurvey Dates { get; } = new();

    public long DateCells { get; private set; }

    public long Words { get; private set; }

    public long Characters { get; private set; }

    /// <summary>Characters of scripts that set no space between words.</summary>
    public long Ideographs { get; private set; }

    public void Add(ReadOnlySpan<char> cell, long line)
    {
        Rows++;
        if (missing.IsCertain(cell))
        {
            Missing++;
            if (!cell.IsEmpty)
                Mark(cell);
            return;
        }

        CountDistinct(cell);
        Words += 1 + cell.Count(' ');
        Characters += cell.Length;
        if (missing.IsPossible(cell))
        {
            PossiblyMissing++;
            Mark(cell);
            return;
        }

        if (BooleanText.TryRead(cell, out bool isYes))
            (Yes, No) = (Yes + (isYes ? 1 : 0), No + (isYes ? 0 : 1));
        long numbers = Plain.Count + Math.Max(WithPoint.Count, WithComma.Count);
        bool isNumber = (Present < Enough || 5 * numbers >= Present) && AddNumber(cell, line);
        if (isNumber && (cell.Length != 8 || cell.ContainsAnyExceptInRange('0', '9')))
            return;
        if ((Present < Enough || 5 * DateCells >= Present) && Dates.Add(cell, line))
            DateCells++;
        if (!isNumber && !System.Text.Ascii.IsValid(cell))
            CountIdeographs(cell);
    }

    private bool AddNumber(ReadOnlySpan<char> cell, long line)
    {
        bool withPoint = NumberText.TryRead(cell, '.', out double point, out var pointTraits, out var currency);
        if (!cell.ContainsAny('.', ','))
        {
            if (withPoint)
                Plain.Add(cell, line, point, pointTraits, currency);
            else
                AddUnreadable(cell, line, true, true);
            return withPoint;
        }

        double comma = double.NaN;
        var (commaTraits, commaCurrency) = (NumberTraits.None, "");
        bool withComma = (!withPoint || NumberText.MayHavePointForThousands(cell))
            && NumberText.TryRead(cell, ',', out comma, out commaTraits, out commaCurrency);
        if (withPoint)
            WithPoint.Add(cell, line, point, pointTraits, currency);
        if (withComma)
            WithComma.Add(cell, line, comma, commaTraits, commaCurrency);
        OnlyPoint += withPoint && !withComma ? 1 : 0;
        OnlyComma += withComma && !withPoint ? 1 : 0;
        if (withPoint && withComma)
            (AmbiguousCommas, AmbiguousPoints) = cell.Contains(',')
                ? (AmbiguousCommas + 1, AmbiguousPoints)
                : (AmbiguousCommas, AmbiguousPoints + 1);
        AddUnreadable(cell, line, !withPoint, !withComma);
        return withPoint || withComma;
    }

    private void AddUnreadable(ReadOnlySpan<char> cell, long line, bool withPoint, bool withComma)
    {
        if (withPoint)
            UnreadableWithPoint.Add(cell, line);
        if (withComma)
            UnreadableWithComma.Add(cell, line);
    }

    private void CountDistinct(ReadOnlySpan<char> cell)
    {
        var counts = _counts.GetAlternateLookup<ReadOnlySpan<char>>();
        bool isKnown = counts.ContainsKey(cell);
        if (isKnown || _counts.Count < mostDistinct)
            CollectionsMarshal.GetValueRefOrAddDefault(counts, cell, out _)++;
        else
            _isFull = true;
        if (!_isFull)
            CountedCells = Present;
        else if (isKnown)
            KnownCells++;
    }

    private void Mark(ReadOnlySpan<char> cell) =>
        CollectionsMarshal.GetValueRefOrAddDefault(_marks.GetAlternateLookup<ReadOnlySpan<char>>(), cell, out _)++;

    private void CountIdeographs(ReadOnlySpan<char> cell)
    {
        // Thai to Tibetan, kana to ideographs, Hangul apart, which has spaces.
        foreach (char c in cell)
            Ideographs += c is (>= '\u0E00' and <= '\u0FFF') or (>= '\u3040' and <= '\u9FFF') ? 1 : 0;
    }
}
