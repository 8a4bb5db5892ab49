using LagrangeMLNet.Tables.Records;

namespace LagrangeMLNet.Tables.Survey;

/// <summary>A record from the beginning of a table.</summary>
/// <param name="Line">Line in which it begins.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="IsQuoted">Whether a cell stands in quotes.</param>
/// <param name="IsComment">Whether it begins as a comment does.</param>
internal sealed record SampleRecord(long Line, string[] Cells, bool[] IsQuoted, bool IsComment)
{
    /// <summary>Number of cells up to the last that holds anything.</summary>
    public int FilledWidth => Array.FindLastIndex(Cells, cell => cell.Length > 0) + 1;
}

/// <summary>The beginning of a table, read in one way.</summary>
internal sealed class Sample
{
    private const int MostRecords = 250;
    private const int FewestRecords = 20;
    private const int MostCells = 200_000;

    private Sample(Dialect dialect, IReadOnlyList<SampleRecord> records)
    {
        (Dialect, Records) = (dialect, records);
        var widths = records.Where(record => !record.IsComment).DefaultIfEmpty(records.Count > 0 ? records[0] : null)
            .Where(record => record is not null).CountBy(record => record!.Cells.Length)
            .OrderByDescending(pair => pair.Value).ThenByDescending(pair => pair.Key).FirstOrDefault();
        (Width, Consistent) = (widths.Key, widths.Value);
    }

    public Dialect Dialect { get; }

    public IReadOnlyList<SampleRecord> Records { get; }

    /// <summary>The number of cells that most records have.</summary>
    public int Width { get; }

    /// <summary>How many records have it.</summary>
    public int Consistent { get; }

    /// <summary>Number of cells that begin with a quote and end without one.</summary>
    public int OpenQuotes =>
        Records.SelectMany(record => record.Cells).Count(cell => cell is ['"'] || (cell.StartsWith('"') && !cell.EndsWith('"')));

    /// <summary>Share of cells, in records that have the usual number, that hold numbers, dates and the like rather than texts.</summary>
    public double TypedShare(Func<string, bool> isTyped)
    {
        var cells = Records.Where(record => record.Cells.Length == Width).SelectMany(record => record.Cells).Where(cell => cell.Length > 0)
            .ToList();
        return cells.Count == 0 ? 0 : cells.Count(isTyped) / (double)cells.Count;
    }

    /// <summary>Reads the beginning of a table; null where a quote is never closed.</summary>
    public static Sample? Of(TableFile file, Dialect dialect, long firstLine)
    {
        var records = new List<SampleRecord>();
        long cells = 0;
        try
        {
            using var reader = new RecordReader(file, dialect);
            while (records.Count < MostRecords && (records.Count < FewestRecords || cells < MostCells) && reader.MoveNext())
            {
                if (reader.Line < firstLine)
                    continue;
                int[] all = [.. Enumerable.Range(0, reader.Count)];
                bool isComment = dialect.Comment is { } comment && reader.StartsWith(comment);
                records.Add(new SampleRecord(
                    reader.Line, [.. all.Select(i => reader.Cell(i).ToString())], [.. all.Select(reader.IsQuoted)], isComment));
                cells += reader.Count;
            }
        }
        catch (InvalidDataException) when (dialect.AllowQuoting)
        {
            return null;
        }

        return new Sample(dialect, records);
    }
}
