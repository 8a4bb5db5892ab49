using LagrangeMLNet.Benchmarks.Bars;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Benchmarks.Selection;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>
/// Training on a planned tenth of the rows against a uniform tenth and all of them: held-out loss and time on five sets, and time on three
/// more of a million rows.
/// </summary>
internal static class PlannedCommand
{
    private const int Seeds = 10;
    private const int QuickSeeds = 3;

    private static readonly string[] Real = ["adult", "letter", "california", "taxi"];

    private static readonly (LearningTask Task, int Slots)[] Large =
    [
        (LearningTask.Binary, 20), (LearningTask.Regression, 20), (LearningTask.Poisson, 20), (LearningTask.Binary, 100),
    ];

    public static void Run(CommandLine line, BenchmarkReport report)
    {
        var folder = DataFolder.Find(line.DataFolder);
        if (folder is null)
            ConsoleWriter.Status($"planned: sets made in code only; the others need the folder of real data (--data or {DataFolder.EnvironmentVariable})");
        var five = new List<SelectionComparison>();
        var all = new List<SelectionComparison>();
        foreach (var name in line.Sets is { } asked ? DataSetCatalog.Choose(asked, folder) : folder is null ? [] : Real)
            Add(name, () => DataSetCatalog.Load(name, folder), isCounted: line.Sets is null);
        foreach (var (task, slots) in line.Sets is null ? Large : [])
            Add($"{task} × {slots}", () => SyntheticSets.Million(task, slots, line.IsQuick), isCounted: (task, slots) == Large[0]);

        report.Bars.AddRange(SelectionBars.Of(five, all));
        report.Tables.Add(Table(all));
        ConsoleWriter.Write(report.Tables[^1]);

        void Add(string name, Func<DataSet> load, bool isCounted)
        {
            ConsoleWriter.Status($"planned: {name}");
            var result = SelectionComparison.Of(load(), line.IsQuick ? QuickSeeds : Seeds, line.Runs);
            all.Add(result);
            if (isCounted)
                five.Add(result);
        }
    }

    private static ReportTable Table(List<SelectionComparison> all) => new(
        "Training on a planned tenth of the rows",
        "Held-out loss (log-loss; RMSE; mean Poisson deviance) over that of a fit to all rows, less 1: mean ± standard error over seeds; the "
        + "held-out rows are the same for all. Planned less uniform is in pairs, seed by seed. Expected excess: the reports' own, in nats "
        + "(of the squared loss: of a Gaussian's code length, whose relative change is that of RMSE). Confirmed: fits whose expected loss "
        + "held on the rows that the trainer held out itself. Seconds: median of warm fits on the same cached view, the sides in turns.",
        [
            "set", "rows", "looked at", "learnt from", "corrections", "full loss", "planned", "uniform", "planned less uniform",
            "expected excess", "confirmed", "full, s", "planned, s", "uniform, s", "planned / full",
        ],
        [.. all.Select(Row)]);

    private static IReadOnlyList<string> Row(SelectionComparison set) =>
    [
        set.Set,
        Text.Count(set.Rows),
        Text.Count((long)set.CandidateRows.Mean),
        Text.Count((long)set.SelectedRows.Mean),
        Text.Ratio(set.Corrections.Mean),
        Text.Loss(set.FullLoss),
        WithError(set.Planned),
        WithError(set.Uniform),
        WithError(set.Difference),
        Text.Write($"{set.ExpectedExcess.Mean:0.000000}"),
        $"{set.Confirmed} of {set.Planned.Count}",
        Text.Seconds(set.FullSeconds),
        Text.Seconds(set.PlannedSeconds),
        Text.Seconds(set.UniformSeconds),
        Text.Ratio(set.PlannedSeconds / set.FullSeconds),
    ];

    private static string WithError(Sample sample) =>
        Text.Write($"{100 * sample.Mean:+0.000;-0.000;0.000} ± {100 * sample.StandardError:0.000} %");
}
