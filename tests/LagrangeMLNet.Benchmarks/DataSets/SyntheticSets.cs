using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>Sets made in code: seeded, so that they are the same on every machine.</summary>
internal static class SyntheticSets
{
    /// <summary>Logistic law over 100 strongly correlated Gaussian slots (ρ = 0.9; condition number about 360).</summary>
    public static DataSet Dense() => Make(
        "dense",
        FeatureFamily.Dense,
        new WellSpecifiedRows(LearningTask.Binary, 100, seed: 11, signal: 2, bias: -0.5, correlation: 0.9),
        trainRows: 160_000);

    /// <summary>Logistic law over 6 slots, 49,000 rows: where a first fit is little more than its compilation.</summary>
    public static DataSet DenseSix() => Make(
        "dense6",
        FeatureFamily.Dense,
        new WellSpecifiedRows(LearningTask.Binary, 6, seed: 15, signal: 1.5, bias: 0.3, correlation: 0.5),
        trainRows: 49_000);

    /// <summary>Logistic law over 12 categorical columns with 5 to 300 categories.</summary>
    public static DataSet OneHot() => Make(
        "onehot", FeatureFamily.OneHot, new CategoricalRows(12, 5, 8, 10, 12, 20, 30, 40, 50, 75, 100, 200, 300), 100_000);

    /// <summary>Squared-loss law over 50 correlated slots.</summary>
    public static DataSet Linear() => Make(
        "linear",
        FeatureFamily.Dense,
        new WellSpecifiedRows(LearningTask.Regression, 50, seed: 13, signal: 2, bias: 1, correlation: 0.9),
        trainRows: 100_000);

    /// <summary>Poisson law over 30 correlated slots; rates mostly between 0.4 and 7.</summary>
    public static DataSet Counts() => Make(
        "counts",
        FeatureFamily.Dense,
        new WellSpecifiedRows(LearningTask.Poisson, 30, seed: 14, signal: 0.7, bias: 0.5, correlation: 0.5),
        trainRows: 100_000);

    /// <summary>A law of the task over correlated Gaussian slots, 10⁶ rows: where a share of the rows is worth choosing.</summary>
    public static DataSet Million(LearningTask task, int slots, bool isQuick) => Make(
        $"{task.ToString().ToLowerInvariant()} × {slots}",
        FeatureFamily.Dense,
        new WellSpecifiedRows(task, slots, seed: 60, signal: task == LearningTask.Poisson ? 0.7 : 1.5, bias: 0.3, correlation: 0.5),
        isQuick ? 250_000 : 1_000_000);

    /// <summary>Binary text-like set with 10^<paramref name="exponent"/> slots.</summary>
    public static DataSet Text(int exponent)
    {
        var slots = (int)Math.Pow(10, exponent);
        var rows = exponent switch { <= 4 => 20_000, 5 => 30_000, _ => 50_000 };
        return Make($"text1e{exponent}", FeatureFamily.Text, new ZipfianTextRows(slots, 2, 0.12, 0.05, seed: 20 + (ulong)exponent), rows);
    }

    /// <summary>Text-like set with 150 classes and 10,000 slots, 80 training rows a class.</summary>
    public static DataSet TextOf150Classes() => Make(
        "text150", FeatureFamily.Text, new ZipfianTextRows(10_000, 150, 0.4, 0.06, seed: 30), 12_000);

    /// <summary>Training rows first, then a quarter as many held-out rows.</summary>
    private static DataSet Make(string name, FeatureFamily family, RowGenerator generator, long trainRows) => DataSet.Prepare(
        new MLContext(seed: Split.Seed),
        name,
        generator.Task,
        family,
        isSynthetic: true,
        new GeneratedDataView(generator, 0, trainRows),
        new GeneratedDataView(generator, trainRows, trainRows / 4));
}
