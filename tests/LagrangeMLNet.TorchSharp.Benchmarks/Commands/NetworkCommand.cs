using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.TorchBenchmarks.Networks;
using Side = LagrangeMLNet.TorchBenchmarks.Networks.Side;

namespace LagrangeMLNet.TorchBenchmarks.Commands;

/// <summary>The network at its defaults against LightGBM at its defaults and lightly tuned: held-out metrics beside the time of a fit.</summary>
internal static class NetworkCommand
{
    private const string Topic = "network";
    private const double Near = 0.005;
    private const int SetsWanted = 3;
    private const double DigitErrors = 0.016;
    private const double DigitMinutes = 5;

    /// <summary>LightGBM is tuned where a fit at its defaults takes no longer. Unit: second.</summary>
    private const double SlowestTuned = 10;

    public static void Run(CommandLine line, string folder, BenchmarkReport report)
    {
        var rows = new List<IReadOnlyList<string>>();
        var shortfalls = new List<double>();
        foreach (Table table in NetworkSets.Choose(line.Sets, smallOnly: false))
        {
            DataSet set = TabularSets.Load(folder, table);
            Side network = new("LagrangianNetwork", seed =>
            {
                (var model, var learnt) = NetworkFit.Of(set, options => (options.Seed, options.NumberOfThreads) = (seed, line.Threads));
                return (model, Text.Write(
                    $"{learnt.StopReason} after {learnt.Epochs:0.#} epochs, best {learnt.BestEpoch:0.#}; {learnt.Parameters:#,0} parameters"));
            });
            Side trees = new("LightGBM", seed => (LightGbmFit.Of(set, set.Train, new LightGbmSettings(), seed), ""));
            Measure(set, [network, trees], line);
            List<Side> sides = [network, trees];
            if (trees.Seconds <= SlowestTuned)
            {
                ConsoleWriter.Status($"{set.Name}: LightGBM, grid");
                LightGbmSettings best = LightGbmFit.Tune(set);
                sides.Add(new Side("LightGBM, tuned", seed => (LightGbmFit.Of(set, set.Train, best, seed), best.ToString())));
                Measure(set, [sides[^1]], line);
            }

            double shortfall = Add(report, set, network, trees, $"{Compared.Name(set.Task)} against LightGBM at its defaults");
            shortfalls.Add(shortfall);
            if (sides.Count > 2)
                Add(report, set, network, sides[^1], $"{Compared.Name(set.Task)} against LightGBM, tuned (no bar of its own)");
            if (table == TabularSets.Mnist)
            {
                report.Bars.Add(new Bar(Topic, set.Name, "share of wrong digits", 1 - network.Median("accuracy"), DigitErrors, BarUnit.Share));
                report.Bars.Add(new Bar(Topic, set.Name, "minutes of a fit", network.Seconds / 60, DigitMinutes, BarUnit.Ratio));
            }

            rows.AddRange(sides.Select(side => (IReadOnlyList<string>)
            [
                set.Name, side.Name, Text.Seconds(side.Seconds), string.Join(", ", side.Metrics.Select(name => $"{name} {Text.Loss(side.Median(name))}")),
                Text.Percent(-Compared.Shortfall(set.Task, network.Median(Compared.Name(set.Task)), side.Median(Compared.Name(set.Task)))),
                Text.Count(side.Runs), side.Remark,
            ]));
            Write(report, rows, line);
        }

        if (shortfalls.Count >= SetsWanted)
        {
            report.Bars.Add(new Bar(
                Topic, $"{shortfalls.Count} sets", $"shortfall against LightGBM on the set of rank {SetsWanted}", shortfalls.Order().ElementAt(SetsWanted - 1), Near,
                BarUnit.Percent));
            Write(report, rows, line);
        }

        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static void Measure(DataSet set, IReadOnlyList<Side> sides, CommandLine line)
    {
        for (int seed = 0; seed < line.Seeds; seed++)
        {
            foreach (Side side in sides.Where(side => side.TotalSeconds < line.Seconds))
            {
                ConsoleWriter.Status($"{set.Name}: {side.Name}, seed {seed}");
                side.Run(set, seed);
            }
        }
    }

    private static double Add(BenchmarkReport report, DataSet set, Side network, Side trees, string text)
    {
        string metric = Compared.Name(set.Task);
        double shortfall = Compared.Shortfall(set.Task, network.Median(metric), trees.Median(metric));
        report.Bars.Add(new Bar(Topic, set.Name, text, shortfall, Near, BarUnit.Percent));
        return shortfall;
    }

    private static void Write(BenchmarkReport report, List<IReadOnlyList<string>> rows, CommandLine line)
    {
        report.Tables.Clear();
        report.Tables.Add(new ReportTable(
            "Networks and boosted trees",
            "Medians over the runs, on the same held-out fifth of the rows; each run has a seed of its own. Seconds are those of Fit.",
            ["set", "side", "seconds", "held-out", "network's gain", "runs", "remark"],
            rows));
        if (line.Out is not null)
            MarkdownWriter.Write(report, line.Out, $"network, {line.Seeds} seeds, torch threads: {line.Threads?.ToString(CultureInfo.InvariantCulture) ?? "as the trainer chooses"}");
    }
}
