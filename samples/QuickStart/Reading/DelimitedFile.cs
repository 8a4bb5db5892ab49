namespace QuickStart.Reading;

/// <summary>A delimited text file whose separator, decimal marker and header are found by looking at its first records.</summary>
internal sealed class DelimitedFile
{
    private const int SampledRecords = 200;
    private static readonly char[] Separators = ['\t', ',', ';', '|'];
    private readonly string _path;
    private readonly TextFile _text;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is not text, is empty or has one column only.</exception>
    public DelimitedFile(string path)
    {
        (_path, _text) = (path, new TextFile(path));
        Separator = FindSeparator();
        var sample = Sample(Separator);
        DecimalMarker = Separator == ';' && HasDecimalCommas(sample) ? ',' : '.';
        HasHeader = LooksLikeHeader(sample);
        Names = UniqueNames(sample[0]);
    }

    public char Separator { get; }

    public char DecimalMarker { get; }

    public bool HasHeader { get; }

    public IReadOnlyList<string> Names { get; }

    /// <summary>The data records, without the header.</summary>
    public IEnumerable<DelimitedRecord> Rows() => Records(Separator).Skip(HasHeader ? 1 : 0);

    private IEnumerable<DelimitedRecord> Records(char separator)
    {
        using var reader = _text.OpenText();
        foreach (var record in DelimitedRecords.Read(reader, separator))
            yield return record;
    }

    private string[][] Sample(char separator) => [.. Records(separator).Take(SampledRecords).Select(record => record.Cells)];

    /// <summary>The separator that cuts most records into the same number of fields, two or more; among equals, into most.</summary>
    private char FindSeparator()
    {
        var candidates = Separators.Select(separator =>
        {
            var widths = Sample(separator).CountBy(cells => cells.Length).ToArray();
            var (width, count) = widths.OrderByDescending(pair => pair.Value).FirstOrDefault();
            return (Separator: separator, Width: width, Count: count);
        }).ToArray();

        if (candidates.All(candidate => candidate.Count == 0))
            throw new InvalidDataException($"'{_path}' is empty. Give a file with a header line and rows.");
        if (candidates.All(candidate => candidate.Width < 2))
            throw new InvalidDataException(
                $"'{_path}' has one column: none of tab, comma, semicolon and bar divides its lines. A label and a feature are needed.");

        return candidates
            .Where(candidate => candidate.Width >= 2)
            .OrderByDescending(candidate => candidate.Count)
            .ThenByDescending(candidate => candidate.Width)
            .First().Separator;
    }

    private static bool HasDecimalCommas(string[][] sample) =>
        sample.SelectMany(record => record).Any(cell => cell.Count(c => c == ',') == 1 && Cell.TryNumber(cell, ',', out _));

    /// <summary>A header has no numbers, no gaps except a first one (an index), and no name that occurs as a value below it.</summary>
    private bool LooksLikeHeader(string[][] sample) => sample[0].Select((name, i) => (name, i)).All(cell =>
        !Cell.TryNumber(cell.name, DecimalMarker, out _)
        && (cell.i == 0 || cell.name.Length > 0)
        && !sample.Skip(1).Any(record => cell.i < record.Length && record[cell.i] == cell.name && cell.name.Length > 0));

    private List<string> UniqueNames(string[] first)
    {
        var names = new List<string>();
        foreach (var cell in first)
        {
            var name = HasHeader && cell.Length > 0 ? cell : $"Column{names.Count + 1}";
            names.Add(names.Contains(name) ? $"{name}.{names.Count + 1}" : name);
        }

        return names;
    }
}
