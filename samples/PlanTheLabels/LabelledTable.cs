using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;
using QuickStart.Learning;

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
        (_mlContext, Data) = (mlContext, data);
        var table = data.Load();
        var features = Featurization.For(mlContext, data.Features, table.Schema).Fit(table).Transform(table);
        _rows = [.. features.GetColumn<VBuffer<float>>("Features").Select(FeatureRow.Copy)];
        _schema = SchemaDefinition.Create(typeof(FeatureRow));
        _schema["Features"].ColumnType = features.Schema["Features"].Type;
        Labels = [.. data.Labels];
        Task = data.Classes.Count == 2 || data.Positives.Count > 0 ? LabelingTask.BinaryClassification
            : data.IsAmount ? LabelingTask.Regression
            : LabelingTask.MulticlassClassification;
        Classes = data.Positives.Count == 0 ? [.. data.Classes.Select(pair => pair.Key)] : ["no", "yes"];
        _classes = data.Classes.Select((pair, i) => (pair.Key, Index: data.Positives.Count == 0 ? i : data.Positives.Contains(pair.Key) ? 1 : 0))
            .ToDictionary(pair => pair.Key, pair => pair.Index);
        Values = Task == LabelingTask.Regression
            ? [.. Numbers(table, data.Label.Name)]
            : [.. Labels.Select(text => (double)_classes[text])];
    }

    /// <summary>The table.</summary>
    public Dataset Data { get; }

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

    private IEnumerable<double> Numbers(IDataView table, string label)
    {
        var numbers = _mlContext.Transforms.Conversion.ConvertType("(label)", label, DataKind.Double).Fit(table).Transform(table);
        return numbers.GetColumn<double>("(label)");
    }
}
