using System.Globalization;
using LagrangeMLNet.Tables.Cells;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>Tells whether a table's first record holds names, by what stands below each of its cells.</summary>
internal static class HeaderEvidence
{
    private const double Strong = 3;
    private const double Medium = 2;
    private const double Weak = 1;

    /// <summary>From so many numbers on, names that rise evenly are taken for names without any other sign.</summary>
    private const int LongSequence = 3;

    /// <summary>Share of the cells below of one kind, from which a column is of that kind.</summary>
    private const double Most = 0.8;

    private static readonly HashSet<string> UsualNames = new(StringComparer.OrdinalIgnoreCase)
    {
        "label", "target", "class", "y", "id", "name", "date", "time", "index", "value", "outcome", "result", "response", "x",
    };

    /// <param name="first">The first record.</param>
    /// <param name="below">The records below it.</param>
    /// <param name="shift">1 where the first record lacks a cell at its beginning, else 0.</param>
    /// <param name="options">Names that are known to be columns'.</param>
    /// <param name="isTyped">Whether a cell holds a number, a date or the like.</param>
    public static (bool HasHeader, string Reason) Judge(
        SampleRecord first, IReadOnlyList<SampleRecord> below, int shift, TableOptions options, Func<string, bool> isTyped)
    {
        foreach (string known in options.ColumnKinds.Keys.Append(options.LabelColumnName ?? ""))
        {
            int at = Array.FindIndex(first.Cells, cell => cell.Length > 0 && cell.Equals(known, StringComparison.OrdinalIgnoreCase));
            if (at >= 0 && !below.Any(record => Cell(record, at + shift) == first.Cells[at]))
                return (true, $"the first record holds the name '{first.Cells[at]}'");
        }

        string? evidence = null;
        double score = 0;
        bool isSequence = IsSequence(first) && !below.Take(20).Any(record => IsSequence(record));
        double strongest = 0;
        for (int i = 0; i < first.Cells.Length; i++)
        {
            var (weight, reason) = Weigh(first, below, i, shift, isSequence, isTyped);
            score += weight;
            if (Math.Abs(weight) <= strongest)
                continue;
            (strongest, evidence) = (Math.Abs(weight), reason);
        }

        bool hasNumbers = first.Cells.Any(CellShape.IsNumber);
        if (isSequence && first.Cells.Count(CellShape.IsNumber) >= LongSequence)
            score += Medium;
        if (score != 0 || below.Count == 0)
        {
            bool hasHeader = score > 0 || (score == 0 && !hasNumbers);
            return (
                hasHeader,
                evidence is not null
                    ? evidence
                    : hasHeader
                    ? "no cell of the first record is a number"
                    : "the first record is like those below");
        }

        return (
            !hasNumbers,
            hasNumbers ? "the first record is like those below" : "the first record holds no number, and nothing that occurs below it");
    }

    /// <summary>How much a cell speaks for a name (positive) or for a value (negative), and why.</summary>
    private static (double Weight, string Reason) Weigh(
        SampleRecord first, IReadOnlyList<SampleRecord> below, int i, int shift, bool isSequence, Func<string, bool> isTyped)
    {
        string cell = first.Cells[i];
        List<string> values = [.. below.Select(record => Cell(record, i + shift)).OfType<string>().Where(value => value.Length > 0)];
        if (cell.Length == 0 || values.Count == 0)
            return (0, "");
        bool isNumber = CellShape.IsNumber(cell);
        double numbers = values.Count(CellShape.IsNumber) / (double)values.Count;
        bool isQuotedAlone = first.IsQuoted[i]
            && numbers >= Most
            && !below.Any(record => i + shift < record.IsQuoted.Length && record.IsQuoted[i + shift]);
        if (isQuotedAlone)
            return (Strong, $"'{cell}' stands in quotes, the numbers below do not");
        if (isNumber && numbers >= Most)
        {
            return isSequence ? (0, "") : (IsWhole(cell) ? -Weak : -Strong, $"'{cell}' is a number like those below it");
        }

        // A number, in a column of texts, is rather a name than a value; in one of few texts it may be either.
        if (values.Contains(cell))
            return (-Strong, $"'{cell}' occurs below too");
        double typed = values.Count(isTyped) / (double)values.Count;
        if (typed >= Most && !isTyped(cell))
            return (Strong, $"'{cell}' is a text, and {(numbers >= Most ? "numbers" : "dates or the like")} stand below it");
        if (typed >= Most && CellShape.IsDate(cell) && values.Count(CellShape.IsDate) >= Most * values.Count)
            return (-Strong, $"'{cell}' is a date like those below it");
        if (isNumber)
            return (isSequence ? Weak : 0, $"'{cell}' is one of evenly rising numbers");
        int distinct = values.Distinct().Count();
        double usual = UsualNames.Contains(cell) ? Medium : 0;
        return values.Count >= 4 && distinct <= values.Count / 2
            ? (Medium + usual, $"'{cell}' is none of the {distinct.ToString(CultureInfo.InvariantCulture)} values below it")
            : (usual + 0.1, $"'{cell}' does not occur below");
    }

    /// <summary>
    /// Whether the numbers among the cells rise (or fall) evenly: two by 1, three or more by any step; six or more may rise unevenly.
    /// </summary>
    private static bool IsSequence(SampleRecord record)
    {
        List<double> numbers = [];
        foreach (string cell in record.Cells)
        {
            if (NumberText.TryRead(cell, '.', out double number, out _, out _))
                numbers.Add(number);
        }

        if (numbers.Count < 2)
            return numbers.Count == 1 && numbers[0] == 0 && record.Cells.Length == 1;
        double step = numbers[1] - numbers[0];
        if (numbers.Count == 2)
            return step == 1;
        bool isEven = step != 0, isRising = true, isFalling = true;
        for (int i = 1; i < numbers.Count; i++)
        {
            double difference = numbers[i] - numbers[i - 1];
            isEven &= Math.Abs(difference - step) <= 1e-6 * Math.Abs(step);
            isRising &= difference > 0;
            isFalling &= difference < 0;
        }

        return isEven || (numbers.Count >= 6 && (isRising || isFalling));
    }

    private static bool IsWhole(string cell) => !cell.AsSpan().ContainsAny(".,eE%");

    private static string? Cell(SampleRecord record, int index) => index < record.Cells.Length ? record.Cells[index] : null;
}
