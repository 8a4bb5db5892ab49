using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>The label column of labelled rows, in the type that the task's trainers read.</summary>
/// <param name="Name">Name of the column.</param>
/// <param name="Task">What is to be learnt.</param>
/// <param name="Classes">Names of the classes, for several of them.</param>
/// <param name="Values">Labels: 0 or 1, the number of a class from 0, or a number.</param>
internal sealed record LabelValues(string Name, LabelingTask Task, IReadOnlyList<string> Classes, float[] Values)
{
    public void AddTo(DataViewSchema.Builder builder)
    {
        switch (Task)
        {
            case LabelingTask.BinaryClassification:
                builder.AddColumn(Name, BooleanDataViewType.Instance);
                break;
            case LabelingTask.MulticlassClassification:
                var names = new DataViewSchema.Annotations.Builder();
                names.Add(
                    "KeyValues",
                    new VectorDataViewType(TextDataViewType.Instance, Classes.Count),
                    (ref VBuffer<ReadOnlyMemory<char>> values) =>
                        values = new VBuffer<ReadOnlyMemory<char>>(Classes.Count, [.. Classes.Select(name => name.AsMemory())]));
                builder.AddColumn(Name, new KeyDataViewType(typeof(uint), Classes.Count), names.ToAnnotations());
                break;
            default:
                builder.AddColumn(Name, NumberDataViewType.Single);
                break;
        }
    }

    public Delegate Getter(Func<int> row) => Task switch
    {
        LabelingTask.BinaryClassification => (ValueGetter<bool>)((ref bool value) => value = Values[row()] > 0),
        LabelingTask.MulticlassClassification => (ValueGetter<uint>)((ref uint value) => value = (uint)Values[row()] + 1),
        _ => (ValueGetter<float>)((ref float value) => value = Values[row()]),
    };
}
