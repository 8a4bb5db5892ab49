using System.Globalization;

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
    private const int MostIntegerClasses = 30;
    private readonly Dictionary<string, int> _counts = [];
    private long _words;
    private bool _allNumbers = true;
    private bool _allIntegers = true;
    private (int Line, string Cell)? _beyondRange;

    public int Index => index;

    public string Name => name;

    public int Rows { get; private set; }

    public int Missing { get; private set; }

    /// <summary>The distinct values and how often each occurs, most frequent first; no more than the first 10,001 that appear.</summary>
    public IReadOnlyList<KeyValuePair<string, int>> Values =>
        [.. _counts.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal)];

    /// <summary>Number of distinct values; 10,001 where there are more.</summary>
    public int Distinct => _counts.Count;

    /// <summary>Number of distinct values, for people.</summary>
    public string DistinctText => string.Create(
        CultureInfo.InvariantCulture, $"{(Distinct > MostDistinct ? "more than " : "")}{Math.Min(Distinct, MostDistinct):N0}");

    /// <summary>Whether no number in it is below 0.</summary>
    public bool IsNonNegative { get; private set; } = true;

    /// <summary>Whether it holds amounts, to be predicted as numbers: numbers that are neither two, nor a few whole ones that come again.</summary>
    public bool IsAmount =>
        Kind == ColumnKind.Number && Distinct > 2 && !(_allIntegers && Distinct <= MostIntegerClasses && 2 * Distinct <= Rows - Missing);

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

    /// <summary>Line and text of the first number that single precision does not hold, if any cell is one.</summary>
    public (int Line, string Cell)? BeyondRange => _allNumbers ? _beyondRange : null;

    /// <param name="cell">The cell of the next row.</param>
    /// <param name="line">Line of the file that the row begins in.</param>
    public void Add(string cell, int line)
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
        IsNonNegative &= !isNumber || number >= 0;
        if (isNumber && !float.IsFinite((float)number))
            _beyondRange ??= (line, cell);
        _words += 1 + cell.AsSpan().Trim().Count(' ');
    }
}
