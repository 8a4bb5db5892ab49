using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>The tables of numbers and categories, and their splits.</summary>
internal static class TreeTables
{
    private static readonly Table[] All =
    [
        TabularSets.Phoneme, TabularSets.Wine, TabularSets.Abalone, TabularSets.Ames, TabularSets.Weather, TabularSets.NassDead,
        TabularSets.RwmCount, TabularSets.California, TabularSets.Letter, TabularSets.Adult, TabularSets.Diamonds, TabularSets.Taxi,
    ];

    /// <summary>The tables that were asked for.</summary>
    public static IEnumerable<Table> Chosen(CommandLine line)
    {
        foreach (string name in line.Sets ?? [])
            if (All.All(table => table.File != name))
                throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", All.Select(table => table.File))}.");
        return All.Where(table => line.Sets?.Contains(table.File) ?? true);
    }

    /// <summary>Whether a table's label is a number.</summary>
    public static bool IsNumber(Table table) => TaskOf(table.Task) == LearningTask.Regression;

    /// <summary>The task as trees see it: counts are numbers to all sides.</summary>
    public static LearningTask TaskOf(LearningTask task) => task == LearningTask.Poisson ? LearningTask.Regression : task;

    /// <summary>A split of a set: both views are read once, so that no side pays for it.</summary>
    /// <param name="set">The set.</param>
    /// <param name="split">Number of the split.</param>
    /// <param name="rows">Most training rows, or null.</param>
    public static (IDataView Train, IDataView Test) Split(DataSet set, int split, int? rows)
    {
        MLContext context = set.Context;
        var parts = context.Data.TrainTestSplit(set.Train, testFraction: 0.25, seed: split);
        IDataView train = context.Data.Cache(rows is { } most ? context.Data.TakeRows(parts.TrainSet, most) : parts.TrainSet);
        IDataView test = context.Data.Cache(parts.TestSet);
        _ = (train.Preview(1), FeatureMatrixSize.Of(train), FeatureMatrixSize.Of(test));
        return (train, test);
    }
}
