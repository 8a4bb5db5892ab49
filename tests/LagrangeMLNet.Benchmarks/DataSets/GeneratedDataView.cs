using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>Rows of a law, made while they are read: any number of rows costs neither memory nor disk.</summary>
internal sealed class GeneratedDataView : IDataView
{
    private readonly RowGenerator _generator;
    private readonly long _firstRow;
    private readonly long _rows;

    public GeneratedDataView(RowGenerator generator, long firstRow, long rows)
    {
        (_generator, _firstRow, _rows) = (generator, firstRow, rows);
        DataViewType label = generator.Task switch
        {
            LearningTask.Binary => BooleanDataViewType.Instance,
            LearningTask.Multiclass => new KeyDataViewType(typeof(uint), generator.Classes),
            _ => NumberDataViewType.Single,
        };
        var schema = new DataViewSchema.Builder();
        schema.AddColumn(Columns.Label, label);
        schema.AddColumn(Columns.Features, new VectorDataViewType(NumberDataViewType.Single, generator.Slots));
        Schema = schema.ToSchema();
    }

    public DataViewSchema Schema { get; }

    public bool CanShuffle => false;

    public long? GetRowCount() => _rows;

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
        new Cursor(this, [.. columnsNeeded.Select(column => column.Index)]);

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        [GetRowCursor(columnsNeeded, rand)];

    private sealed class Cursor(GeneratedDataView view, HashSet<int> active) : DataViewRowCursor
    {
        private readonly FeatureRow _features = new(view._generator.Slots);
        private long _position = -1;
        private long _made = -1;
        private double _label;

        public override DataViewSchema Schema => view.Schema;

        public override long Position => _position;

        public override long Batch => 0;

        public override bool MoveNext()
        {
            if (_position + 1 >= view._rows)
                return false;
            _position++;
            return true;
        }

        public override bool IsColumnActive(DataViewSchema.Column column) => active.Contains(column.Index);

        public override ValueGetter<DataViewRowId> GetIdGetter() =>
            (ref DataViewRowId id) => id = new DataViewRowId((ulong)_position, 0);

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column)
        {
            Delegate getter = column.Type switch
            {
                VectorDataViewType => (ValueGetter<VBuffer<float>>)Features,
                BooleanDataViewType => (ValueGetter<bool>)((ref bool value) => value = Label() > 0.5),
                KeyDataViewType => (ValueGetter<uint>)((ref uint value) => value = (uint)Label() + 1),
                _ => (ValueGetter<float>)((ref float value) => value = (float)Label()),
            };
            return getter as ValueGetter<TValue>
                ?? throw new InvalidOperationException($"Column '{column.Name}' holds {column.Type}, not {typeof(TValue)}.");
        }

        private void Features(ref VBuffer<float> value)
        {
            Make();
            _features.CopyTo(ref value);
        }

        private double Label()
        {
            Make();
            return _label;
        }

        private void Make()
        {
            if (_made == _position)
                return;
            _label = view._generator.Make(view._firstRow + _position, _features);
            _made = _position;
        }
    }
}
