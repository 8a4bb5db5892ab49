using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace QuickStart.Reading;

/// <summary>A table whose column types and label are found by reading it once.</summary>
internal sealed class Dataset
{
    /// <summary>Name under which the label's text is loaded: not a name that a column of a file has by chance.</summary>
    public const string LabelText = "(label)";

    private static readonly string[] LabelNames = ["label", "target", "class", "y"];
    private readonly DelimitedFile _file;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is nothing to learn in it.</exception>
    /// <exception cref="ArgumentException">It has no column of the label's name.</exception>
    public Dataset(string path, string? label)
    {
        _file = new DelimitedFile(path);
        var columns = _file.Names.Select((name, i) => new Column(i, name, _file.DecimalMarker)).ToArray();
        foreach (var row in _file.Rows())
        {
            if (row.Cells.Skip(columns.Length).FirstOrDefault(cell => cell.Length > 0) is { } lost)
                throw new InvalidDataException(
                    $"Line {row.Line} has {row.Cells.Length} cells, and there are {columns.Length} columns: '{lost}' would be lost. "
                    + "Put a cell that holds the separator in quotes, or name the column.");
            foreach (var column in columns)
                column.Add(Value(row, column), row.Line);
        }

        Rows = columns[0].Rows;
        (Label, LabelReason) = FindLabel(columns, label);
        Features = [.. columns.Where(column => column != Label && column.Kind is not (ColumnKind.Constant or ColumnKind.Identifier))];
        Ignored = [.. columns.Where(column => column != Label).Except(Features)];
        Check();
    }

    public int Rows { get; }

    public Column Label { get; }

    /// <summary>Why this column was taken for the label.</summary>
    public string LabelReason { get; }

    public IReadOnlyList<Column> Features { get; }

    /// <summary>Columns that nothing can be learnt from: constant, or nearly every row its own value.</summary>
    public IReadOnlyList<Column> Ignored { get; }

    public char DecimalMarker => _file.DecimalMarker;

    /// <summary>How the file was read, for people.</summary>
    public string Format
    {
        get
        {
            var separator = _file.Separator switch { '\t' => "tab", ',' => "comma", ';' => "semicolon", _ => "bar" };
            var header = _file.HasHeader ? "with a header" : "without a header";
            return $"separated by {separator}, {header}{(DecimalMarker == ',' ? ", decimal comma" : "")}";
        }
    }

    /// <summary>The label of each row that has one.</summary>
    public IEnumerable<string> Labels() => LabelledRows().Select(row => Value(row, Label));

    /// <summary>The rows that have a label, features under their own names and the label as text under <see cref="LabelText"/>.</summary>
    /// <param name="mlContext">The context.</param>
    /// <param name="isWanted">Which of the rows that have a label, counted from 0; null for all.</param>
    public IDataView Load(MLContext mlContext, Func<int, bool>? isWanted = null)
    {
        var options = new TextLoader.Options
        {
            Separators = [RecordSource.Separator],
            AllowQuoting = true,
            ReadMultilines = true,
            Columns =
            [
                .. Features.Select((column, i) => new TextLoader.Column(
                    column.Name, column.Kind == ColumnKind.Number ? DataKind.Single : DataKind.String, i)),
                new TextLoader.Column(LabelText, DataKind.String, Features.Count),
            ],
        };
        // The loader reads what was read here, cell by cell: were it to read the file, it would now and then see other cells.
        return mlContext.Data.CreateTextLoader(options).Load(new RecordSource(() => LabelledRows()
            .Where((_, i) => isWanted?.Invoke(i) ?? true)
            .Select(row => (string[])[.. Features.Select(column => Shown(Value(row, column), column)), Value(row, Label)])));
    }

    private IEnumerable<DelimitedRecord> LabelledRows() => _file.Rows().Where(row => !Cell.IsMissing(Value(row, Label)));

    private static string Value(DelimitedRecord row, Column column) => column.Index < row.Cells.Length ? row.Cells[column.Index] : "";

    /// <summary>Numbers as the loader reads them (an empty cell would be 0); texts as they are.</summary>
    private string Shown(string cell, Column column) => column.Kind != ColumnKind.Number ? cell
        : Cell.TryNumber(cell, DecimalMarker, out var number) ? ((float)number).ToString(CultureInfo.InvariantCulture)
        : "NaN";

    private static (Column Label, string Reason) FindLabel(Column[] columns, string? name)
    {
        if (name is not null)
        {
            var given = columns.FirstOrDefault(column => column.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
                ?? throw new ArgumentException(
                    $"There is no column '{name}'. The columns are: {string.Join(", ", columns.Select(column => column.Name))}.");
            return (given, "given");
        }

        var named = LabelNames
            .Select(usual => columns.FirstOrDefault(column => column.Name.Equals(usual, StringComparison.OrdinalIgnoreCase)))
            .FirstOrDefault(column => column is not null);
        return named is not null
            ? (named, "assumed from its name")
            : (columns[^1], "assumed, being the last column; --label names another");
    }

    private void Check()
    {
        if (Rows < 10)
            throw new InvalidDataException($"There are {Rows} rows below the header. To learn, and to hold some out, needs ten or more.");
        foreach (var column in Features.Append(Label))
        {
            if (column.BeyondRange is var (line, cell))
                throw new InvalidDataException(
                    $"Column '{column.Name}', line {line}: '{cell}' is no number that single precision holds (up to 3.4e38). "
                    + "Correct it, or leave the cell empty.");
        }

        if (Label.Kind == ColumnKind.Constant)
            throw new InvalidDataException(
                $"The label '{Label.Name}' has {Label.Distinct} distinct value(s) in {Rows} rows: nothing to predict. "
                + "Name another with --label.");
        if (Label.Kind is ColumnKind.Text or ColumnKind.Identifier || (!Label.IsAmount && Label.Values[0].Value == 1))
            throw new InvalidDataException(
                $"The label '{Label.Name}' has {Label.DistinctText} distinct texts in {Show(Rows)} rows: neither classes nor numbers. "
                + "Name another with --label.");
        if (Label.Distinct == 2 && Label.Values[1].Value == 1)
            throw new InvalidDataException(
                $"The label '{Label.Name}' is '{Label.Values[1].Key}' in 1 of {Show(Rows)} rows: to learn it, and to hold one out, needs two or "
                + "more of each value, and figures that mean something ten or more. Add rows, or name another with --label.");
        if (Features.Count == 0)
            throw new InvalidDataException("No column but the label holds anything to learn from.");
    }

    private static string Show(int count) => count.ToString("N0", CultureInfo.InvariantCulture);
}
