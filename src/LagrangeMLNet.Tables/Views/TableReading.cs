using System.Globalization;
using LagrangeMLNet.Tables.Cells;
using LagrangeMLNet.Tables.Records;
using LagrangeMLNet.Tables.Survey;
using Microsoft.ML;

namespace LagrangeMLNet.Tables.Views;

/// <summary>A table that was looked through once: what its columns are, and views of its rows.</summary>
internal sealed class TableReading : ITableReading
{
    private readonly TableFile _file;
    private readonly TableOptions _options;
    private readonly MissingMark _missing;
    private readonly Layout _layout;
    private readonly IReadOnlyList<ColumnDecision> _decisions;
    private readonly IReadOnlyList<ColumnPlan> _plans;
    private readonly IReadOnlyList<string> _rowRemarks;
    private readonly long _rows;

    private TableReading(
        TableFile file,
        TableOptions options,
        MissingMark missing,
        Layout layout,
        IReadOnlyList<ColumnDecision> decisions,
        IReadOnlyList<ColumnPlan> plans,
        IReadOnlyList<string> rowRemarks,
        long rows)
    {
        (
            _file,
            _options,
            _missing,
            _layout,
            _decisions,
            _rowRemarks,
            _rows) = (file, options, missing, layout, decisions, rowRemarks, rows);
        _plans = Named(plans);
        Report = MakeReport();
    }

    public TableReport Report { get; }

    public IDataView View(Func<long, bool>? isWanted) =>
        new TableView(_file, _layout, _options.RaggedRows, _missing, _plans, isWanted, isWanted is null ? _rows : null);

    public ITableReading WithKind(string column, ColumnKind kind)
    {
        int index = IndexOf(column, _layout.Names);
        ColumnPlan[] plans = [.. _plans];
        plans[index] = _decisions[index].Decide(kind);
        return new TableReading(_file, _options, _missing, _layout, _decisions, plans, _rowRemarks, _rows);
    }

    /// <summary>Looks through a file.</summary>
    /// <inheritdoc cref="Microsoft.ML.TableExtensions.LoadTable"/>
    public static TableReading Of(string path, TableOptions? given)
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
        return new TableReading(file, options, missing, layout, decisions, plans, RowRemarks(rows, options.RaggedRows), rows.Index + 1);
    }

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
            remarks.Add(
                $"{Count(rows.EmptyRows.Count, "row without any value is", "rows without any value are")} left out: {rows.EmptyRows}");
        if (rows.Ragged.Count > 0)
        {
            remarks.Add(ragged == RaggedRows.Fill
                ? $"{Count(rows.Ragged.Count, "row is", "rows are")} shorter than the others, and filled with missing values: {rows.Ragged}"
                : $"{Count(rows.Ragged.Count, "row has", "rows have")} another number of cells than there are columns, and left out: "
                    + $"{rows.Ragged}");
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
                CultureInfo.InvariantCulture,
                $"{plan.Column.Reason}; where one is missing {plan.Earliest:yyyy-MM-dd} stands, the earliest, and '{name}' is 1");
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
