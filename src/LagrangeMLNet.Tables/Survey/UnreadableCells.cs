namespace LagrangeMLNet.Tables.Survey;

/// <summary>Cells that are not of their column's kind.</summary>
internal sealed class UnreadableCells
{
    private const int MostKept = 5;
    private readonly HashSet<string> _distinct = [];
    private readonly List<TableCell> _first = [];

    public long Count { get; private set; }

    /// <summary>The first few, each text once.</summary>
    public IReadOnlyList<TableCell> First => _first;

    /// <summary>Whether no more than so many texts occur among them; at most 4.</summary>
    public bool HasAtMost(int texts) => _distinct.Count <= texts;

    public void Add(ReadOnlySpan<char> cell, long line)
    {
        Count++;
        if (_distinct.Count > MostKept || !_distinct.GetAlternateLookup<ReadOnlySpan<char>>().Add(cell))
            return;
        if (_first.Count < MostKept)
            _first.Add(new TableCell(line, cell.ToString()));
    }
}
