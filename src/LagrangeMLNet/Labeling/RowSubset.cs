using LagrangeMLNet.Design;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>Some rows of a view, read through to it: in its order, with its columns, and with labels if they are given.</summary>
/// <remarks>Labels stand in a column of their own, which hides one of the same name that the view may have.</remarks>
internal sealed class RowSubset : IDataView
{
    private readonly IDataView _view;
    private readonly DataViewSchema.Column[] _sources;
    private readonly long[] _positions;
    private readonly LabelValues? _labels;

    /// <param name="view">The view.</param>
    /// <param name="positions">Positions of the rows, ascending.</param>
    /// <param name="labels">A label for each position, or null.</param>
    public RowSubset(IDataView view, long[] positions, LabelValues? labels = null)
    {
        (_view, _positions, _labels) = (view, positions, labels);
        _sources = [.. view.Schema.Where(column => !column.IsHidden && column.Name != labels?.Name)];
        var builder = new DataViewSchema.Builder();
        foreach (var column in _sources)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        labels?.AddTo(builder);
        Schema = builder.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _positions.Length;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor : DataViewRowCursor
    {
        private readonly RowSubset _subset;
        private readonly HashSet<int> _active;
        private readonly DataViewRowCursor _rows;
        private long _row = -1;
        private int _found = -1;

        public Cursor(RowSubset subset, HashSet<int> active)
        {
            (_subset, _active) = (subset, active);
            _rows = subset._view.GetRowCursor(active.Where(index => index < subset._sources.Length).Select(index => subset._sources[index]));
        }

        public override DataViewSchema Schema => _subset.Schema;

        public override long Position => _found < _subset._positions.Length ? _found : -1;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (++_found >= _subset._positions.Length)
            {
                _found = _subset._positions.Length;
                return false;
            }

            // Counted here: the positions of a view behind a filter need not be those of its rows.
            while (_row < _subset._positions[_found])
            {
                if (!_rows.MoveNext())
                    DesignErrors.PoolChanged(_subset._positions[_found]);
                _row++;
            }

            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => _active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() => _rows.GetIdGetter();

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!_active.Contains(column.Index))
                throw new ArgumentException($"Column '{column.Name}' was not asked for when the cursor was made.", nameof(column));
            if (column.Index < _subset._sources.Length)
                return _rows.GetGetter<TValue>(_subset._sources[column.Index]);
            return _subset._labels!.Getter(() => _found) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _rows.Dispose();
            base.Dispose(disposing);
        }
    }
}
