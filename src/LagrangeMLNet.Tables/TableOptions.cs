using System.Text;

namespace LagrangeMLNet.Tables;

/// <summary>What is known of a table beforehand. What is left at null is found by looking at the table, and reported.</summary>
/// <example>
/// <code>
/// var options = new TableOptions { DecimalMark = ',', MissingValues = ["k. A."], LabelColumnName = "Preis" };
/// var houses = mlContext.Data.LoadTable("houses.csv", options);
/// </code>
/// </example>
public sealed class TableOptions
{
    /// <summary>Whether the first record holds the columns' names. Default: null, found out.</summary>
    public bool? HasHeader { get; set; }

    /// <summary>
    /// The separator: a tab or a printable ASCII character that is no quote, letter or digit. Default: null, found out among tab, comma,
    /// semicolon and bar.
    /// </summary>
    public char? Separator { get; set; }

    /// <summary>Whether a cell that begins with a quote (") may hold separators and line breaks. Default: null, found out.</summary>
    public bool? AllowQuoting { get; set; }

    /// <summary>The decimal mark, '.' or ','. Default: null, found out for each column.</summary>
    public char? DecimalMark { get; set; }

    /// <summary>Whether the day stands before the month in dates such as 3/4/2024. Default: null, found out for each column.</summary>
    public bool? DayFirst { get; set; }

    /// <summary>The encoding. Default: null, found out among UTF-8, UTF-16, UTF-32 and Windows-1252.</summary>
    public Encoding? Encoding { get; set; }

    /// <summary>
    /// How a comment line begins; it is left out if it has another number of cells than the table has columns. Null means none. Default:
    /// "#".
    /// </summary>
    public string? CommentPrefix { get; set; } = "#";

    /// <summary>
    /// Cells that stand for a missing value beside the usual ones (NA, null, #N/A and others), whatever their case. Default: none.
    /// </summary>
    public IReadOnlyList<string> MissingValues { get; set; } = [];

    /// <summary>
    /// What some columns hold, by name; <see cref="ColumnKind.LeftOut"/> leaves one out. Default: none; all is found out.
    /// </summary>
    public IReadOnlyDictionary<string, ColumnKind> ColumnKinds { get; set; } = new Dictionary<string, ColumnKind>();

    /// <summary>What becomes of a row with too few cells, or too many. Default: <see cref="Tables.RaggedRows.Error"/>.</summary>
    public RaggedRows RaggedRows { get; set; } = RaggedRows.Error;

    /// <summary>
    /// Name of the column to predict, if it is known: it helps to tell a header from a row, and <see cref="TableReport.FindLabel"/> gives
    /// the column. Default: null.
    /// </summary>
    public string? LabelColumnName { get; set; }

    internal TableOptions Copy() => (TableOptions)MemberwiseClone();

    /// <exception cref="ArgumentException">A property cannot be used; the message names it, its value and what is allowed.</exception>
    internal void Validate()
    {
        if (Separator is { } separator
            && separator != '\t'
            && (separator is '"' or '.' or '-' or < ' ' or > '~' || char.IsAsciiLetterOrDigit(separator)))
            throw new ArgumentException(
                $"Separator is '{separator}'; allowed is a tab or a printable ASCII character that is no quote, point, minus, letter or "
                + "digit.",
                nameof(Separator));
        if (DecimalMark is not (null or '.' or ','))
            throw new ArgumentException($"DecimalMark is '{DecimalMark}'; allowed is '.', ',' or null.", nameof(DecimalMark));
        if (CommentPrefix is { Length: 0 })
            throw new ArgumentException("CommentPrefix is empty; allowed is a text, or null for no comments.", nameof(CommentPrefix));
        if (!Enum.IsDefined(RaggedRows))
            throw new ArgumentException($"RaggedRows is {RaggedRows}; allowed is Error, Fill or LeaveOut.", nameof(RaggedRows));
        ArgumentNullException.ThrowIfNull(MissingValues);
        ArgumentNullException.ThrowIfNull(ColumnKinds);
    }
}
