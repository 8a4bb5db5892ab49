using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Tables;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace QuickStart.Learning;

/// <summary>A table with a label: what is predicted, what it is predicted from, and the rows that have a label.</summary>
internal sealed class Dataset
{
    private const int MostIntegerClasses = 30;
    private readonly LoadedTable _table;

    /// <summary>For each row its index among those that have a label; −1 for the others.</summary>
    private readonly int[] _labelled;

    /// <exception cref="IOException">The file cannot be read.</exception>
    /// <exception cref="InvalidDataException">There is nothing to learn in it.</exception>
    /// <exception cref="ArgumentException">It has no column of the label's name.</exception>
    public Dataset(MLContext mlContext, string path, string? label)
    {
        var table = mlContext.Data.LoadTable(path, new TableOptions { LabelColumnName = label });
        Report = table.Report;
        if (Rows < 10)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"There are {Rows} rows below the header. To learn, and to hold some out, needs ten or more."));
        (Label, LabelReason) = table.Report.FindLabel(label);
        var others = Report.Columns.Where(column => column != Label && column.Kind != ColumnKind.LeftOut).ToList();
        Features = [.. others.Where(column => !column.IsConstant && !column.IsIdentifier)];
        Ignored = [.. others.Except(Features)];
        Classes = [.. Label.Values.Where(pair => !Label.Unreadable.Any(cell => cell.Text == pair.Key))];
        Check();

        var classes = Classes.Select(pair => pair.Key).ToHashSet();
        _table = table.WithKind(Label.Name, IsAmount ? ColumnKind.Number : ColumnKind.Category);
        // A yes and a no in one spelling each stay the texts that they are, so that a deployed model takes what the file has.
        foreach (var column in Features.Where(column => column.Kind == ColumnKind.Boolean && column.Values.Count == 2))
            _table = _table.WithKind(column.Name, ColumnKind.Category);
        List<string> texts = IsAmount ? [] : [.. _table.Rows.GetColumn<string>(Label.Name)];
        var isLabelled = IsAmount
            ? [.. Numbers(_table.Rows, Label.Name).Select(number => !double.IsNaN(number))]
            : texts.Select(classes.Contains).ToList();
        var count = 0;
        _labelled = [.. isLabelled.Select(isOne => isOne ? count++ : -1)];
        Labels = IsAmount ? [.. Enumerable.Repeat("", count)] : [.. texts.Where(classes.Contains)];
        Positives = Label.Kind != ColumnKind.Boolean ? []
            : [.. texts.Zip(Booleans(table.Rows)).Where(pair => pair.Second && classes.Contains(pair.First)).Select(pair => pair.First)];
    }

    /// <summary>How the table was read.</summary>
    public TableReport Report { get; }

    public long Rows => Report.Rows;

    public ColumnReport Label { get; }

    /// <summary>Why this column was taken for the label.</summary>
    public string LabelReason { get; }

    public IReadOnlyList<ColumnReport> Features { get; }

    /// <summary>Columns that nothing can be learnt from: constant, or nearly every row its own value.</summary>
    public IReadOnlyList<ColumnReport> Ignored { get; }

    /// <summary>The label's distinct texts and how often each occurs, most frequent first.</summary>
    public IReadOnlyList<KeyValuePair<string, long>> Classes { get; }

    /// <summary>Of a label of yes and no the texts that say yes.</summary>
    public HashSet<string> Positives { get; }

    /// <summary>The class of each row that has a label; empty texts where amounts are predicted.</summary>
    public IReadOnlyList<string> Labels { get; }

    /// <summary>Rows without a label.</summary>
    public int Unlabelled => _labelled.Length - Labels.Count;

    /// <summary>Whether the label holds amounts, to be predicted as numbers: neither two, nor a few whole ones that come again.</summary>
    public bool IsAmount => Label.Kind == ColumnKind.Number && Classes.Count > 2
        && (Label.HasMoreValues || !(Label.IsWhole && Classes.Count <= MostIntegerClasses && 2 * Classes.Count <= Rows - Label.Missing));

    /// <summary>The rows that have a label, every column under its own name; the label as text, or as a number where amounts are predicted.</summary>
    /// <param name="isWanted">Which of them, counted from 0; null for all.</param>
    public IDataView Load(Func<int, bool>? isWanted = null) =>
        _table.Where(row => _labelled[row] >= 0 && (isWanted?.Invoke(_labelled[row]) ?? true));

    private IEnumerable<bool> Booleans(IDataView rows) => rows.Schema[Label.Name].Type is BooleanDataViewType
        ? rows.GetColumn<bool>(Label.Name)
        : rows.GetColumn<float>(Label.Name).Select(value => value == 1);

    private static IEnumerable<double> Numbers(IDataView rows, string name) => rows.Schema[name].Type == NumberDataViewType.Double
        ? rows.GetColumn<double>(name)
        : rows.GetColumn<float>(name).Select(value => (double)value);

    private void Check()
    {
        var name = DisplayText.Escape(Label.Name);
        if (Classes.Count <= 1)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"The label '{name}' has {Classes.Count} distinct value(s) in {Rows} rows: nothing to predict. Name another with --label."));
        if (Label.Kind is ColumnKind.Date or ColumnKind.Time)
            throw new InvalidDataException($"The label '{name}' holds {Label.Reason}: neither classes nor numbers. Name another with --label.");
        if (Label.Kind == ColumnKind.Text || Label.IsIdentifier || (!IsAmount && (Label.HasMoreValues || Classes[0].Value == 1)))
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"The label '{name}' has {(Label.HasMoreValues ? "more than " : "")}{Classes.Count:N0} distinct texts in {Rows:N0} rows: ")
                + "neither classes nor numbers. Name another with --label.");
        if (Classes.Count == 2 && Classes[1].Value == 1)
            throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
                $"The label '{name}' is '{DisplayText.Escape(Classes[1].Key)}' in 1 of {Rows:N0} rows: to learn it, and to hold one out, needs two or ")
                + "more of each value, and figures that mean something ten or more. Add rows, or name another with --label.");
        if (Features.Count == 0)
            throw new InvalidDataException("No column but the label holds anything to learn from.");
    }
}
