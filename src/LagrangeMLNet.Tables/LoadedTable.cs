using System.Globalization;
using LagrangeMLNet.Tables.Cells;
using LagrangeMLNet.Tables.Records;
using LagrangeMLNet.Tables.Survey;
using LagrangeMLNet.Tables.Views;
using Microsoft.ML;

namespace LagrangeMLNet.Tables;

/// <summary>A table as ML.NET reads it, and the report of how it was read.</summary>
/// <remarks>
/// The file is read once to see what it holds, and again whenever rows are asked for; of its rows, one at a time is in memory. Where rows are
/// asked for often, put <c>mlContext.Data.Cache</c> in between.
/// </remarks>
public sealed class LoadedTable
{
    private readonly TableFile _file;
    private readonly TableOptions _options;
    private readonly MissingMark _missing;
    private readonly Layout _layout;
    private readonly IReadOnlyList<ColumnDecision> _decisions;
    private readonly IReadOnlyList<ColumnPlan> _plans;
    private readonly IReadOnlyList<string> _rowRemarks;
    private readonly long _rows;

    private LoadedTable(
        TableFile file, TableOptions options, MissingMark missing, Layout layout, IReadOnlyList<ColumnDecision> decisions, IReadOnlyList<ColumnPlan> plans,
        IReadOnlyList<string> rowRemarks, long rows)
    {
        (_file, _options, _missing, _layout, _decisions, _rowRemarks, _rows) = (file, options, missing, layout, decisions, rowRemarks, rows);
        _plans = Named(plans);
        Report = MakeReport();
        Rows = View(null);
    }

    /// <summary>The rows, read from the file each time they are asked for.</summary>
    public IDataView Rows { get; }

    /// <summary>How the table was read.</summary>
    public TableReport Report { get; }

    /// <summary>Some of the rows.</summary>
    /// <param name="isWanted">Whether a row, by its index from 0, is among them. It is asked whenever the rows are read.</param>
    public IDataView Where(Func<long, bool> isWanted)
    {
        ArgumentNullException.ThrowIfNull(isWanted);
        return View(isWanted);
    }

    /// <summary>The same table with a column read as another kind; the file is not looked at again.</summary>
    /// <param name="column">Name of the column.</param>
    /// <param name="kind">What it is read as.</param>
    /// <exception cref="ArgumentException">There is no such column.</exception>
    public LoadedTable WithKind(string column, ColumnKind kind)
    {
        int index = IndexOf(column, _layout.Names);
        ColumnPlan[] plans = [.. _plans];
        plans[index] = _decisions[index].Decide(kind);
        return new LoadedTable(_file, _options, _missing, _layout, _decisions, plans, _rowRemarks, _rows);
    }

    internal static LoadedTable Load(string path, TableOptions? given)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var options = (given ?? new TableOptions()).Copy();
        options.Validate();
        var file = new TableFile(path, options.Encoding);
        var missing = new MissingMark(options.MissingValues);
        var layout = LayoutSearch.Find(file, options, missing);
        // Names are checked before the whole file is read.
        var kinds = options.ColumnKinds.ToDictionary(pair => IndexOf(pair.Key, layout.Names), pair => pair.Value);

        int mostDistinct = Math.Clamp(3_000_000 / layout.Width, 1_000, 10_000);
        ColumnSurvey[] surveys = [.. Enumerable.Range(0, layout.Width).Select(_ => new ColumnSurvey(missing, mostDistinct))];
        using var rows = new RowReader(file, layout, options.RaggedRows);
        while (rows.MoveNext())
        {
            for (int i = 0; i < surveys.Length; i++)
                surveys[i].Add(rows.Cell(i), rows.Line);
        }

        var evidence = new FileEvidence(path, options, layout.Dialect.Separator, surveys);
        ColumnDecision[] decisions = [.. surveys.Select((survey, i) => new ColumnDecision(layout.Names[i], i, layout.Unnamed[i], survey, evidence))];
        ColumnPlan[] plans = [.. decisions.Select((decision, i) => decision.Decide(kinds.TryGetValue(i, out var kind) ? kind : null))];
        return new LoadedTable(file, options, missing, layout, decisions, plans, RowRemarks(rows, options.RaggedRows), rows.Index + 1);
    }

    private TableView View(Func<long, bool>? isWanted) => new(_file, _layout, _options.RaggedRows, _missing, _plans, isWanted, isWanted is null ? _rows : null);

    private static int IndexOf(string name, IReadOnlyList<string> names)
    {
        for (int i = 0; i < names.Count; i++)
        {
            if (names[i] == name)
                return i;
        }

        List<string> alike = [.. names.Where(other => other.Equals(name, StringComparison.OrdinalIgnoreCase))];
        if (alike.Count > 1)
            TableErrors.Ambiguous(name, alike);
        if (alike.Count == 0)
            TableErrors.NoColumn(name, names);
        return names.ToList().IndexOf(alike[0]);
    }

    private static List<string> RowRemarks(RowReader rows, RaggedRows ragged)
    {
        var remarks = new List<string>();
        if (rows.Comments.Count > 0)
            remarks.Add($"{Count(rows.Comments.Count, "comment line is", "comment lines are")} left out: {rows.Comments}");
        if (rows.EmptyRows.Count > 0)
            remarks.Add($"{Count(rows.EmptyRows.Count, "row without any value is", "rows without any value are")} left out: {rows.EmptyRows}");
        if (rows.Ragged.Count > 0)
        {
            remarks.Add(ragged == RaggedRows.Fill
                ? $"{Count(rows.Ragged.Count, "row is", "rows are")} shorter than the others, and filled with missing values: {rows.Ragged}"
                : $"{Count(rows.Ragged.Count, "row has", "rows have")} another number of cells than there are columns, and left out: {rows.Ragged}");
        }

        return remarks;
    }

    private static string Count(long count, string one, string many) =>
        string.Create(CultureInfo.InvariantCulture, $"{count:N0} {(count == 1 ? one : many)}");

    /// <summary>Dates with gaps get the name of the column that says where the gaps are: one that no other column has.</summary>
    private static ColumnPlan[] Named(IReadOnlyList<ColumnPlan> plans)
    {
        var taken = plans.Select(plan => plan.Column.Name).ToHashSet();
        return [.. plans.Select(plan =>
        {
            if (plan.Column.Kind != ColumnKind.Date || !plan.HasGaps || plan.Column.MissingIndicatorName is not null)
                return plan;
            string name = $"{plan.Column.Name} (missing)";
            while (!taken.Add(name))
                name += "'";
            string reason = string.Create(
                CultureInfo.InvariantCulture, $"{plan.Column.Reason}; where one is missing {plan.Earliest:yyyy-MM-dd} stands, the earliest, and '{name}' is 1");
            return plan with { Column = plan.Column with { MissingIndicatorName = name, Reason = reason } };
        })];
    }

    private TableReport MakeReport()
    {
        List<string> remarks = [.. _layout.Remarks, .. _rowRemarks];
        if (_file.Remark is { } encoding)
            remarks.Insert(0, encoding);
        foreach (var column in _plans.Select(plan => plan.Column))
        {
            if (column.Kind == ColumnKind.LeftOut)
                remarks.Add($"column '{column.Name}' is left out: {column.Reason}");
            else if (column.UnreadableCount > 0 || column.MissingIndicatorName is not null)
                remarks.Add($"column '{column.Name}': {column.Reason}");
        }

        return new TableReport
        {
            Path = _file.Path,
            Rows = _rows,
            Columns = [.. _plans.Select(plan => plan.Column)],
            HasHeader = _layout.HasHeader,
            HeaderReason = _layout.HeaderReason,
            Separator = _layout.Dialect.Separator,
            Encoding = _file.Encoding,
            DecimalMark = _plans.Any(plan => plan.Column.Kind == ColumnKind.Number && plan.DecimalMark == ',') ? ',' : '.',
            Remarks = remarks,
        };
    }
}
