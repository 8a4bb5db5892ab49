using System.Text;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>A report as Markdown.</summary>
internal static class MarkdownWriter
{
    public static void Write(BenchmarkReport report, string path, string command)
    {
        var text = new StringBuilder();
        text.AppendLine("# LagrangeMLNet, measured").AppendLine();
        text.AppendLine($"`{command}` on {Machine.Line}.").AppendLine();
        if (report.Bars.Count > 0)
            Append(text, BarTable.Of(report.Bars));
        foreach (var table in report.Tables)
            Append(text, table);
        foreach (var appendix in report.Appendices)
            text.AppendLine(appendix);
        if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            Directory.CreateDirectory(folder);
        File.WriteAllText(path, text.ToString().TrimEnd() + Environment.NewLine);
    }

    public static void Append(StringBuilder text, ReportTable table)
    {
        text.AppendLine($"## {table.Title}").AppendLine();
        if (table.Note.Length > 0)
            text.AppendLine(table.Note).AppendLine();
        AppendRows(text, table);
        text.AppendLine();
    }

    public static void AppendRows(StringBuilder text, ReportTable table)
    {
        AppendRow(text, table.Columns);
        AppendRow(text, [.. table.Columns.Select((_, i) => i == 0 ? "---" : "---:")]);
        foreach (var row in table.Rows)
            AppendRow(text, row);
    }

    private static void AppendRow(StringBuilder text, IReadOnlyList<string> cells) =>
        text.Append("| ").AppendJoin(" | ", cells.Select(cell => cell.Replace("|", "\\|", StringComparison.Ordinal))).AppendLine(" |");
}
