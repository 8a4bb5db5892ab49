using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Labels;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>
/// Planned rows on real data: the loss after so many labels, and the labels that a campaign needs against random order and margin sampling.
/// </summary>
internal static class LabelsCommand
{
    private const double Goal = 1.05;
    private const double MeanGoal = 0.8;
    private const int PoolRows = 4_000;
    private const int TestRows = 4_000;
    private const int FirstPoolSeed = 1_000;
    private const int TestSeed = 77;

    private const int Draws = 20;
    private const int QuickDraws = 5;
    private const string PlannedPart = "planned";
    private const string CampaignPart = "campaigns";

    private static readonly string[] Sets =
    [
        "adult", "sms", "letter", "corefx", "california", "diamonds", "taxi", "phoneme", "wine", "abalone", "ames", "weather", "nass_dead", "rwm_count", "mnist",
    ];

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        if (folder is null)
        {
            ConsoleWriter.Status($"labels: there is no folder of real data: give it with --data or in {DataFolder.EnvironmentVariable}.");
            return;
        }

        var names = DataSetCatalog.Choose(line.Sets ?? Sets, folder);
        var draws = line.Draws ?? (line.IsQuick ? QuickDraws : Draws);
        if (line.Part is not (null or PlannedPart or CampaignPart))
            throw new ArgumentException($"Option --part takes {PlannedPart} or {CampaignPart}, not '{line.Part}'.");
        if (line.Part is not CampaignPart)
            PlannedLosses.Run(names.Select(name => DataSetCatalog.Load(name, folder)), draws, report);
        if (line.Part is not PlannedPart)
            Campaigns(names, folder, draws, report);
    }

    private static void Campaigns(IReadOnlyList<string> names, string folder, int draws, BenchmarkReport report)
    {
        var table = new List<IReadOnlyList<string>>();
        var againstRandom = new List<double>();
        foreach (var name in names)
        {
            var set = DataSetCatalog.Load(name, folder);
            ConsoleWriter.Status($"labels: {name}");
            var (row, random, best) = Measure(set, draws);
            table.Add(row);
            againstRandom.Add(random);
            ConsoleWriter.Status(string.Join("  ", row));
            report.Bars.Add(new Bar(
                "campaign: labels on real data", name, "labels to 95 % of the full-data gain, campaign / best of random and margin", best, Goal, BarUnit.Ratio));
        }

        report.Bars.Add(new Bar(
            "campaign: labels on real data", "all", "campaign / random, geometric mean", MeanRatio.Of(againstRandom).Ratio, MeanGoal, BarUnit.Ratio));
        report.Tables.Add(new ReportTable(
            "Labels needed on real data",
            $"Labels to {LabelRace.Share:0%} of the gain in held-out loss (log-loss, or mean squared error) from predicting what is usual to a fit of the whole "
            + $"pool. Each repetition draws a pool of {Text.Count(PoolRows)} rows from the training rows (seeds {FirstPoolSeed}, {FirstPoolSeed + 1}, …; pools of all "
            + $"where there are fewer); at most {Text.Count(TestRows)} held-out rows (seed {TestSeed}). All sides begin with the campaign's default number of rows, "
            + "batches grow by its default share, and each fit is the Lagrangian trainer's at defaults. Means of labels; ratios are geometric means over "
            + "repetitions with the 95 % interval of their logarithm; the bars are on the ratios themselves.",
            ["set", "repetitions", "random", "campaign", "margin", "campaign / random", "margin / random", "campaign / margin"],
            table));
        ConsoleWriter.Write(report.Tables[^1]);
    }

    private static (IReadOnlyList<string> Row, double Random, double Best) Measure(DataSet set, int repetitions)
    {
        var hasMargin = set.Task is LearningTask.Binary or LearningTask.Multiclass;
        var test = LabelPool.Of(set, set.Test, LabelPool.Draw(set.TestSize.Rows, TestRows, TestSeed));
        var needed = new (double Random, double Campaign, double Margin)[repetitions];
        for (var r = 0; r < repetitions; r++)
        {
            var race = new LabelRace(set, LabelPool.Of(set, set.Train, LabelPool.Draw(set.TrainSize.Rows, PoolRows, FirstPoolSeed + r)), test);
            needed[r] = (
                race.Needed(LabelStrategy.Random, r),
                race.Needed(LabelStrategy.Campaign, r),
                hasMargin ? race.Needed(LabelStrategy.Margin, r) : double.NaN);
        }

        var campaign = MeanRatio.Of(needed.Select(n => n.Campaign / n.Random));
        return (
            [
                set.Name, Text.Count(repetitions), Labels(needed.Average(n => n.Random)), Labels(needed.Average(n => n.Campaign)),
                Labels(needed.Average(n => n.Margin)), $"{campaign}", $"{MeanRatio.Of(needed.Select(n => n.Margin / n.Random))}",
                $"{MeanRatio.Of(needed.Select(n => n.Campaign / n.Margin))}",
            ],
            campaign.Ratio,
            Math.Max(campaign.Ratio, hasMargin ? MeanRatio.Of(needed.Select(n => n.Campaign / n.Margin)).Ratio : 0));
    }

    private static string Labels(double count) => double.IsNaN(count) ? Text.None : Text.Count((long)Math.Round(count));
}
