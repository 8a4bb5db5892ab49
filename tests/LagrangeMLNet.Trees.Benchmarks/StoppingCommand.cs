using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Boosting;
using Microsoft.ML;

namespace LagrangeMLNet.TreesBenchmarks;

/// <summary>
/// The loss on held-out rows of the round that was kept, against that of the best number of rounds in hindsight: fits with given numbers of
/// rounds, a quarter apart, on both sides of the one that was kept.
/// </summary>
internal static class StoppingCommand
{
    private const double LargestRegret = 0.01;
    private static readonly double[] Shares = [0.25, 0.5, 0.71, 0.84, 1.19, 1.41, 2, 4];

    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        int fits = 0, regretted = 0;
        foreach (Table table in TreeTables.Chosen(line))
        {
            DataSet set = TabularSets.Load(folder, table, scaled: false);
            for (int split = 1; split <= line.Splits; split++)
            {
                (IDataView train, IDataView test) = TreeTables.Split(set, split, line.Rows);
                LearningTask task = TreeTables.TaskOf(set.Task);
                (ITransformer kept, TreesReport learnt) = Contest.FitOurs(set.Context, task, train, line.Threads);
                double own = ScoredRows.Measure(task, kept.Transform(test)).Loss;
                (double Loss, int Rounds) best = (own, learnt.BestRound);
                foreach (int rounds in Shares.Select(share => (int)Math.Round(share * Math.Max(4, learnt.BestRound))).Distinct())
                {
                    ITransformer other = Contest.FitOurs(set.Context, task, train, line.Threads, options =>
                        options.NumberOfRounds = rounds).Model;
                    double loss = ScoredRows.Measure(task, other.Transform(test)).Loss;
                    if (loss < best.Loss)
                        best = (loss, rounds);
                }

                double regret = (own / best.Loss) - 1;
                fits++;
                regretted += regret > LargestRegret ? 1 : 0;
                rows.Add(
                [
                    set.Name, Text.Write($"{split}"), Text.Write($"{learnt.BestRound}"), Text.Loss(own), Text.Write($"{best.Rounds}"),
                    Text.Loss(best.Loss), Text.Percent(regret),
                ]);
            }
        }

        ConsoleWriter.Write(new ReportTable(
            "Stopping",
            "Loss on held-out rows of the round that was kept, and of the best one in hindsight.",
            ["set", "split", "rounds", "loss", "best rounds", "loss", "regret"],
            rows));
        report.Bars.Add(new Bar(
            "stopping", "all sets", "share of fits with more than 1 % regret", regretted / (double)fits, 0.05, BarUnit.Share));
    }
}
