using LagrangeMLNet.Tables.Cells;
using LagrangeMLNet.Tables.Records;
using LagrangeMLNet.Tables.Survey;
using Microsoft.ML;

namespace LagrangeMLNet.Tables.Views;

/// <summary>A table's rows as ML.NET reads them, from the file each time.</summary>
internal sealed class TableView : IDataView
{
    private readonly TableFile _file;
    private readonly Layout _layout;
    private readonly RaggedRows _ragged;
    private readonly Func<long, bool>? _isWanted;
    private readonly long? _rows;
    private readonly List<CellSource> _sources = [];

    public TableView(
        TableFile file, Layout layout, RaggedRows ragged, MissingMark missing, IReadOnlyList<ColumnPlan> plans, Func<long, bool>? isWanted, long? rows)
    {
        (_file, _layout, _ragged, _isWanted, _rows) = (file, layout, ragged, isWanted, rows);
        var schema = new DataViewSchema.Builder();
        foreach (var plan in plans.Where(plan => plan.Column.Kind != ColumnKind.LeftOut))
        {
            _sources.Add(new CellSource(plan, missing, isIndicator: false));
            schema.AddColumn(plan.Column.Name, _sources[^1].Type);
            if (plan.Column.MissingIndicatorName is not { } indicator)
                continue;
            _sources.Add(new CellSource(plan, missing, isIndicator: true));
            schema.AddColumn(indicator, _sources[^1].Type);
        }

        Schema = schema.ToSchema();
    }

    public bool CanShuffle => false;

    public DataViewSchema Schema { get; }

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) => new TableCursor(
        Schema, _sources, columnsNeeded, new RowReader(_file, _layout, _ragged), _isWanted);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];
}
