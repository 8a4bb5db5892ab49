using System.Globalization;
using LagrangeMLNet.Training;
using Microsoft.ML;
using QuickStart.Learning;
using QuickStart.Reading;
using Spectre.Console;

namespace QuickStart;

/// <summary>What this sample prints.</summary>
internal static class Screen
{
    public static void Found(string path, Dataset data, ILearningTask task)
    {
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"[bold]{Path.GetFileName(path)}[/]: {data.Rows:N0} rows, {data.Format}");
        foreach (var kind in data.Features.GroupBy(column => column.Kind))
            AnsiConsole.MarkupLineInterpolated($"  {kind.Key.ToString().ToLowerInvariant()}: {Names(kind)}");
        if (data.Ignored.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]left out (constant, or an identifier)[/]: {Names(data.Ignored)}");
        AnsiConsole.MarkupLineInterpolated($"  label: [bold]{data.Label.Name}[/] ({data.LabelReason})");
        if (data.Label.Missing > 0)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [yellow]{data.Label.Missing:N0} rows without a label are left out[/]");
        AnsiConsole.MarkupLineInterpolated($"  to predict: {task.Description}\n");
    }

    public static void Compare(ILearningTask task, IReadOnlyList<Result> results)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("trainer").AddColumn(new TableColumn("fit, seconds").RightAligned());
        foreach (var metric in task.Metrics)
            table.AddColumn(new TableColumn(metric).RightAligned());
        foreach (var result in results)
        {
            if (result.Failure is not null)
            {
                table.AddRow(result.Contestant.Name, "failed");
                continue;
            }

            var metrics = result.Metrics.Select(value => Figure(value, "0.0000"));
            table.AddRow([result.Contestant.Name, Figure(result.FitSeconds, "0.00"), .. metrics]);
        }

        AnsiConsole.Write(table);
        foreach (var result in results.Where(result => result.Failure is not null))
            AnsiConsole.MarkupLineInterpolated($"[yellow]{result.Contestant.Name} failed[/]: {result.Failure}");
        AnsiConsole.MarkupLine("[grey]Default options, same cached rows; quality on the fifth held out.\nA short fit is run twice and the second timed.[/]\n");
    }

    public static void Chosen(LearningReport report)
    {
        AnsiConsole.MarkupLine("[bold]What the Lagrangian trainer chose by itself[/]");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"  strength: L2 = {report.L2Regularization:G3} ({report.RegularizationMethod})");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"  length:   {report.Passes:0.0} passes over {report.Rows:N0} rows, then stopped: {report.StopReason}");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"  size:     {report.EffectiveParameters:0.0} effective parameters, {report.Features:N0} features");
        foreach (var remark in report.Remarks)
            AnsiConsole.MarkupLineInterpolated($"  remark:   {remark}");
        AnsiConsole.WriteLine();
    }

    public static void Scored(IDataView scored, Dataset data, ILearningTask task)
    {
        var row = new Dictionary<string, string>();
        foreach (var (name, value) in scored.Preview(maxRows: 1).RowView[0].Values)
            row[name] = string.Create(CultureInfo.InvariantCulture, $"{value}");

        AnsiConsole.MarkupLine("[bold]A held-out row, scored by the loaded model[/]");
        foreach (var name in data.Features.Select(column => column.Name).Take(20))
            AnsiConsole.MarkupLineInterpolated($"  {name} = {row[name]}");
        AnsiConsole.MarkupLineInterpolated($"  [bold]answer: {string.Join(", ", task.Answers.Select(name => $"{name} = {row[name]}"))}[/]");
        AnsiConsole.MarkupLineInterpolated($"  in the file: {data.Label.Name} = {row[Dataset.LabelText]}");
    }

    private static string Names(IEnumerable<Column> columns) => string.Join(", ", columns.Select(column => column.Name));

    private static string Figure(double value, string format) =>
        value.ToString(Math.Abs(value) >= 1e6 ? "0.0000E+0" : format, CultureInfo.InvariantCulture);
}
