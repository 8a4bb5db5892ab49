using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// Texts by ML.NET's <c>FeaturizeText</c> at its defaults (word and character n-grams, L2-normalised), fitted on the training rows.
/// </summary>
internal static class TextSets
{
    public static DataSet Sms(string folder, long? rows)
    {
        var context = new MLContext(seed: Split.Seed);
        var (train, test) = Load(context, folder, "sms", rows, new TextLoader.Column(Columns.Label, DataKind.Boolean, 0), "Text");
        var preparation = context.Transforms.Text.FeaturizeText(Columns.Features, "Text").Fit(train);
        return DataSet.Prepare(
            context,
            "sms",
            LearningTask.Binary,
            FeatureFamily.Text,
            isSynthetic: false,
            preparation.Transform(train),
            preparation.Transform(test));
    }

    /// <summary>Issue titles and descriptions, featurised apart and put side by side; the label is the area.</summary>
    public static DataSet Corefx(string folder, long? rows)
    {
        var context = new MLContext(seed: Split.Seed);
        var (train, test) = Load(
            context, folder, "corefx", rows, new TextLoader.Column(Columns.Label, DataKind.String, 0), "Title", "Description");
        var preparation = context.Transforms.Conversion.MapValueToKey(Columns.Label)
            .Append(context.Transforms.Text.FeaturizeText("Title"))
            .Append(context.Transforms.Text.FeaturizeText("Description"))
            .Append(context.Transforms.Concatenate(Columns.Features, "Title", "Description"))
            .Fit(train);
        return DataSet.Prepare(
            context,
            "corefx",
            LearningTask.Multiclass,
            FeatureFamily.Text,
            isSynthetic: false,
            preparation.Transform(train),
            preparation.Transform(test));
    }

    private static (IDataView Train, IDataView Test) Load(
        MLContext context, string folder, string file, long? rows, TextLoader.Column label, params string[] texts)
    {
        var options = new TextLoader.Options
        {
            Separators = ['\t'],
            HasHeader = true,
            Columns = [label, .. texts.Select((name, i) => new TextLoader.Column(name, DataKind.String, i + 1))],
        };
        var table = context.Data.CreateTextLoader(options).Load(new GzipTextSource(Path.Combine(folder, file + ".tsv.gz")));
        return Split.Rows(context, table, rows);
    }
}
