using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Tables;
using LagrangeMLNet.Training;
using Microsoft.ML;
using QuickStart.Learning;
using Spectre.Console;

namespace QuickStart;

/// <summary>What this sample prints.</summary>
internal static class Screen
{
    private const int FeaturesShown = 4;
    private const int CellWidth = 24;

    public static void Found(Dataset data, ILearningTask task)
    {
        Table(data.Report);
        foreach (var kind in data.Features.GroupBy(Kind))
            AnsiConsole.MarkupLineInterpolated($"  {kind.Key.ToString().ToLowerInvariant()}: {Names(kind)}");
        if (data.Ignored.Count > 0)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]left out (constant, or an identifier)[/]: {Names(data.Ignored)}");
        Label(data, task);
    }

    /// <summary>What was found of a table's form, and what a reader should know of it.</summary>
    public static void Table(TableReport report)
    {
        var header = report.HasHeader ? "with a header" : "without a header";
        var comma = report.DecimalMark == ',' ? ", decimal comma" : "";
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]{DisplayText.Escape(Path.GetFileName(report.Path))}[/]: {report.Rows:N0} rows, separated by {report.SeparatorName}, {header}{comma}");
        AnsiConsole.MarkupLineInterpolated($"  [grey]{(report.HasHeader ? "a header, as" : "no header, as")} {DisplayText.Escape(report.HeaderReason)}[/]");
        foreach (var remark in report.Remarks)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]remark[/]: {DisplayText.Escape(remark)}");
    }

    /// <summary>What is to be predicted.</summary>
    public static void Label(Dataset data, ILearningTask task)
    {
        AnsiConsole.MarkupLineInterpolated($"  label: [bold]{DisplayText.Escape(data.Label.Name)}[/] ({DisplayText.Escape(data.LabelReason)})");
        if (data.Unlabelled > 0)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [yellow]{data.Unlabelled:N0} rows without a label are left out[/]");
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
            AnsiConsole.MarkupLineInterpolated($"[yellow]{result.Contestant.Name} failed[/]: {DisplayText.Escape(result.Failure!)}");
        AnsiConsole.MarkupLine("[grey]Default options (LightGBM on half of the processors), same cached rows; quality on the fifth held out.\nA short fit is run twice and the second timed.[/]\n");
    }

    public static void Chosen(LearningReport report)
    {
        AnsiConsole.MarkupLine("[bold]What the Lagrangian trainer chose by itself[/]");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"  penalty:  L2 = {report.L2Regularization:G3} ({report.RegularizationMethod})");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"  length:   {report.Passes:0.0} passes over {report.Rows:N0} rows, then stopped: {report.StopReason}");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"  size:     {report.EffectiveParameters:0.0} effective parameters, {report.Features:N0} features");
        foreach (var remark in report.Remarks)
            AnsiConsole.MarkupLineInterpolated($"  remark:   {DisplayText.Escape(remark)}");
        AnsiConsole.WriteLine();
    }

    /// <summary>Rows that no trainer has seen: what the model says, and what the file says.</summary>
    public static void Scored(IDataView scored, Dataset data, ILearningTask task)
    {
        var rows = scored.Preview(maxRows: 100).RowView;
        var names = data.Features.Select(column => column.Name).Take(FeaturesShown).ToList();
        var table = new Table().Border(TableBorder.Simple);
        foreach (var heading in names.Concat(task.Answers).Append(data.Label.Name))
            table.AddColumn(Cell(heading).EscapeMarkup());
        var right = 0;
        foreach (var values in rows.Select(row => row.Values.ToLookup(pair => pair.Key, pair => pair.Value)))
        {
            var truth = Value(values[data.Label.Name].Last());
            // Of columns of one name the last is the one that the model wrote.
            var answers = task.Answers.Select(name => Value(values[name].Last())).ToList();
            var isRight = task.IsRight(answers[0], truth);
            right += isRight == true ? 1 : 0;
            var colour = isRight switch { true => "green", false => "red", _ => "bold" };
            table.AddRow(
            [
                .. names.Select(name => Cell(Value(values[name].First())).EscapeMarkup()),
                .. answers.Select(answer => $"[{colour}]{Cell(answer).EscapeMarkup()}[/]"),
                Cell(truth).EscapeMarkup(),
            ]);
        }

        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture,
            $"[bold]The first {rows.Length} of the rows held out, scored by the loaded model[/]; the last column is what the file says");
        AnsiConsole.Write(table);
        if (data.Features.Count > names.Count)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [grey]and {data.Features.Count - names.Count} columns more[/]");
        if (task.HasClasses)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  right: {right} of {rows.Length}");
    }

    private static string Value(object value) => string.Create(CultureInfo.InvariantCulture, $"{value}");

    /// <summary>What a cell of the table on the screen holds of a text.</summary>
    private static string Cell(string text)
    {
        var shown = DisplayText.Escape(text);
        return shown.Length <= CellWidth ? shown : $"{shown[..(CellWidth - 1)]}…";
    }

    /// <summary>A column's kind; one of two texts is shown as one of yes and no.</summary>
    private static ColumnKind Kind(ColumnReport column) =>
        column is { Kind: ColumnKind.Category, Values.Count: 2 } ? ColumnKind.Boolean : column.Kind;

    private static string Names(IEnumerable<ColumnReport> columns) => string.Join(", ", columns.Select(
        column => DisplayText.Escape(column.Name) + (Featurization.Note(column) is { } note ? $" ({note})" : "")));

    private static string Figure(double value, string format) =>
        value.ToString(Math.Abs(value) >= 1e6 ? "0.0000E+0" : format, CultureInfo.InvariantCulture);
}
