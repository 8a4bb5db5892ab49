namespace QuickStart.Reading;

/// <summary>What kind of values a column holds.</summary>
internal enum ColumnKind
{
    Number,
    Boolean,
    Category,
    Text,
    Constant,
    Identifier,
}

/// <summary>A column of a table and what its cells say about it.</summary>
internal sealed class Column(int index, string name, char decimalMarker)
{
    private const int MostDistinct = 10_000;
    private readonly Dictionary<string, int> _counts = [];
    private long _words;
    private bool _allNumbers = true;
    private bool _allIntegers = true;

    public int Index => index;

    public string Name => name;

    public int Rows { get; private set; }

    public int Missing { get; private set; }

    /// <summary>The distinct values and how often each occurs, most frequent first; no more than the first 10,001 that appear.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Values =>
        [.. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)];

    public int Distinct => _counts.Count;

    public bool IsInteger => _allIntegers;

    public ColumnKind Kind
    {
        get
        {
            var present = Rows - Missing;
            if (Distinct <= 1)
                return ColumnKind.Constant;
            if (_allNumbers)
                return _allIntegers && Distinct == present && IsNamedAsIdentifier ? ColumnKind.Identifier : ColumnKind.Number;
            if (Distinct == 2)
                return ColumnKind.Boolean;
            if (_words >= 3 * present && Distinct > 100)
                return ColumnKind.Text;
            return Distinct > Math.Max(100, present / 2) || Distinct > MostDistinct ? ColumnKind.Identifier : ColumnKind.Category;
        }
    }

    private bool IsNamedAsIdentifier =>
        name.Equals("id", StringComparison.OrdinalIgnoreCase) || name.EndsWith("_id", StringComparison.OrdinalIgnoreCase)
        || name.EndsWith("Id", StringComparison.Ordinal) || name == "Column1";

    public void Add(string cell)
    {
        Rows++;
        if (Cell.IsMissing(cell))
        {
            Missing++;
            return;
        }

        if (_counts.ContainsKey(cell) || Distinct <= MostDistinct)
            _counts[cell] = _counts.GetValueOrDefault(cell) + 1;
        var isNumber = Cell.TryNumber(cell, decimalMarker, out var number);
        _allNumbers &= isNumber;
        _allIntegers &= isNumber && number == Math.Floor(number);
        _words += 1 + cell.AsSpan().Trim().Count(' ');
    }
}
