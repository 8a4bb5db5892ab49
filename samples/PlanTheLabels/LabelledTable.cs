using LagrangeMLNet.Design;
using Microsoft.ML;
using Microsoft.ML.Data;
using QuickStart.Learning;
using QuickStart.Reading;

namespace PlanTheLabels;

/// <summary>A row as trainers read it.</summary>
internal sealed class FeatureRow
{
    public VBuffer<float> Features { get; set; }

    /// <summary>A row of its own: whoever reads a column gets the same buffer again and again.</summary>
    public static FeatureRow Copy(VBuffer<float> features)
    {
        var copy = default(VBuffer<float>);
        features.CopyTo(ref copy);
        return new FeatureRow { Features = copy };
    }
}

/// <summary>A table turned into features, with the labels aside: whoever wants one has to ask.</summary>
internal sealed class LabelledTable
{
    private readonly MLContext _mlContext;
    private readonly FeatureRow[] _rows;
    private readonly SchemaDefinition _schema;
    private readonly Dictionary<string, int> _classes;

    public LabelledTable(MLContext mlContext, Dataset data)
    {
        _mlContext = mlContext;
        var table = data.Load(mlContext);
        var features = Featurization.For(mlContext, data.Features).Fit(table).Transform(table);
        _rows = [.. features.GetColumn<VBuffer<float>>("Features").Select(FeatureRow.Copy)];
        _schema = SchemaDefinition.Create(typeof(FeatureRow));
        _schema["Features"].ColumnType = features.Schema["Features"].Type;
        Labels = [.. features.GetColumn<ReadOnlyMemory<char>>(Dataset.LabelText).Select(text => text.ToString())];
        Classes = [.. data.Label.Values.Select(pair => pair.Key)];
        _classes = Classes.Select((name, i) => (name, i)).ToDictionary(pair => pair.name, pair => pair.i);
        Task = Classes.Count == 2 ? LabelingTask.BinaryClassification
            : data.Label.IsAmount ? LabelingTask.Regression
            : LabelingTask.MulticlassClassification;
        Values = [.. Labels.Select(text => Value(text, data.DecimalMarker))];
    }

    public LabelingTask Task { get; }

    /// <summary>The labels that occur, the most frequent one first; of two, the second counts as yes.</summary>
    public IReadOnlyList<string> Classes { get; }

    public int Count => _rows.Length;

    /// <summary>The labels as text.</summary>
    public string[] Labels { get; }

    /// <summary>The labels as numbers: 0 or 1, the number of a class, or the number itself.</summary>
    public double[] Values { get; }

    /// <summary>Some rows, without labels.</summary>
    public IDataView Rows(int[] rows) => _mlContext.Data.LoadFromEnumerable(rows.Select(row => _rows[row]).ToList(), _schema);

    /// <summary>What the labeller answers for a row.</summary>
    public object Answer(int row) => Task == LabelingTask.MulticlassClassification ? Labels[row] : Values[row];

    private double Value(string text, char decimalMarker) =>
        Task != LabelingTask.Regression ? _classes[text] : Cell.TryNumber(text, decimalMarker, out var number) ? number : double.NaN;
}
