using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>Ours at default options beside the peers, on every table and split.</summary>
internal static class TreesCommand
{
    private const string Ours = "Lagrangian trees";
    private const string LightGbm = "LightGBM";
    private const string FastTree = "FastTree";
    private const string Tuned = "LightGBM tuned";

    /// <summary>The tables of numbers and categories.</summary>
    private static readonly Table[] Tables =
    [
        TabularSets.Phoneme, TabularSets.Wine, TabularSets.Abalone, TabularSets.Ames, TabularSets.Weather, TabularSets.NassDead,
        TabularSets.RwmCount, TabularSets.California, TabularSets.Letter, TabularSets.Adult, TabularSets.Diamonds, TabularSets.Taxi,
    ];

    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        foreach (string name in line.Sets ?? [])
            if (Tables.All(table => table.File != name))
                throw new ArgumentException($"There is no set '{name}'. Sets: {string.Join(", ", Tables.Select(table => table.File))}.");
        var all = new List<Fit>();
        foreach (Table table in Tables.Where(table => line.Sets?.Contains(table.File) ?? true))
        {
            DataSet set = TabularSets.Load(folder, table, scaled: false);
            for (int split = 1; split <= line.Splits; split++)
                all.AddRange(Measure(set, line, split));
            ConsoleWriter.Write(TableOf(set.Name, set.Task, [.. all.Where(fit => fit.Set == set.Name)]));
        }

        report.Bars.AddRange(Bars(all));
    }

    private static IEnumerable<Fit> Measure(DataSet set, CommandLine line, int split)
    {
        MLContext context = set.Context;
        var parts = context.Data.TrainTestSplit(set.Train, testFraction: 0.25, seed: split);
        IDataView train = context.Data.Cache(line.Rows is { } rows ? context.Data.TakeRows(parts.TrainSet, rows) : parts.TrainSet);
        IDataView test = context.Data.Cache(parts.TestSet);
        // Both views are read once, so that no side pays for it.
        _ = (train.Preview(1), FeatureMatrixSize.Of(train), FeatureMatrixSize.Of(test));
        LearningTask task = set.Task == LearningTask.Poisson ? LearningTask.Regression : set.Task;
        string remark = "";
        yield return Time(Ours, () =>
        {
            (ITransformer model, TreesReport learnt) = FitOurs(context, task, train, line.Threads);
            remark = Text.Write($"{learnt.StopReason}, {learnt.BestRound} of {learnt.Rounds} rounds, {learnt.Trees} trees");
            return model;
        });
        yield return Time(LightGbm, () => LightGbmSide.Fit(context, task, train, null, null, line.Threads));
        if (task == LearningTask.Binary)
            yield return Time(FastTree, () => context.BinaryClassification.Trainers.FastTree().Fit(train));
        else if (task == LearningTask.Regression)
            yield return Time(FastTree, () => context.Regression.Trainers.FastTree().Fit(train));
        if (line.Trials > 0)
            yield return Time(Tuned, () => LightGbmSide.Tuned(context, task, train, line.Trials, line.Threads, split));

        Fit Time(string side, Func<ITransformer> fit)
        {
            ITransformer? model = null;
            remark = "";
            double seconds = FitClock.Time(() => model = fit());
            return new Fit(set.Name, split, side, ScoredRows.Measure(task, model!.Transform(test)).Loss, seconds, remark);
        }
    }

    private static (ITransformer Model, TreesReport Report) FitOurs(MLContext context, LearningTask task, IDataView train, int threads)
    {
        switch (task)
        {
            case LearningTask.Binary:
                var binary = context.BinaryClassification.Trainers.LagrangianTrees(
                    new LagrangianTreesBinaryTrainer.Options { NumberOfThreads = threads });
                return (binary.Fit(train), binary.LastReport!);
            case LearningTask.Multiclass:
                var multiclass = context.MulticlassClassification.Trainers.LagrangianTrees(
                    new LagrangianTreesMulticlassTrainer.Options { NumberOfThreads = threads });
                return (multiclass.Fit(train), multiclass.LastReport!);
            default:
                var regression = context.Regression.Trainers.LagrangianTrees(
                    new LagrangianTreesRegressionTrainer.Options { NumberOfThreads = threads });
                return (regression.Fit(train), regression.LastReport!);
        }
    }

    private static ReportTable TableOf(string name, LearningTask task, IReadOnlyList<Fit> fits) => new(
        name,
        "Medians over the splits.",
        ["side", Text.LossName(task == LearningTask.Poisson ? LearningTask.Regression : task), "seconds", "remark"],
        [
            .. fits.GroupBy(fit => fit.Side).Select(side => (string[])
            [
                side.Key,
                Text.Loss(FitClock.Median([.. side.Select(fit => fit.Loss)])),
                Text.Seconds(FitClock.Median([.. side.Select(fit => fit.Seconds)])),
                side.Last().Remark,
            ]),
        ]);

    private static IEnumerable<Bar> Bars(IReadOnlyList<Fit> fits)
    {
        if (fits.Any(fit => fit.Side == Tuned))
        {
            yield return new Bar("loss", "all sets", "ours / LightGBM tuned, geometric mean",
                Mean(Ratios(fits, Tuned, fit => fit.Loss)), 1.005, BarUnit.Ratio);
            foreach (var set in fits.GroupBy(fit => fit.Set))
                yield return new Bar("loss", set.Key, "ours / LightGBM tuned", Mean(Ratios([.. set], Tuned, fit => fit.Loss)), 1.03,
                    BarUnit.Ratio);
            yield return new Bar("time", "all sets", "ours / LightGBM tuned", Mean(Ratios(fits, Tuned, fit => fit.Seconds)), 0.05,
                BarUnit.Ratio);
        }

        foreach (string peer in (string[])[LightGbm, FastTree])
        {
            double[] ratios = [.. Ratios(fits, peer, fit => fit.Loss)];
            if (ratios.Length == 0)
                continue;
            yield return new Bar(
                "loss", "all sets", $"share of fits not below {peer}'s", ratios.Count(ratio => ratio >= 1) / (double)ratios.Length, 0.1, BarUnit.Share);
            yield return new Bar("loss", "all sets", $"ours / {peer}, geometric mean", Mean(ratios), 1, BarUnit.Ratio);
        }

        yield return new Bar("time", "all sets", "ours / LightGBM, geometric mean", Mean(Ratios(fits, LightGbm, fit => fit.Seconds)), 3,
            BarUnit.Ratio);
    }

    private static IEnumerable<double> Ratios(IReadOnlyList<Fit> fits, string peer, Func<Fit, double> figure) =>
        from ours in fits
        where ours.Side == Ours
        join other in fits.Where(fit => fit.Side == peer) on (ours.Set, ours.Split) equals (other.Set, other.Split)
        select figure(ours) / figure(other);

    private static double Mean(IEnumerable<double> ratios)
    {
        double[] all = [.. ratios];
        return all.Length == 0 ? double.NaN : Math.Exp(all.Average(Math.Log));
    }

    private sealed record Fit(string Set, int Split, string Side, double Loss, double Seconds, string Remark);
}
