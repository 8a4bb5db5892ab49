using System.Globalization;
using LagrangeMLNet.Tables.Cells;
using LagrangeMLNet.Tables.Records;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>Finds how the records of a table are arranged by looking at the first of them.</summary>
internal sealed class LayoutSearch
{
    /// <summary>Share of records by which one separator may be behind another and still be taken for what it makes of the cells.</summary>
    private const double Tolerance = 0.02;

    private static readonly char[] Separators = ['\t', ',', ';', '|'];
    private readonly TableFile _file;
    private readonly TableOptions _options;
    private readonly MissingMark _missing;
    private readonly List<string> _remarks = [];

    private LayoutSearch(TableFile file, TableOptions options, MissingMark missing) =>
        (_file, _options, _missing) = (file, options, missing);

    /// <exception cref="InvalidDataException">The file is empty or has one column only.</exception>
    public static Layout Find(TableFile file, TableOptions options, MissingMark missing) => new LayoutSearch(file, options, missing).Find();

    private Layout Find()
    {
        var (separator, firstLine) = DeclaredSeparator();
        var sample = Choose(_options.Separator ?? separator, firstLine);
        var records = sample.Records.Where(record => !record.IsComment || record.Cells.Length == sample.Width).ToList();
        records = WithoutComments(WithoutTitles(records, sample.Width));
        if (records.Count == 0)
            TableErrors.Empty(_file.Path);

        var first = records[0];
        List<SampleRecord> below = [.. records.Skip(1)];
        int width = below.Count == 0 ? first.Cells.Length : sample.Width;
        bool hasRowNames = first.Cells.Length == width - 1
            && below.Any(record => record.Cells.Length == width && record.Cells[^1].Length > 0);
        var (hasHeader, reason) = _options.HasHeader is { } told
            ? (told, "as told")
            : HeaderEvidence.Judge(first, below, hasRowNames ? 1 : 0, _options, IsTyped);
        string[] cells = first.Cells;
        if (hasHeader && hasRowNames)
        {
            cells = ["", .. cells];
            _remarks.Add("the header has one name fewer than rows have cells: the first column holds the rows' names");
        }

        int filled = hasHeader ? Array.FindLastIndex(cells, cell => cell.Length > 0) + 1 : 0;
        if (hasHeader && cells.Length > width && filled <= width)
            _remarks.Add("the header ends with a separator, and no cells are below: no column there");
        width = Math.Max(width, filled);
        var (names, unnamed) = Names(hasHeader ? cells : [], width);
        long start = !hasHeader ? first.Line : below.Count > 0 ? below[0].Line : first.Line + 1;
        return new Layout(sample.Dialect, width, start, names, hasHeader, reason, unnamed, _remarks);
    }

    /// <summary>The separator that a first line such as sep=; names, as spreadsheets write it; and the line behind it.</summary>
    private (char? Separator, long FirstLine) DeclaredSeparator()
    {
        using var reader = _file.Open();
        string line = (reader.ReadLine() ?? "").Trim(' ', '"');
        if (!line.StartsWith("sep=", StringComparison.OrdinalIgnoreCase) || line.Length > 5)
            return (null, 1);
        char separator = line.Length == 5 ? line[4] : '\t';
        _remarks.Add($"the first line names the separator: {TableReport.NameOf(separator)}");
        return (separator, 2);
    }

    /// <summary>
    /// The way to read in which most records have the same number of cells; among equals that with most numbers, then with most cells.
    /// </summary>
    private Sample Choose(char? given, long firstLine)
    {
        bool[] quotings = _options.AllowQuoting is { } told ? [told] : [true, false];
        var samples = new List<Sample>();
        foreach (char separator in given is { } only ? [only] : Separators)
        {
            foreach (bool quoting in quotings)
            {
                if (Sample.Of(_file, new Dialect(separator, quoting, _options.CommentPrefix), firstLine) is { } sample)
                    samples.Add(sample);
            }
        }

        // With the quotes as they are no way is left: reading says which is open.
        if (samples.Count == 0)
            throw Unread(new Dialect(given ?? ',', true, _options.CommentPrefix));
        if (samples.All(sample => sample.Records.Count == 0))
            TableErrors.Empty(_file.Path);
        if (given is null)
            samples.RemoveAll(sample => sample.Width < 2);
        if (samples.Count == 0)
            TableErrors.OneColumn(_file.Path);
        double most = samples.Max(Regularity);
        var chosen = samples.Where(sample => Regularity(sample) >= most - Tolerance)
            .OrderByDescending(sample => Math.Round(sample.TypedShare(IsTyped), 2))
            .ThenByDescending(sample => sample.Width)
            .ThenByDescending(sample => sample.Dialect.AllowQuoting)
            .ThenByDescending(Regularity)
            .First();
        if (!chosen.Dialect.AllowQuoting && _options.AllowQuoting is null)
        {
            var quoted = Sample.Of(_file, chosen.Dialect with { AllowQuoting = true }, firstLine);
            if (quoted is not null && Regularity(quoted) >= most - 1e-9)
                return quoted;
            // A single one is rather forgotten than meant as text.
            if (quoted is null && chosen.OpenQuotes < 2)
                throw Unread(chosen.Dialect with { AllowQuoting = true });
            _remarks.Add(
                "quotes are read as text: taken for quotes around cells, some would never be closed, or rows would differ in length");
        }

        return chosen;
    }

    private InvalidDataException Unread(Dialect dialect)
    {
        using var reader = new RecordReader(_file, dialect);
        try
        {
            while (reader.MoveNext())
            {
            }
        }
        catch (InvalidDataException e)
        {
            return e;
        }

        return new InvalidDataException($"'{_file.Path}' cannot be read as a table.");
    }

    private static double Regularity(Sample sample) =>
        sample.Records.Count == 0
            ? 0
            : sample.Consistent / (double)sample.Records.Count(record => !record.IsComment || record.Cells.Length == sample.Width);

    /// <summary>Without records above the table that have a first cell only: titles, as spreadsheets have them.</summary>
    private List<SampleRecord> WithoutTitles(List<SampleRecord> records, int width)
    {
        int titles = records.TakeWhile(record => record.FilledWidth <= 1 && width >= 2 && !record.IsComment).Count();
        if (titles == 0 || titles == records.Count || _options.HasHeader == false)
            return records;
        // A record as wide as the rest with one cell filled may be a row; a shorter one is none.
        if (titles > 1 || records[0].Cells.Length < width || width > 2)
        {
            foreach (var title in records.Take(titles))
                _remarks.Add(
                    string.Create(
                        CultureInfo.InvariantCulture, $"line {title.Line} is a title, not a row: '{TableErrors.Short(title.Cells[0])}'"));
            return records[titles..];
        }

        return records;
    }

    /// <summary>Without comments above the table that happen to have as many cells: a last one may be the header (#name, value).</summary>
    private List<SampleRecord> WithoutComments(List<SampleRecord> records)
    {
        int comments = records.TakeWhile(record => record.IsComment).Count();
        bool isHeaderBehind = comments < records.Count
            && HeaderEvidence.Judge(records[comments], [.. records.Skip(comments + 1)], 0, _options, IsTyped).HasHeader;
        int dropped = isHeaderBehind ? comments : Math.Max(0, comments - 1);
        if (dropped == records.Count || records.Skip(comments).Any(record => record.IsComment))
            return records;
        foreach (var comment in records.Take(dropped))
            _remarks.Add(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"line {comment.Line} is a comment: '{TableErrors.Short(string.Join(comment.Cells.Length > 1 ? ", " : "", comment.Cells))}'"));
        return records[dropped..];
    }

    private (List<string> Names, List<bool> Unnamed) Names(string[] header, int width)
    {
        var names = new List<string>();
        var taken = new HashSet<string>(header);
        var unnamed = new List<bool>();
        for (int i = 0; i < width; i++)
        {
            string cell = i < header.Length ? header[i] : "";
            unnamed.Add(cell.Length == 0);
            string name = cell.Length > 0 ? cell : $"Column{(i + 1).ToString(CultureInfo.InvariantCulture)}";
            bool isRepeated = cell.Length > 0 ? names.Contains(name) : taken.Contains(name);
            for (int n = 2; isRepeated; n++)
            {
                string numbered = $"{name}.{n.ToString(CultureInfo.InvariantCulture)}";
                if (!taken.Add(numbered))
                    continue;
                if (cell.Length > 0)
                    _remarks.Add(
                        string.Create(
                            CultureInfo.InvariantCulture,
                            $"column {i + 1} has a name that another has too: '{name}' is called '{numbered}'"));
                (name, isRepeated) = (numbered, false);
            }

            names.Add(name);
        }

        return (names, unnamed);
    }

    private bool IsTyped(string cell) => CellShape.IsTyped(cell, _missing);
}
