using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>Reads a view with a numeric label row by row.</summary>
internal static class LabelledRows
{
    public static void ForEach(IDataView view, Action<float, VBuffer<float>> visit)
    {
        float label = 0;
        var features = default(VBuffer<float>);
        var (labelColumn, featuresColumn) = (view.Schema[Columns.Label], view.Schema[Columns.Features]);
        using var cursor = view.GetRowCursor([labelColumn, featuresColumn]);
        var getLabel = cursor.GetGetter<float>(labelColumn);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(featuresColumn);
        while (cursor.MoveNext())
        {
            getLabel(ref label);
            getFeatures(ref features);
            visit(label, features);
        }
    }
}
