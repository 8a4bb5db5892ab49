using LagrangeMLNet.Benchmarks.Reports;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>A wide set's law and size, drawn from a seed.</summary>
internal sealed record WideSet(LearningTask Task, int Rows, int Columns, int Classes, WideLaw Law, bool IsSparse, double Signal, ulong Seed)
{
    private const int HeldOutRows = 5000;

    /// <summary>
    /// Set <paramref name="number"/> of a seed: tasks take turns; 60 … 500 rows and 200 … 5,000 columns, both log-uniform; 3 to 9 classes; 5 to
    /// 20 relevant features or all; scores with a spread of 0.7 … 5 (counts: up to 1).
    /// </summary>
    public static WideSet Of(int number, int seed)
    {
        var random = new RowRandom(RowRandom.Mix((ulong)seed), number);
        var task = (LearningTask)(number % 4);
        var rows = (int)(60 * Math.Pow(500 / 60.0, random.NextUniform()));
        var columns = (int)(200 * Math.Pow(25, random.NextUniform()));
        var classes = task == LearningTask.Multiclass ? 3 + (int)(7 * random.NextUniform()) : 0;
        var law = (WideLaw)(int)(5 * random.NextUniform());
        var isSparse = random.NextUniform() < 0.5;
        var signal = 0.7 * Math.Pow(5 / 0.7, random.NextUniform());
        return new WideSet(
            task, rows, columns, classes, law, isSparse, task == LearningTask.Poisson ? Math.Min(1, signal / 2) : signal, random.NextBits());
    }

    public string Name => Text.Write(
        $"{Task.ToString().ToLowerInvariant()}{(Classes > 0 ? $" of {Classes}" : "")}, {Law.ToString().ToLowerInvariant()}, {(IsSparse ? "sparse" : "dense")}, σ = {Signal:0.0}");

    /// <summary>Makes the rows.</summary>
    public DataSet Make()
    {
        var random = new RowRandom(Seed, -2);
        var relevant = IsSparse ? 5 + (int)(16 * random.NextUniform()) : Columns;
        var law = new WideRows(Task, Columns, Classes, Law, relevant, Signal, Seed);
        return DataSet.Prepare(
            new MLContext(seed: Split.Seed),
            Name,
            Task,
            Law == WideLaw.Indicators ? FeatureFamily.OneHot : FeatureFamily.Dense,
            isSynthetic: true,
            new GeneratedDataView(law, 0, Rows),
            new GeneratedDataView(law, Rows, HeldOutRows));
    }
}
