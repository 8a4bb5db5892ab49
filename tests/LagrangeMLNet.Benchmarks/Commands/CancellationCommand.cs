using System.Diagnostics;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>How long a fit goes on after its token was cancelled, at moments spread over the whole fit.</summary>
internal static class CancellationCommand
{
    private const int Moments = 20;
    private const double LongestMilliseconds = 100;

    private static readonly string[] DefaultSets = ["dense", "onehot", "counts", "text1e5", "text150", "letter", "mnist"];

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        foreach (var name in DataSetCatalog.Choose(line.Sets ?? (line.DataFolder is null ? [.. DefaultSets[..5]] : DefaultSets), line.DataFolder))
        {
            var set = DataSetCatalog.Load(name, line.DataFolder);
            ConsoleWriter.Status($"cancellation: {name}");
            Ours.Fit(set.Context, set.Task, set.Train);
            var whole = FitClock.Time(() => Ours.Fit(set.Context, set.Task, set.Train));
            var late = new List<double>();
            for (var i = 1; i <= Moments; i++)
                if (Cancel(set, whole * i / (Moments + 1)) is { } milliseconds)
                    late.Add(milliseconds);
            late.Sort();
            rows.Add([name, Text.Seconds(whole), Text.Count(late.Count), Text.Ratio(late[late.Count / 2]), Text.Ratio(late[^1])]);
            report.Bars.Add(new Bar("cancellation", name, "longest time to the exception, ms", late[^1], LongestMilliseconds, BarUnit.Ratio));
        }

        report.Tables.Add(new ReportTable(
            "Time from cancellation to the exception",
            $"A token is cancelled at {Moments} moments spread over a fit. Fits that ended before their moment are not counted.",
            ["set", "whole fit, s", "cancelled", "median, ms", "longest, ms"],
            rows));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    /// <returns>Milliseconds from the cancellation to the exception; null if the fit ended before.</returns>
    private static double? Cancel(DataSet set, double afterSeconds)
    {
        using var source = new CancellationTokenSource();
        long cancelled = 0;
        using var timer = new Timer(_ =>
        {
            cancelled = Stopwatch.GetTimestamp();
            source.Cancel();
        });
        timer.Change(TimeSpan.FromSeconds(afterSeconds), Timeout.InfiniteTimeSpan);
        try
        {
            Fit(set, source.Token);
            return null;
        }
        catch (OperationCanceledException)
        {
            return Stopwatch.GetElapsedTime(cancelled).TotalMilliseconds;
        }
    }

    private static ITransformer Fit(DataSet set, CancellationToken token) => set.Task switch
    {
        LearningTask.Binary => set.Context.BinaryClassification.Trainers.LagrangianLogisticRegression(
            new LagrangianLogisticRegressionBinaryTrainer.Options { CancellationToken = token }).Fit(set.Train),
        LearningTask.Multiclass => set.Context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(
            new LagrangianMaximumEntropyMulticlassTrainer.Options { CancellationToken = token }).Fit(set.Train),
        LearningTask.Poisson => set.Context.Regression.Trainers.LagrangianPoisson(
            new LagrangianPoissonRegressionTrainer.Options { CancellationToken = token }).Fit(set.Train),
        _ => set.Context.Regression.Trainers.Lagrangian(new LagrangianRegressionTrainer.Options { CancellationToken = token }).Fit(set.Train),
    };
}
