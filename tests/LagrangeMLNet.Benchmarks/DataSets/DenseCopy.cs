using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// A binary set with every row stored dense. ML.NET's encoders leave one-hot rows sparse, and LBFGS's default threading is several times
/// slower on sparse rows than on dense ones: both layouts are measured, so that no ratio rests on the slower.
/// </summary>
internal static class DenseCopy
{
    private sealed class Row
    {
        public bool Label { get; set; }

        public float[] Features { get; set; } = [];
    }

    public static DataSet Of(DataSet set) => DataSet.Prepare(
        set.Context, set.Name + "-dense", set.Task, set.Family, set.IsSynthetic, Copy(set, set.Train), Copy(set, set.Test));

    private static IDataView Copy(DataSet set, IDataView view)
    {
        var rows = view.GetColumn<bool>(Columns.Label).Zip(
            view.GetColumn<float[]>(Columns.Features), (label, features) => new Row { Label = label, Features = features });
        var schema = SchemaDefinition.Create(typeof(Row));
        schema[Columns.Features].ColumnType = new VectorDataViewType(NumberDataViewType.Single, set.TrainSize.Slots);
        return set.Context.Data.LoadFromEnumerable(rows.ToList(), schema);
    }
}
