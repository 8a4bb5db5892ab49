using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>The one 80/20 split that all sides see.</summary>
internal static class Split
{
    public const int Seed = 1;

    public static (IDataView Train, IDataView Test) Rows(MLContext context, IDataView rows)
    {
        var split = context.Data.TrainTestSplit(rows, testFraction: 0.2, seed: Seed);
        return (split.TrainSet, split.TestSet);
    }
}
