using LagrangeMLNet.Tables.Records;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Tables.Views;

/// <summary>Goes through a table's rows once.</summary>
internal sealed class TableCursor(
    DataViewSchema schema, IReadOnlyList<CellSource> sources, IEnumerable<DataViewSchema.Column> columnsNeeded, RowReader rows, Func<long, bool>? isWanted)
    : DataViewRowCursor
{
    private readonly HashSet<int> _active = [.. columnsNeeded.Select(column => column.Index)];
    private long _position = -1;
    private bool _hasEnded;
    private bool _isDisposed;

    public override DataViewSchema Schema => schema;

    public override long Position => _hasEnded ? -1 : _position;

    public override long Batch => 0;

    public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

    public override bool MoveNext()
    {
        while (!_hasEnded && !_isDisposed && rows.MoveNext())
        {
            if (isWanted is not null && !isWanted(rows.Index))
                continue;
            _position++;
            return true;
        }

        _hasEnded = true;
        return false;
    }

    public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
    {
        if (!IsColumnActive(column))
            throw new InvalidOperationException($"Column '{column.Name}' was not asked for when the rows were opened.");
        return sources[column.Index].Getter(rows) as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue).Name}.");
    }

    public override ValueGetter<DataViewRowId> GetIdGetter() =>
        (ref DataViewRowId value) => value = new DataViewRowId((ulong)rows.Index, 0);

    protected override void Dispose(bool disposing)
    {
        if (disposing && !_isDisposed)
            rows.Dispose();
        _isDisposed = true;
        base.Dispose(disposing);
    }
}
