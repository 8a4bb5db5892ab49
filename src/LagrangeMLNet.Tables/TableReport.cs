using System.Globalization;
using System.Text;

namespace LagrangeMLNet.Tables;

/// <summary>How a table was read: what was found, what was left out, and why.</summary>
public sealed record TableReport
{
    private static readonly string[] UsualLabels = ["label", "target", "class", "y"];

    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Number of rows that are loaded.</summary>
    public required long Rows { get; init; }

    /// <summary>All columns of the file, those that are left out too, in its order.</summary>
    public required IReadOnlyList<ColumnReport> Columns { get; init; }

    /// <summary>Whether a record holds the columns' names.</summary>
    public required bool HasHeader { get; init; }

    /// <summary>Why that is thought.</summary>
    public required string HeaderReason { get; init; }

    /// <summary>The separator.</summary>
    public required char Separator { get; init; }

    /// <summary>The encoding.</summary>
    public required Encoding Encoding { get; init; }

    /// <summary>The decimal mark of the columns of numbers that have one, '.' or ','; '.' where none has.</summary>
    public required char DecimalMark { get; init; }

    /// <summary>
    /// What a reader should know: columns, lines and rows that are left out, cells that could not be read and where, guesses that may be
    /// wrong; empty if there is nothing.
    /// </summary>
    public required IReadOnlyList<string> Remarks { get; init; }

    /// <summary>A name for the separator.</summary>
    public string SeparatorName => NameOf(Separator);

    /// <summary>
    /// The column to predict: that of the name, which counts whatever its case where one column alone has it so; without a name one called
    /// Label, Target, Class or Y, else the last.
    /// </summary>
    /// <param name="name">Its name; null to find it.</param>
    /// <exception cref="ArgumentException">
    /// No column has the name, or several have it in another case; the message offers the nearest names.
    /// </exception>
    public TableLabel FindLabel(string? name = null)
    {
        if (name is not null)
        {
            var given = Find(name);
            if (given is null)
                TableErrors.NoColumn(name, [.. Columns.Select(column => column.Name)]);
            if (given!.Kind == ColumnKind.LeftOut)
                TableErrors.LeftOutColumn(given.Name, given.Reason);
            return new TableLabel(given, given.Name == name ? "given" : $"given as '{name}'");
        }

        List<ColumnReport> loaded = [.. Columns.Where(column => column.Kind != ColumnKind.LeftOut)];
        if (loaded.Count == 0)
            throw new InvalidDataException($"'{Path}' has no column that holds anything.");
        foreach (string usual in UsualLabels)
        {
            if (loaded.Find(column => column.Name.Equals(usual, StringComparison.OrdinalIgnoreCase)) is { } named)
                return new TableLabel(named, "assumed from its name");
        }

        return new TableLabel(loaded[^1], "assumed, being the last column; --label names another");
    }

    /// <summary>What was found, a line for each column and each remark.</summary>
    public override string ToString()
    {
        var text = new StringBuilder();
        text.Append(CultureInfo.InvariantCulture, $"{System.IO.Path.GetFileName(Path)}: {Rows:N0} rows, separated by {SeparatorName}, ");
        text.Append(HasHeader ? "with" : "without").Append(" a header (").Append(HeaderReason).Append("), ").Append(Encoding.WebName);
        foreach (var column in Columns)
        {
            text.Append('\n').Append("  ").Append(column.Name).Append(": ")
                .Append(column.Kind == ColumnKind.LeftOut ? "left out" : column.Kind.ToString().ToLowerInvariant())
                .Append(" (").Append(column.Reason).Append(')');
        }

        foreach (string remark in Remarks)
            text.Append('\n').Append("  remark: ").Append(remark);
        return text.ToString();
    }

    private ColumnReport? Find(string name)
    {
        var exact = Columns.FirstOrDefault(column => column.Name == name);
        if (exact is not null)
            return exact;
        List<ColumnReport> alike = [.. Columns.Where(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (alike.Count > 1)
            TableErrors.Ambiguous(name, alike.Select(column => column.Name));
        return alike.FirstOrDefault();
    }

    /// <summary>A separator as people call it.</summary>
    internal static string NameOf(char separator) => separator switch
    {
        '\t' => "tab",
        ',' => "comma",
        ';' => "semicolon",
        '|' => "bar",
        ' ' => "space",
        _ => $"'{separator}'",
    };
}
