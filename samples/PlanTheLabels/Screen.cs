using System.Globalization;
using LagrangeMLNet.Data;
using LagrangeMLNet.Labeling;
using QuickStart.Learning;
using Spectre.Console;

namespace PlanTheLabels;

/// <summary>What this sample prints.</summary>
internal static class Screen
{
    public static void Found(LabelledTable table)
    {
        var task = table.Task switch
        {
            LabelingTask.BinaryClassification => $"yes or no ('{DisplayText.Escape(table.Classes[1])}' is yes)",
            LabelingTask.MulticlassClassification => $"one of {table.Classes.Count} classes",
            _ => "a number",
        };
        var report = table.Data.Report;
        AnsiConsole.MarkupLineInterpolated(
            CultureInfo.InvariantCulture, $"[bold]{DisplayText.Escape(Path.GetFileName(report.Path))}[/]: {table.Count:N0} rows; to label: {task}");
        foreach (var remark in report.Remarks)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]remark[/]: {DisplayText.Escape(remark)}");
        if (table.Data.Unlabelled > 0)
            AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  [yellow]{table.Data.Unlabelled:N0} rows without a label are left out[/]");
        foreach (var column in table.Data.Ignored)
            AnsiConsole.MarkupLineInterpolated($"  [yellow]left out (constant, or an identifier)[/]: {DisplayText.Escape(column.Name)}");
        foreach (var column in table.Data.Features)
        {
            if (Featurization.Note(column) is { } note)
                AnsiConsole.MarkupLineInterpolated($"  {DisplayText.Escape(column.Name)}: {note}");
        }

        AnsiConsole.WriteLine();
    }

    public static void Ended(LabelingState end)
    {
        AnsiConsole.MarkupLine("[bold]A campaign[/], with a label at 2 and a nat at 200,000");
        AnsiConsole.MarkupLineInterpolated(CultureInfo.InvariantCulture, $"  labels: {end.Labels:N0} in {end.Looks.Count} batches, at {end.Cost:N0}");
        AnsiConsole.MarkupLineInterpolated($"  ended:  {end.Advice}");
        AnsiConsole.MarkupLineInterpolated($"  why:    {end.Reason}\n");
    }

    /// <summary>Says what takes a while.</summary>
    public static Comparison Wait(int repetitions, Func<Comparison> run) => AnsiConsole.Status().Start(
        $"Labelling {repetitions} pools by each strategy", _ => run());

    public static void Compare(Comparison comparison)
    {
        var table = new Table().Border(TableBorder.Simple).AddColumn("rows are chosen");
        table.AddColumn(new TableColumn("labels to 95 %").RightAligned());
        table.AddColumn(new TableColumn("/ random").RightAligned());
        table.AddColumn(new TableColumn("95 % interval").RightAligned());
        var random = comparison.Needed[1];
        for (var s = 0; s < comparison.Curves.Count; s++)
        {
            var needed = comparison.Needed[s];
            var (ratio, low, high) = Ratio(needed, random);
            var interval = s == 1 || double.IsNaN(ratio) ? "" : $"{Figure(low, "0.00")} … {Figure(high, "0.00")}";
            table.AddRow(comparison.Curves[s].Name, Figure(needed.Average(), "0"), Figure(ratio, "0.00"), interval);
        }

        AnsiConsole.Write(table);
        AnsiConsole.MarkupLineInterpolated(
            $"[grey]95 % of the gain from no features to a fit of the whole pool, on held-out rows.\nMeans over {random.Length} pools (seeds 0 to {random.Length - 1}); ratios are geometric means.\n'not reached': some pool needs more labels than were tried.[/]");
    }

    private static (double Ratio, double Low, double High) Ratio(double[] needed, double[] random)
    {
        double[] logarithms = [.. needed.Zip(random, (a, b) => Math.Log(a / b))];
        var mean = logarithms.Average();
        var half = 1.96 * Math.Sqrt(logarithms.Sum(x => (x - mean) * (x - mean)) / (logarithms.Length - 1) / logarithms.Length);
        return (Math.Exp(mean), Math.Exp(mean - half), Math.Exp(mean + half));
    }

    private static string Figure(double value, string format) =>
        double.IsNaN(value) ? "not reached" : value.ToString(format, CultureInfo.InvariantCulture);
}
