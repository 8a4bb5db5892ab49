namespace LagrangeMLNet.Tables.Cells;

/// <summary>How spreadsheets, databases, statistics programs and languages write that a value is missing.</summary>
internal sealed class MissingMark
{
    /// <summary>Marks that no column of texts has as one of its values either.</summary>
    private static readonly string[] Certain =
    [
        "",
        "#N/A",
        "#N/A N/A",
        "#NA",
        "#DIV/0!",
        "#VALUE!",
        "#REF!",
        "#NAME?",
        "#NUM!",
        "#NULL!",
        "#SPILL!",
        "#CALC!",
        "#FIELD!",
        "#GETTING_DATA",
        "#N/V",
        "#WERT!",
        "#BEZUG!",
        "#ZAHL!",
        "NaN",
        "-NaN",
        "+NaN",
        "NULL",
        "(null)",
        "<null>",
        "[null]",
        "<NA>",
        "NaT",
        "1.#IND",
        "-1.#IND",
        "1.#QNAN",
        "-1.#QNAN", "1.#SNAN", "n/a", "?", "(blank)", "(empty)",
    ];

    /// <summary>Marks among numbers and dates; in a column of texts they may be values: a country, a class, "no basement".</summary>
    private static readonly string[] Possible =
    [
        "NA",
        "none",
        "nil",
        "-",
        "--",
        "---",
        "–",
        "—",
        "−",
        ".",
        "..",
        "...",
        "…",
        "*",
        "**",
        "_",
        "??",
        "???",
        "/",
        "x",
        "n.a.",
        "n.a",
        "n. a.",
        "na.",
        "nd",
        "n.d.",
        "n/d",
        "k.A.",
        "k. A.",
        "null.",
        "missing",
        "(missing)",
        "[missing]",
        "not available",
        "not applicable",
        "unknown",
        "(unknown)",
        "undefined",
        "empty", "blank", "void", "tbd", "t.b.d.", "(none)", "<none>", "none.", "no data", "nodata", "not a number", "error",
    ];

    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _certain;
    private readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> _possible = new HashSet<string>(
        Possible, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();

    private readonly int _longest;
    private readonly bool _hasDigits;

    /// <param name="further">Marks of the caller's own.</param>
    public MissingMark(IEnumerable<string> further)
    {
        string[] own = [.. further.Select(mark => mark.Trim())];
        string[] certain = [.. Certain, .. own];
        _hasDigits = own.Any(mark => mark.Length > 0 && char.IsAsciiDigit(mark[0]));
        _certain = new HashSet<string>(certain, StringComparer.OrdinalIgnoreCase).GetAlternateLookup<ReadOnlySpan<char>>();
        _longest = certain.Concat(Possible).Max(mark => mark.Length);
    }

    /// <summary>Whether a cell without space around it has no value, whatever its column holds.</summary>
    public bool IsCertain(ReadOnlySpan<char> cell) => cell.IsEmpty || IsDatabaseNull(cell) || (MayBe(cell) && _certain.Contains(cell));

    /// <summary>Whether a cell without space around it has no value where its column holds numbers, dates or the like.</summary>
    public bool IsPossible(ReadOnlySpan<char> cell) => IsCertain(cell) || (MayBe(cell) && _possible.Contains(cell));

    /// <summary>\N, as databases export it; in a small letter it is a text.</summary>
    private static bool IsDatabaseNull(ReadOnlySpan<char> cell) => cell is ['\\', 'N'];

    /// <summary>Whether a mark may be so long, and begin so: most cells are neither, and need not be looked up.</summary>
    private bool MayBe(ReadOnlySpan<char> cell) =>
        cell.Length <= _longest && (!char.IsAsciiDigit(cell[0]) || _hasDigits || cell.Contains('#'));
}
