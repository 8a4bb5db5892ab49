using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>One measured set: two cached views with exactly the columns Label and Features, which every side reads.</summary>
internal sealed record DataSet
{
    public required string Name { get; init; }
    public required LearningTask Task { get; init; }
    public required FeatureFamily Family { get; init; }

    /// <summary>Made in code from a known law; the bars are tighter on such sets.</summary>
    public required bool IsSynthetic { get; init; }

    public required MLContext Context { get; init; }
    public required IDataView Train { get; init; }
    public required IDataView Test { get; init; }
    public required FeatureMatrixSize TrainSize { get; init; }
    public required FeatureMatrixSize TestSize { get; init; }

    /// <summary>
    /// Keeps Label and Features of both views, caches them, and reads each once so that no side pays for the preparation.
    /// </summary>
    public static DataSet Prepare(
        MLContext context, string name, LearningTask task, FeatureFamily family, bool isSynthetic, IDataView train, IDataView test)
    {
        var cachedTrain = Cache(context, train);
        var cachedTest = Cache(context, test);
        return new DataSet
        {
            Name = name,
            Task = task,
            Family = family,
            IsSynthetic = isSynthetic,
            Context = context,
            Train = cachedTrain,
            Test = cachedTest,
            TrainSize = FeatureMatrixSize.Of(cachedTrain),
            TestSize = FeatureMatrixSize.Of(cachedTest),
        };
    }

    private static IDataView Cache(MLContext context, IDataView view) => context.Data.Cache(
        context.Transforms.SelectColumns(Columns.Label, Columns.Features).Fit(view).Transform(view), Columns.Label, Columns.Features);
}

/// <summary>ML.NET's default column names.</summary>
internal static class Columns
{
    public const string Label = "Label";
    public const string Features = "Features";
    public const string Score = "Score";
    public const string Probability = "Probability";
}

/// <summary>
/// Size of a feature matrix as stored: 4 bytes a slot of a dense row, 8 bytes (index and value) an explicit value of a sparse one.
/// </summary>
internal readonly record struct FeatureMatrixSize(long Rows, int Slots, long ExplicitValues, long Bytes)
{
    /// <summary>Reads label and features of every row.</summary>
    public static FeatureMatrixSize Of(IDataView view)
    {
        var features = view.Schema[Columns.Features];
        long rows = 0, values = 0, bytes = 0;
        var row = default(VBuffer<float>);
        using var cursor = view.GetRowCursor(view.Schema);
        var getter = cursor.GetGetter<VBuffer<float>>(features);
        while (cursor.MoveNext())
        {
            getter(ref row);
            var count = row.GetValues().Length;
            rows++;
            values += count;
            bytes += count * (row.IsDense ? sizeof(float) : sizeof(float) + (long)sizeof(int));
        }

        return new FeatureMatrixSize(rows, ((VectorDataViewType)features.Type).Size, values, bytes);
    }
}
