using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Design;

/// <summary>Some rows of a view, copied into memory with all their columns, in the order asked for.</summary>
internal sealed class RowSnapshot : IDataView
{
    private readonly Column[] _columns;
    private readonly int _rows;

    private RowSnapshot(DataViewSchema schema, Column[] columns, int rows) => (Schema, _columns, _rows) = (schema, columns, rows);

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    /// <summary>Copies rows in one pass.</summary>
    /// <param name="view">The view.</param>
    /// <param name="positions">Positions of the rows, distinct.</param>
    /// <param name="checkAlive">Throws when the caller asks for an end.</param>
    public static RowSnapshot Of(IDataView view, IReadOnlyList<long> positions, Action checkAlive)
    {
        var visible = view.Schema.Where(column => !column.IsHidden).ToList();
        var builder = new DataViewSchema.Builder();
        foreach (var column in visible)
            builder.AddColumn(column.Name, column.Type, column.Annotations);
        var columns = visible.Select(column => Column.Create(column.Type.RawType, positions.Count)).ToArray();
        int[] order = [.. Enumerable.Range(0, positions.Count).OrderBy(i => positions[i])];
        using (var cursor = view.GetRowCursor(visible))
        {
            for (int c = 0; c < columns.Length; c++)
                columns[c].Bind(cursor, visible[c]);
            int next = 0;
            while (next < order.Length && cursor.MoveNext())
            {
                if (cursor.Position % 1024 == 0)
                    checkAlive();
                if (cursor.Position != positions[order[next]])
                    continue;
                foreach (var column in columns)
                    column.Read(order[next]);
                next++;
            }

            if (next < order.Length)
                DesignErrors.PoolChanged(positions[order[next]]);
        }

        return new RowSnapshot(builder.ToSchema(), columns, positions.Count);
    }

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    /// <summary>One column's values.</summary>
    private abstract class Column
    {
        public static Column Create(Type type, int rows) =>
            (Column)Activator.CreateInstance(
                Vector(type) is { } item ? typeof(Vectors<>).MakeGenericType(item) : typeof(Scalars<>).MakeGenericType(type),
                BindingFlags.Instance | BindingFlags.Public,
                null,
                [rows],
                null)!;

        public abstract void Bind(DataViewRowCursor cursor, DataViewSchema.Column column);

        public abstract void Read(int row);

        public abstract Delegate Getter(Func<int> row);

        private static Type? Vector(Type type) =>
            type.IsGenericType && type.GetGenericTypeDefinition() == typeof(VBuffer<>) ? type.GetGenericArguments()[0] : null;
    }

    private sealed class Scalars<T>(int rows) : Column
    {
        private readonly T[] _values = new T[rows];
        private ValueGetter<T>? _source;

        public override void Bind(DataViewRowCursor cursor, DataViewSchema.Column column) => _source = cursor.GetGetter<T>(column);

        public override void Read(int row) => _source!(ref _values[row]);

        public override Delegate Getter(Func<int> row) => (ValueGetter<T>)((ref T value) => value = _values[row()]);
    }

    private sealed class Vectors<T>(int rows) : Column
    {
        private readonly VBuffer<T>[] _values = new VBuffer<T>[rows];
        private ValueGetter<VBuffer<T>>? _source;

        public override void Bind(DataViewRowCursor cursor, DataViewSchema.Column column) =>
            _source = cursor.GetGetter<VBuffer<T>>(column);

        public override void Read(int row) => _source!(ref _values[row]);

        // Copied, so that whoever reads may write into their own buffer.
        public override Delegate Getter(Func<int> row) => (ValueGetter<VBuffer<T>>)((ref VBuffer<T> value) => _values[row()].CopyTo(ref value));
    }

    private sealed class Cursor(RowSnapshot view, HashSet<int> active) : DataViewRowCursor
    {
        private long _position = -1;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext() => _position + 1 < view._rows && ++_position >= 0;

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)Row(), 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            if (!active.Contains(column.Index))
                throw new ArgumentException($"Column '{column.Name}' was not asked for when the cursor was made.", nameof(column));
            return view._columns[column.Index].Getter(Row) as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
        }

        private int Row() => _position >= 0 && _position < view._rows
            ? (int)_position
            : throw new InvalidOperationException("The cursor is not on a row: call MoveNext first.");
    }
}
