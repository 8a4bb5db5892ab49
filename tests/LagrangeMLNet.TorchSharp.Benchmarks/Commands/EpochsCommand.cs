using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Networks;
using LagrangeMLNet.TorchBenchmarks.Networks;
using Microsoft.ML;

namespace LagrangeMLNet.TorchBenchmarks.Commands;

/// <summary>
/// The stopping rule against a budget of 100 epochs that is spent to the end: both sides keep the best state that held-out rows saw, so what
/// is compared is the stop alone.
/// </summary>
internal static class EpochsCommand
{
    private const string Topic = "stopping rule, networks";
    private const int Budget = 100;
    private const double Used = 0.65;
    private const double Lost = 0.005;

    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        var all = new List<(double Used, double Lost)>();
        foreach (Table table in NetworkSets.Choose(line.Sets, smallOnly: true))
        {
            DataSet set = TabularSets.Load(folder, table);
            var own = new List<(double Used, double Lost)>();
            double seconds = 0;
            for (int seed = 0; seed < line.Seeds && seconds < line.Seconds; seed++)
            {
                ConsoleWriter.Status($"{set.Name}: seed {seed}");
                (double stopped, NetworkReport early, double earlySeconds) = Fit(set, seed, line.Threads, spendsBudget: false);
                (double full, NetworkReport late, double lateSeconds) = Fit(set, seed, line.Threads, spendsBudget: true);
                seconds += earlySeconds + lateSeconds;
                own.Add((early.Epochs / Budget, Compared.Shortfall(set.Task, stopped, full)));
                rows.Add(
                [
                    set.Name, Text.Count(seed), Text.Write($"{early.Epochs:0.#} ({early.StopReason})"), Text.Write($"{late.Epochs:0.#}"),
                    Text.Write($"{early.BestEpoch:0.#}"), Text.Write($"{late.BestEpoch:0.#}"), Compared.Name(set.Task), Text.Loss(stopped),
                    Text.Loss(full), Text.Percent(own[^1].Lost), Text.Seconds(earlySeconds), Text.Seconds(lateSeconds),
                ]);
            }

            all.AddRange(own);
            Add(report, set.Name, own);
            Write(report, rows, line);
        }

        Add(report, $"all {all.Count} runs", all);
        Write(report, rows, line);
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static void Add(BenchmarkReport report, string subject, IReadOnlyList<(double Used, double Lost)> runs)
    {
        report.Bars.Add(new Bar(Topic, subject, "mean share of the epochs used", runs.Average(run => run.Used), Used, BarUnit.Share));
        report.Bars.Add(new Bar(Topic, subject, "mean loss of the held-out metric", runs.Average(run => run.Lost), Lost, BarUnit.Percent));
    }

    private static (double Metric, NetworkReport Report, double Seconds) Fit(DataSet set, int seed, int? threads, bool spendsBudget)
    {
        (ITransformer? Model, NetworkReport? Report) fitted = default;
        double seconds = FitClock.Time(() => fitted = NetworkFit.Of(set, options =>
        {
            options.Seed = seed;
            options.NumberOfThreads = threads;
            options.MaximumNumberOfEpochs = Budget;
            if (spendsBudget)
                options.Tolerance = 0;
        }));
        return (Compared.Of(set.Task, ScoredRows.Measure(set.Task, fitted.Model!.Transform(set.Test))).Value, fitted.Report!, seconds);
    }

    private static void Write(BenchmarkReport report, List<IReadOnlyList<string>> rows, CommandLine line)
    {
        report.Tables.Clear();
        report.Tables.Add(new ReportTable(
            "Epochs until the stopping rule stops, and 100 epochs",
            "On the same held-out fifth of the rows; both sides keep the best state that the trainer's own held-out rows saw.",
            ["set", "seed", "epochs", "budget", "best at", "in budget", "metric", "stopped", "all epochs", "lost", "seconds", "all"],
            rows));
        if (line.Out is not null)
            MarkdownWriter.Write(report, line.Out, $"epochs, {line.Seeds} seeds, torch threads: {line.Threads?.ToString(CultureInfo.InvariantCulture) ?? "as the trainer chooses"}");
    }
}
