using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>Rows of a set in memory, with their labels as numbers: a pool whose labels are uncovered one by one.</summary>
internal sealed class LabelPool
{
    private sealed record Row(VBuffer<float> Features);

    private LabelPool(MLContext context, LabelingTask task, string[] classes, IDataView rows, float[] labels)
    {
        (Context, Task, Classes, Rows, Labels) = (context, task, classes, rows, labels);
    }

    public MLContext Context { get; }

    public LabelingTask Task { get; }

    public string[] Classes { get; }

    /// <summary>The features.</summary>
    public IDataView Rows { get; }

    public float[] Labels { get; }

    /// <summary>Some rows with their labels.</summary>
    public IDataView Labelled(IEnumerable<long> rows)
    {
        long[] sorted = [.. rows.Order()];
        return new RowSubset(Rows, sorted, new LabelValues(Columns.Label, Task, Classes, [.. sorted.Select(row => Labels[row])]));
    }

    /// <summary>Positions drawn at random, all where there are fewer.</summary>
    public static HashSet<int> Draw(long rows, int count, int seed)
    {
        int[] all = [.. Enumerable.Range(0, (int)rows)];
        new Random(seed).Shuffle(all);
        return [.. all.Take(count)];
    }

    /// <summary>Reads a view's rows at some positions, or the first ones.</summary>
    public static LabelPool Of(DataSet set, IDataView view, HashSet<int>? chosen)
    {
        var (features, label) = (view.Schema[Columns.Features], view.Schema[Columns.Label]);
        var rows = new List<Row>();
        var labels = new List<float>();
        using var cursor = view.GetRowCursor([features, label]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getLabel = Label(cursor, label);
        for (var position = 0; cursor.MoveNext(); position++)
        {
            if (chosen?.Contains(position) == false)
                continue;
            var row = default(VBuffer<float>);
            getFeatures(ref row);
            rows.Add(new Row(row));
            labels.Add(getLabel());
        }

        var definition = SchemaDefinition.Create(typeof(Row));
        definition[Columns.Features].ColumnType = features.Type;
        var count = label.Type is KeyDataViewType key ? (int)key.Count : 2;
        return new LabelPool(
            set.Context,
            TaskOf(set.Task),
            [.. Enumerable.Range(0, count).Select(i => $"{i}")],
            set.Context.Data.LoadFromEnumerable(rows, definition),
            [.. labels]);
    }

    private static Func<float> Label(DataViewRowCursor cursor, DataViewSchema.Column label)
    {
        if (label.Type is BooleanDataViewType)
        {
            var flag = cursor.GetGetter<bool>(label);
            var isTrue = false;
            return () =>
            {
                flag(ref isTrue);
                return isTrue ? 1 : 0;
            };
        }

        if (label.Type is KeyDataViewType)
        {
            var key = cursor.GetGetter<uint>(label);
            uint number = 0;
            return () =>
            {
                key(ref number);
                return number - 1f;
            };
        }

        var getter = cursor.GetGetter<float>(label);
        float value = 0;
        return () =>
        {
            getter(ref value);
            return value;
        };
    }

    private static LabelingTask TaskOf(LearningTask task) => task switch
    {
        LearningTask.Binary => LabelingTask.BinaryClassification,
        LearningTask.Multiclass => LabelingTask.MulticlassClassification,
        LearningTask.Poisson => LabelingTask.PoissonRegression,
        _ => LabelingTask.Regression,
    };
}
