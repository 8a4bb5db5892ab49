namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>A table with a title, the sentences above it, and rows of text.</summary>
internal sealed record ReportTable(string Title, string Note, IReadOnlyList<string> Columns, IReadOnlyList<IReadOnlyList<string>> Rows);
