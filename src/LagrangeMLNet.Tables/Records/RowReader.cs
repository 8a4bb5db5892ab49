namespace LagrangeMLNet.Tables.Records;

/// <summary>The rows of a table, one after the other: records without title lines, header, comments and rows that hold nothing.</summary>
internal sealed class RowReader : IDisposable
{
    private readonly TableFile _file;
    private readonly Layout _layout;
    private readonly RaggedRows _ragged;
    private readonly RecordReader _records;

    public RowReader(TableFile file, Layout layout, RaggedRows ragged)
    {
        (_file, _layout, _ragged) = (file, layout, ragged);
        _records = new RecordReader(file, layout.Dialect);
    }

    /// <summary>Index of the row, from 0; −1 before the first.</summary>
    public long Index { get; private set; } = -1;

    /// <summary>Line of the file, from 1, in which the row begins.</summary>
    public long Line => _records.Line;

    /// <summary>Lines of comments.</summary>
    public LineList Comments { get; } = new();

    /// <summary>Lines of rows in which no cell holds anything.</summary>
    public LineList EmptyRows { get; } = new();

    /// <summary>Lines of rows that have too few or too many cells.</summary>
    public LineList Ragged { get; } = new();

    /// <exception cref="InvalidDataException">A row has too few or too many cells, and must not.</exception>
    public bool MoveNext()
    {
        while (_records.MoveNext())
        {
            if (_records.Line < _layout.FirstLine || !IsRow())
                continue;
            Index++;
            return true;
        }

        return false;
    }

    /// <summary>A cell without quotes and without space around it; empty where the row is too short. Valid until the next call.</summary>
    public ReadOnlySpan<char> Cell(int column) => column < _records.Count ? _records.Cell(column) : [];

    public void Dispose() => _records.Dispose();

    private bool IsRow()
    {
        int width = _layout.Width;
        bool isLong = _records.Count > width && !_records.IsEmptyFrom(width);
        bool isShort = _records.Count < width;
        if ((isLong || isShort) && _layout.Dialect.Comment is { } comment && _records.StartsWith(comment))
        {
            Comments.Add(_records.Line);
            return false;
        }

        if (_records.IsEmptyFrom(0))
        {
            EmptyRows.Add(_records.Line);
            return false;
        }

        if (!isLong && !isShort)
            return true;
        if (_ragged == RaggedRows.LeaveOut || (isShort && _ragged == RaggedRows.Fill))
        {
            Ragged.Add(_records.Line);
            return isShort && _ragged == RaggedRows.Fill;
        }

        if (isShort)
            TableErrors.TooFewCells(_file.Path, _records.Line, _records.Count, width);
        for (int i = width; i < _records.Count; i++)
        {
            if (_records.Cell(i) is { IsEmpty: false } lost)
                TableErrors.TooManyCells(_file.Path, _records.Line, _records.Count, width, lost.ToString());
        }

        return true;
    }
}
