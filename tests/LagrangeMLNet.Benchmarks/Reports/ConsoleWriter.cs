using LagrangeMLNet.Benchmarks.Measures;
using Spectre.Console;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>Reports on the console: a table that grows while sides are measured, and finished tables.</summary>
internal static class ConsoleWriter
{
    /// <summary>Characters a line may have where the output is a file or a pipe, which have no width of their own.</summary>
    private const int WidthOfFile = 200;

    static ConsoleWriter()
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
            AnsiConsole.Profile.Width = WidthOfFile;
    }

    /// <summary>Shows the measurements of a set while they come in; where the output is no terminal, a line for each step.</summary>
    public static SetResult Watch(string title, Func<Action<string>, Action<IReadOnlyList<Measurement>>, SetResult> measure)
    {
        if (!AnsiConsole.Profile.Capabilities.Interactive)
            return measure(status => AnsiConsole.WriteLine($"{title}: {status}"), _ => { });
        SetResult? result = null;
        IReadOnlyList<Measurement> seen = [];
        AnsiConsole.Live(new Markup("")).AutoClear(true).Start(live => result = measure(
            status => live.UpdateTarget(
                Table(new ReportTable($"{title}: {status}", "", PeerTable.Columns(seen), [.. PeerTable.Rows(seen)]))),
            measurements => seen = [.. measurements]));
        return result!;
    }

    public static void Status(string text) => AnsiConsole.WriteLine(text);

    public static void Write(ReportTable table)
    {
        AnsiConsole.Write(Table(table));
        if (table.Note.Length > 0)
            AnsiConsole.WriteLine(table.Note);
        AnsiConsole.WriteLine();
    }

    private static Table Table(ReportTable report)
    {
        var table = new Table { Border = TableBorder.Rounded, Title = new TableTitle(Markup.Escape(report.Title)) };
        for (var i = 0; i < report.Columns.Count; i++)
            table.AddColumn(new TableColumn(Markup.Escape(report.Columns[i])) { Alignment = i == 0 ? Justify.Left : Justify.Right });
        foreach (var row in report.Rows)
            table.AddRow([.. row.Select(Cell)]);
        return table;
    }

    private static Markup Cell(string text) => text switch
    {
        "met" => new Markup("[green]met[/]"),
        "**missed**" => new Markup("[red]missed[/]"),
        _ => new Markup(Markup.Escape(text)),
    };
}
