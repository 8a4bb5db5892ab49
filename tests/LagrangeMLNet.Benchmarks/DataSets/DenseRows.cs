using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>Reads a view of dense features whose label is a number or a truth value (1 or 0).</summary>
internal static class DenseRows
{
    public delegate void Visit(float label, ReadOnlySpan<float> features);

    public static void ForEach(IDataView view, Visit visit)
    {
        var (labelColumn, featuresColumn) = (view.Schema[Columns.Label], view.Schema[Columns.Features]);
        using var cursor = view.GetRowCursor([labelColumn, featuresColumn]);
        var getLabel = Label(cursor, labelColumn);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(featuresColumn);
        float label = 0;
        var features = default(VBuffer<float>);
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getFeatures(ref features);
            visit(label, features.GetValues());
        }
    }

    private static ValueGetter<float> Label(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        if (column.Type is not BooleanDataViewType)
            return cursor.GetGetter<float>(column);
        var getter = cursor.GetGetter<bool>(column);
        var truth = false;
        return (ref float label) =>
        {
            getter(ref truth);
            label = truth ? 1 : 0;
        };
    }
}
