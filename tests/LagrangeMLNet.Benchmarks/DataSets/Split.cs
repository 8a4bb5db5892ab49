using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>The one 80/20 split that all sides see.</summary>
internal static class Split
{
    public const int Seed = 1;

    /// <param name="context">The context.</param>
    /// <param name="table">All rows.</param>
    /// <param name="rows">Rows to keep, the first; null for all.</param>
    public static (IDataView Train, IDataView Test) Rows(MLContext context, IDataView table, long? rows = null)
    {
        var split = context.Data.TrainTestSplit(rows is { } kept ? context.Data.TakeRows(table, kept) : table, testFraction: 0.2, seed: Seed);
        return (split.TrainSet, split.TestSet);
    }
}
