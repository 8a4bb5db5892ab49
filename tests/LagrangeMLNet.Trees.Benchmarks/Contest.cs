using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Boosting;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>A fit of one side to one split.</summary>
internal sealed record Fit(string Set, int Split, string Side, double Loss, double Seconds, string Remark);

/// <summary>Ours and the peers on one split.</summary>
internal static class Contest
{
    public const string Ours = "Lagrangian trees";
    public const string LightGbm = "LightGBM";
    public const string FastTree = "FastTree";
    public const string Linear = "Lagrangian linear";
    public const string Tuned = "LightGBM tuned";

    /// <summary>Fits all sides.</summary>
    /// <param name="set">The set.</param>
    /// <param name="split">Number of the split.</param>
    /// <param name="rows">Most training rows, or null.</param>
    /// <param name="line">Threads and trials.</param>
    /// <param name="withLinear">Whether our linear trainer takes part.</param>
    public static IEnumerable<Fit> Measure(DataSet set, int split, int? rows, CommandLine line, bool withLinear)
    {
        MLContext context = set.Context;
        (IDataView train, IDataView test) = TreeTables.Split(set, split, rows);
        LearningTask task = TreeTables.TaskOf(set.Task);
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
        if (withLinear)
            yield return Time(Linear, () => task switch
            {
                LearningTask.Binary => context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(train),
                LearningTask.Multiclass => context.MulticlassClassification.Trainers.LagrangianMaximumEntropy().Fit(train),
                _ => context.Regression.Trainers.Lagrangian().Fit(train),
            });
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

    /// <summary>Our trees at default options.</summary>
    public static (ITransformer Model, TreesReport Report) FitOurs(
        MLContext context, LearningTask task, IDataView train, int threads, Action<LagrangianTreesOptions>? set = null)
    {
        switch (task)
        {
            case LearningTask.Binary:
                var binary = context.BinaryClassification.Trainers.LagrangianTrees(With(new LagrangianTreesBinaryTrainer.Options()));
                return (binary.Fit(train), binary.LastReport!);
            case LearningTask.Multiclass:
                var multiclass = context.MulticlassClassification.Trainers.LagrangianTrees(
                    With(new LagrangianTreesMulticlassTrainer.Options()));
                return (multiclass.Fit(train), multiclass.LastReport!);
            default:
                var regression = context.Regression.Trainers.LagrangianTrees(With(new LagrangianTreesRegressionTrainer.Options()));
                return (regression.Fit(train), regression.LastReport!);
        }

        TOptions With<TOptions>(TOptions options)
            where TOptions : LagrangianTreesOptions
        {
            options.NumberOfThreads = threads;
            set?.Invoke(options);
            return options;
        }
    }

    /// <summary>The medians of all sides on a set.</summary>
    public static ReportTable TableOf(string name, LearningTask task, IReadOnlyList<Fit> fits) => new(
        name,
        "Medians over the splits.",
        ["side", Text.LossName(TreeTables.TaskOf(task)), "seconds", "remark"],
        [
            .. fits.GroupBy(fit => fit.Side).Select(side => (string[])
            [
                side.Key,
                Text.Loss(FitClock.Median([.. side.Select(fit => fit.Loss)])),
                Text.Seconds(FitClock.Median([.. side.Select(fit => fit.Seconds)])),
                side.Last().Remark,
            ]),
        ]);

    /// <summary>Our figure over a peer's, on each split of each set.</summary>
    public static IEnumerable<double> Ratios(IReadOnlyList<Fit> fits, string peer, Func<Fit, double> figure) =>
        from ours in fits
        where ours.Side == Ours
        join other in fits.Where(fit => fit.Side == peer) on (ours.Set, ours.Split) equals (other.Set, other.Split)
        select figure(ours) / figure(other);

    /// <summary>Geometric mean.</summary>
    public static double Mean(IEnumerable<double> ratios)
    {
        double[] all = [.. ratios];
        return all.Length == 0 ? double.NaN : Math.Exp(all.Average(Math.Log));
    }
}
