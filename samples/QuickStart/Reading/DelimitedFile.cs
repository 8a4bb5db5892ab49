using System.IO.Compression;
using Microsoft.ML.Data;

namespace QuickStart.Reading;

/// <summary>
/// A delimited text file, plain or gzip-compressed, whose separator, decimal marker and header are found by looking at its first records.
/// </summary>
internal sealed class DelimitedFile : IMultiStreamSource
{
    private const int SampledRecords = 200;
    private static readonly char[] Separators = ['\t', ',', ';', '|'];
    private readonly string _path;

    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="InvalidDataException">The file is empty or has one column only.</exception>
    public DelimitedFile(string path)
    {
        _path = path;
        if (!File.Exists(path))
            throw new FileNotFoundException(
                $"There is no file '{path}'. Check the path; a relative one starts at '{Environment.CurrentDirectory}'.");

        Separator = FindSeparator();
        var sample = Records(Separator).Take(SampledRecords).ToArray();
        DecimalMarker = Separator == ';' && HasDecimalCommas(sample) ? ',' : '.';
        HasHeader = LooksLikeHeader(sample);
        Names = UniqueNames(sample[0]);
    }

    public char Separator { get; }

    public char DecimalMarker { get; }

    public bool HasHeader { get; }

    public IReadOnlyList<string> Names { get; }

    public int Count => 1;

    public string? GetPathOrNull(int index) => null;

    public Stream Open(int index)
    {
        var file = File.OpenRead(_path);
        return _path.EndsWith(".gz", StringComparison.OrdinalIgnoreCase) ? new GZipStream(file, CompressionMode.Decompress) : file;
    }

    public TextReader OpenTextReader(int index) => new StreamReader(Open(index));

    /// <summary>The data records, without the header.</summary>
    public IEnumerable<string[]> Rows() => Records(Separator).Skip(HasHeader ? 1 : 0);

    private IEnumerable<string[]> Records(char separator)
    {
        using var reader = OpenTextReader(0);
        foreach (var record in DelimitedRecords.Read(reader, separator))
            yield return record;
    }

    /// <summary>The separator that cuts most records into the same number of fields, two or more; among equals, into most.</summary>
    private char FindSeparator()
    {
        var candidates = Separators.Select(separator =>
        {
            var widths = Records(separator).Take(SampledRecords).CountBy(record => record.Length).ToArray();
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
        && (cell.i == 0 || !string.IsNullOrWhiteSpace(cell.name))
        && !sample.Skip(1).Any(record => cell.i < record.Length && record[cell.i] == cell.name && cell.name.Length > 0));

    private List<string> UniqueNames(string[] first)
    {
        var names = new List<string>();
        foreach (var cell in first)
        {
            var name = HasHeader && !string.IsNullOrWhiteSpace(cell) ? cell.Trim() : $"Column{names.Count + 1}";
            names.Add(names.Contains(name) ? $"{name}.{names.Count + 1}" : name);
        }

        return names;
    }
}
