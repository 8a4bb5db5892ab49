using nietras.SeparatedValues;

namespace LagrangeMLNet.Tables.Records;

/// <summary>The records of a delimited text, one after the other, without lines that hold nothing.</summary>
internal sealed class RecordReader : IDisposable
{
    private readonly string _path;
    private readonly bool _hasQuotes;
    private readonly SepReader _reader;
    private long _next = 1;
    private char[] _scratch = new char[256];

    public RecordReader(TableFile file, Dialect dialect)
    {
        (_path, _hasQuotes) = (file.Path, dialect.AllowQuoting);
        TextReader text = file.Open();
        if (_hasQuotes)
            text = new QuoteReader(text, dialect.Separator, dialect.Comment);
        _reader = new Sep(dialect.Separator).Reader(options => options with
        {
            HasHeader = false,
            DisableColCountCheck = true,
            DisableQuotesParsing = !dialect.AllowQuoting,
            CultureInfo = System.Globalization.CultureInfo.InvariantCulture,
        }).From(text);
    }

    /// <summary>Line of the file, from 1, in which the record begins.</summary>
    public long Line { get; private set; }

    public int Count { get; private set; }

    /// <exception cref="InvalidDataException">A quote is never closed, or the record is too long.</exception>
    public bool MoveNext()
    {
        while (true)
        {
            Line = _next;
            try
            {
                if (!_reader.MoveNext())
                    return false;
            }
            catch (NotSupportedException e)
            {
                TableErrors.LongRow(_path, Line, e);
            }

            var row = _reader.Current;
            _next = row.LineNumberToExcl;
            Count = row.ColCount;
            if (Count > 1 || !row.Span.IsWhiteSpace())
                return true;
        }
    }

    /// <summary>Whether the record begins, quotes apart, with some characters.</summary>
    public bool StartsWith(string prefix) => _reader.Current.Span.TrimStart().StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>Whether a cell stands in quotes.</summary>
    public bool IsQuoted(int index) => _hasQuotes && _reader.Current[index].Span.Trim() is ['"', ..];

    /// <summary>Whether no cell from some index on holds anything.</summary>
    public bool IsEmptyFrom(int index)
    {
        for (; index < Count; index++)
        {
            if (!Cell(index).IsEmpty)
                return false;
        }

        return true;
    }

    /// <summary>A cell without quotes and without space around it; valid until the next call.</summary>
    public ReadOnlySpan<char> Cell(int index)
    {
        var cell = _reader.Current[index].Span.Trim();
        return !_hasQuotes || !cell.ContainsAny('"', QuoteReader.Stray) ? cell : Unquoted(cell).Trim();
    }

    public void Dispose() => _reader.Dispose();

    private ReadOnlySpan<char> Unquoted(ReadOnlySpan<char> cell)
    {
        if (_scratch.Length < cell.Length)
            _scratch = new char[2 * cell.Length];
        bool isQuoted = cell[0] == '"';
        int length = 0;
        for (int i = isQuoted ? 1 : 0; i < cell.Length; i++)
        {
            char c = cell[i];
            if (c == '"' && isQuoted)
            {
                isQuoted = i + 1 < cell.Length && cell[i + 1] == '"';
                if (!isQuoted)
                    continue;
                i++;
            }

            _scratch[length++] = c == QuoteReader.Stray ? '"' : c;
        }

        return _scratch.AsSpan(0, length);
    }
}
