using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>
/// Coverage of 90 % intervals on held-out rows, and their mean width beside intervals of equal coverage about the default regression
/// trees' scores, which are as wide everywhere. ML.NET's LightGBM cannot minimise a quantile's loss.
/// </summary>
internal static class IntervalsCommand
{
    private const double Level = 0.9;

    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        int sharper = 0, sets = 0;
        foreach (Table table in TreeTables.Chosen(line).Where(TreeTables.IsNumber))
        {
            DataSet set = TabularSets.Load(folder, table, scaled: false);
            var fits = new List<(double Coverage, double Width, double Even, double Seconds)>();
            for (int split = 1; split <= line.Splits; split++)
                fits.Add(Measure(set, split, line));
            double coverage = fits.Average(fit => fit.Coverage), ratio = Contest.Mean(fits.Select(fit => fit.Width / fit.Even));
            rows.Add(
            [
                set.Name, Text.Write($"{100 * coverage:0.0} %"), Text.Write($"{fits.Average(fit => fit.Width):G4}"), Text.Ratio(ratio),
                Text.Seconds(FitClock.Median([.. fits.Select(fit => fit.Seconds)])),
            ]);
            report.Bars.Add(new Bar("intervals", set.Name, "|coverage − 90 %|", Math.Abs(coverage - Level), 0.015, BarUnit.Share));
            sets++;
            sharper += ratio < 1 ? 1 : 0;
        }

        report.Bars.Add(new Bar(
            "intervals", "all sets", "share of sets on which they are not sharper than even ones", 1 - ((double)sharper / sets), 1.0 / 3,
            BarUnit.Share));
        ConsoleWriter.Write(new ReportTable(
            "Intervals",
            "Means over the splits. Even: intervals of one width for all rows about the same trees' means, as wide as the coverage takes "
            + "on the held-out rows themselves.",
            ["set", "coverage", "width", "width / even", "seconds"],
            rows));
    }

    private static (double Coverage, double Width, double Even, double Seconds) Measure(DataSet set, int split, CommandLine line)
    {
        (IDataView train, IDataView test) = TreeTables.Split(set, split, line.Rows);
        ITransformer? model = null;
        var trainer = set.Context.Regression.Trainers.LagrangianTreesInterval(
            new LagrangianTreesIntervalTrainer.Options { NumberOfThreads = line.Threads, ConfidenceLevel = Level });
        double seconds = FitClock.Time(() => model = trainer.Fit(train));
        IDataView scored = model!.Transform(test);
        float[] labels = [.. scored.GetColumn<float>(Columns.Label)];
        float[] lower = [.. scored.GetColumn<float>("LowerBound")], upper = [.. scored.GetColumn<float>("UpperBound")];
        double coverage = labels.Index().Average(row => row.Item >= lower[row.Index] && row.Item <= upper[row.Index] ? 1.0 : 0);
        double width = lower.Zip(upper).Average(pair => (double)pair.Second - pair.First);

        double[] residuals = [.. scored.GetColumn<float>(Columns.Score).Zip(labels, (score, label) => (double)label - score).Order()];
        int tails = (int)Math.Round((1 - coverage) * residuals.Length), below = tails / 2;
        double even = residuals[residuals.Length - 1 - (tails - below)] - residuals[below];
        return (coverage, width, even, seconds);
    }
}
