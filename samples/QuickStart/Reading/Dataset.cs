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
            foreach (var column in columns)
                column.Add(column.Index < row.Length ? row[column.Index] : "");
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

    /// <summary>The rows that have a label, features under their own names and the label as text under <see cref="LabelText"/>.</summary>
    public IDataView Load(MLContext mlContext)
    {
        var options = new TextLoader.Options
        {
            Separators = [_file.Separator],
            DecimalMarker = DecimalMarker,
            HasHeader = _file.HasHeader,
            AllowQuoting = true,
            ReadMultilines = true,
            Columns =
            [
                .. Features.Select(column => new TextLoader.Column(
                    column.Name, column.Kind == ColumnKind.Number ? DataKind.Single : DataKind.String, column.Index)),
                new TextLoader.Column(LabelText, DataKind.String, Label.Index),
            ],
        };
        var rows = mlContext.Data.CreateTextLoader(options).Load(_file);
        return mlContext.Data.FilterByCustomPredicate<LabelCell>(rows, row => Cell.IsMissing(row.Text.Span));
    }

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
        if (Label.Kind == ColumnKind.Constant)
            throw new InvalidDataException(
                $"The label '{Label.Name}' has {Label.Distinct} distinct value(s) in {Rows} rows: nothing to predict. "
                + "Name another with --label.");
        if (Label.Kind is ColumnKind.Text or ColumnKind.Identifier)
            throw new InvalidDataException(
                $"The label '{Label.Name}' has {Label.Distinct:N0} distinct texts in {Rows:N0} rows: neither classes nor numbers. "
                + "Name another with --label.");
        if (Features.Count == 0)
            throw new InvalidDataException("No column but the label holds anything to learn from.");
    }

    private sealed class LabelCell
    {
        [ColumnName(LabelText)]
        public ReadOnlyMemory<char> Text { get; set; }
    }
}
