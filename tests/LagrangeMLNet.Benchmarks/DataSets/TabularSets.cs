using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>A table: file, task, family, and the positions of its numeric and categorical columns (label at 0).</summary>
internal sealed record Table(string File, LearningTask Task, FeatureFamily Family, int[] Numeric, int[] Categorical, bool HasHeader = true);

/// <summary>
/// Tables of numbers and categories. Categories are one-hot encoded, missing numbers take the column's mean, and numbers are min-max
/// scaled or left raw; every transform is fitted on the training rows only.
/// </summary>
internal static class TabularSets
{
    private const string Numbers = "Numbers";

    public static readonly Table Adult = new(
        "adult", LearningTask.Binary, FeatureFamily.OneHot, [1, 3, 5, 11, 12, 13], [2, 4, 6, 7, 8, 9, 10, 14]);

    public static readonly Table Mnist = new(
        "mnist", LearningTask.Multiclass, FeatureFamily.Dense, [.. Enumerable.Range(1, 784)], [], HasHeader: false);

    public static readonly Table Letter = new("letter", LearningTask.Multiclass, FeatureFamily.Dense, [.. Enumerable.Range(1, 16)], []);

    public static readonly Table California = new(
        "california", LearningTask.Regression, FeatureFamily.Dense, [1, 2, 3, 4, 5, 6, 7, 8], [9]);

    public static readonly Table Diamonds = new("diamonds", LearningTask.Regression, FeatureFamily.OneHot, [1, 5, 6, 7, 8, 9], [2, 3, 4]);

    public static readonly Table Taxi = new("taxi", LearningTask.Regression, FeatureFamily.OneHot, [3, 4, 5], [1, 2, 6]);

    public static readonly Table Phoneme = new("phoneme", LearningTask.Binary, FeatureFamily.Dense, [.. Enumerable.Range(1, 5)], []);

    public static readonly Table Wine = new("wine", LearningTask.Multiclass, FeatureFamily.Dense, [.. Enumerable.Range(1, 11)], []);

    public static readonly Table Abalone = new("abalone", LearningTask.Regression, FeatureFamily.Dense, [.. Enumerable.Range(2, 7)], [1]);

    public static readonly Table Ames = new(
        "ames",
        LearningTask.Regression,
        FeatureFamily.OneHot,
        [
            3, 4, 18, 19, 25, 31, 33, 34, 35, 40, 41, 42, 43, 44, 45, 46, 47, 48, 49, 51, 54, 55, 58, 59, 60, 61, 62, 63, 67, 68,
            69, 72, 73,
        ],
        [
            1, 2, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 20, 21, 22, 23, 24, 26, 27, 28, 29, 30, 32, 36, 37, 38, 39, 50, 52,
            53, 56, 57, 64, 65, 66, 70, 71,
        ]);

    public static readonly Table Weather = new("weather", LearningTask.Binary, FeatureFamily.Dense, [.. Enumerable.Range(1, 8)], []);

    public static readonly Table NassDead = new(
        "nass_dead", LearningTask.Binary, FeatureFamily.OneHot, [2, 5, 7, 8, 9, 12], [1, 3, 4, 6, 10, 11]);

    public static readonly Table RwmCount = new("rwm_count", LearningTask.Poisson, FeatureFamily.Dense, [.. Enumerable.Range(1, 14)], []);

    /// <summary>Loads, splits and prepares a table.</summary>
    /// <param name="folder">Where the file lies.</param>
    /// <param name="table">Which table.</param>
    /// <param name="scaled">Whether numbers are min-max scaled.</param>
    /// <param name="rows">Rows of the table to keep, the first; null for all.</param>
    public static DataSet Load(string folder, Table table, bool scaled = true, long? rows = null)
    {
        var context = new MLContext(seed: Split.Seed);
        var (train, test) = Split.Rows(context, context.Data.LoadFromTextFile(Path.Combine(folder, table.File + ".tsv.gz"), table), rows);
        var preparation = Label(context, table.Task).Append(Features(context, table, scaled)).Fit(train);
        return DataSet.Prepare(
            context, table.File, table.Task, table.Family, isSynthetic: false, preparation.Transform(train), preparation.Transform(test));
    }

    private static IDataView LoadFromTextFile(this DataOperationsCatalog data, string path, Table table)
    {
        var labelKind = table.Task switch
        {
            LearningTask.Binary => DataKind.Boolean,
            LearningTask.Multiclass => DataKind.String,
            _ => DataKind.Single,
        };
        var options = new TextLoader.Options
        {
            Separators = ['\t'],
            HasHeader = table.HasHeader,
            Columns =
            [
                new TextLoader.Column(Columns.Label, labelKind, 0),
                new TextLoader.Column(Numbers, DataKind.Single, [.. table.Numeric.Select(i => new TextLoader.Range(i))]),
                .. table.Categorical.Select(i => new TextLoader.Column(Category(i), DataKind.String, i)),
            ],
        };
        return data.CreateTextLoader(options).Load(new GzipTextSource(path));
    }

    private static EstimatorChain<ITransformer> Label(MLContext context, LearningTask task)
    {
        var chain = new EstimatorChain<ITransformer>();
        return task == LearningTask.Multiclass
            ? chain.Append<ITransformer>(context.Transforms.Conversion.MapValueToKey(Columns.Label))
            : chain;
    }

    private static IEstimator<ITransformer> Features(MLContext context, Table table, bool scaled)
    {
        var chain = new EstimatorChain<ITransformer>().Append<ITransformer>(context.Transforms.ReplaceMissingValues(
            Numbers, replacementMode: MissingValueReplacingEstimator.ReplacementMode.Mean));
        foreach (var column in table.Categorical)
            chain = chain.Append<ITransformer>(context.Transforms.Categorical.OneHotEncoding(Category(column)));
        chain = chain.Append<ITransformer>(
            context.Transforms.Concatenate(Columns.Features, [Numbers, .. table.Categorical.Select(Category)]));
        return scaled ? chain.Append<ITransformer>(context.Transforms.NormalizeMinMax(Columns.Features)) : chain;
    }

    private static string Category(int column) => $"Category{column}";
}
