using Microsoft.ML;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>Data that counts how often it is read.</summary>
internal sealed class CountedView(IDataView view) : IDataView
{
    /// <summary>Cursors that were asked for.</summary>
    public int Passes { get; private set; }

    public bool CanShuffle => false;

    public DataViewSchema Schema => view.Schema;

    public long? GetRowCount() => view.GetRowCount();

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        Passes++;
        return view.GetRowCursor(columnsNeeded, rand);
    }

    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
        throw new NotSupportedException();
}
