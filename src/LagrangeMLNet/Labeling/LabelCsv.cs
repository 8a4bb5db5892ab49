using System.Globalization;
using System.Text;
using LagrangeMLNet.Data;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Labeling;

/// <summary>
/// Rows to label as comma-separated values (RFC 4180, UTF-8), and the labels read back, as spreadsheets save them: separated by commas,
/// semicolons or tabs, with any line ends.
/// </summary>
internal static class LabelCsv
{
    /// <summary>Name of the column with the position of a row in the pool.</summary>
    public const string RowColumn = "Row";

    private const string Separators = ",;\t";

    /// <summary>Writes rows with an empty label cell each. The file appears whole or not at all.</summary>
    /// <param name="path">File to write; an existing one is replaced.</param>
    /// <param name="labelColumn">Name of the label column.</param>
    /// <param name="rows">Rows, with all columns of the pool; single values are written, vectors are not.</param>
    /// <param name="positions">Position of each row.</param>
    /// <param name="defusesFormulas">Whether texts that a spreadsheet would take for formulas begin with an apostrophe.</param>
    public static void Write(string path, string labelColumn, IDataView rows, IReadOnlyList<long> positions, bool defusesFormulas)
    {
        var text = new StringBuilder();
        var columns = rows.Schema.Where(column => !column.IsHidden && column.Name != labelColumn && column.Type is not VectorDataViewType)
            .Where(column => Reader(column.Type.RawType) is not null).ToList();
        Line([RowColumn, .. columns.Select(column => column.Name == RowColumn ? $"{RowColumn} (pool)" : column.Name).Prepend(labelColumn).Select(Harmless)]);
        using (var cursor = rows.GetRowCursor(columns))
        {
            var cells = columns.Select(column => Cell(cursor, column)).ToList();
            bool[] isText = [.. columns.Select(column => column.Type is TextDataViewType)];
            for (int i = 0; cursor.MoveNext(); i++)
                Line([positions[i].ToString(CultureInfo.InvariantCulture), "", .. cells.Select((cell, c) => isText[c] ? Harmless(cell()) : cell())]);
        }

        OutputFile.Write(path, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false).GetBytes(text.ToString()));

        string Harmless(string cell) => defusesFormulas ? SpreadsheetFormula.Defuse(cell) : cell;

        void Line(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append('\n');
    }

    /// <summary>Reads the rows of a file that have a label.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Name of the label column.</param>
    /// <returns>Line in the file, position of the row, and the label's text.</returns>
    public static List<(int Line, long Row, string Label)> Read(string path, string labelColumn)
    {
        var labels = new List<(int, long, string)>();
        // The byte order mark that spreadsheets write is taken off by the reader.
        string text = File.ReadAllText(path);
        char separator = Separator(text, path, labelColumn);
        int row = -1, label = -1;
        foreach (var (line, cells) in Records(text, separator, path))
        {
            if (row < 0)
            {
                row = Find(cells, RowColumn, path, separator);
                label = Find(cells, labelColumn, path, separator);
                continue;
            }

            if (cells.TrueForAll(string.IsNullOrWhiteSpace))
                continue;
            if (cells.Count <= Math.Max(row, label))
                LabelingErrors.CsvCell(path, line, cells.Count <= row ? RowColumn : labelColumn, string.Join(",", cells), "a cell: the line has too few");
            if (string.IsNullOrWhiteSpace(cells[label]))
                continue;
            if (!long.TryParse(cells[row], NumberStyles.Integer, CultureInfo.InvariantCulture, out long position))
                LabelingErrors.CsvCell(path, line, RowColumn, cells[row], "the position of a row in the pool");
            labels.Add((line, position, SpreadsheetFormula.Restore(cells[label])));
        }

        if (row < 0)
            LabelingErrors.CsvColumn(path, RowColumn, "nothing", separator);
        return labels;
    }

    /// <summary>The separator that gives the header both columns; a comma if none does.</summary>
    private static char Separator(string text, string path, string labelColumn)
    {
        foreach (char separator in Separators)
        {
            var header = Records(text, separator, path).FirstOrDefault().Cells;
            if (header is not null && Has(header, RowColumn) && Has(header, labelColumn))
                return separator;
        }

        return ',';

        static bool Has(List<string> header, string column) => header.Exists(cell => Names(cell, column));
    }

    private static bool Names(string cell, string column) => cell.Trim() == column.Trim() || SpreadsheetFormula.Restore(cell.Trim()) == column.Trim();

    private static int Find(List<string> header, string column, string path, char separator)
    {
        int found = header.FindIndex(cell => Names(cell, column));
        if (found < 0)
            LabelingErrors.CsvColumn(path, column, string.Join(separator, header), separator);
        int again = header.FindLastIndex(cell => Names(cell, column));
        if (again > found)
            LabelingErrors.CsvColumnTwice(path, column, found + 1, again + 1);
        return found;
    }

    private static IEnumerable<(int Line, List<string> Cells)> Records(string text, char separator, string path)
    {
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        int line = 1, first = 1;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : '\n';
            if (i == text.Length && isQuoted)
                LabelingErrors.CsvCell(path, first, "(any)", cell.ToString()[..Math.Min(40, cell.Length)], "a quote that closes the cell");
            bool isBreak = c == '\n' || (c == '\r' && (i + 1 >= text.Length || text[i + 1] != '\n'));
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"' && (isQuoted || cell.Length == 0))
                isQuoted = !isQuoted;
            else if (isQuoted || (c != separator && c is not '\n' and not '\r'))
                cell.Append(c);
            else if (c == separator || isBreak)
                EndCell();

            if (!isBreak)
                continue;
            line++;
            if (isQuoted)
                continue;
            if (cells is not [""])
                yield return (first, [.. cells]);
            cells.Clear();
            first = line;
        }

        void EndCell()
        {
            cells.Add(cell.ToString());
            cell.Clear();
        }
    }

    private static string Quoted(string cell) =>
        cell.AsSpan().IndexOfAny(",\"\n\r") >= 0 ? $"\"{cell.Replace("\"", "\"\"")}\"" : cell;

    private static Func<string> Cell(DataViewRowCursor cursor, DataViewSchema.Column column) => Reader(column.Type.RawType)!(cursor, column);

    /// <summary>How values of a type become text; null for types that have none, such as pictures.</summary>
    private static Func<DataViewRowCursor, DataViewSchema.Column, Func<string>>? Reader(Type raw)
    {
        return raw == typeof(ReadOnlyMemory<char>) ? Text<ReadOnlyMemory<char>>
            : raw == typeof(float) ? Text<float>
            : raw == typeof(double) ? Text<double>
            : raw == typeof(bool) ? Text<bool>
            : raw == typeof(sbyte) ? Text<sbyte>
            : raw == typeof(byte) ? Text<byte>
            : raw == typeof(short) ? Text<short>
            : raw == typeof(ushort) ? Text<ushort>
            : raw == typeof(int) ? Text<int>
            : raw == typeof(uint) ? Text<uint>
            : raw == typeof(long) ? Text<long>
            : raw == typeof(ulong) ? Text<ulong>
            : raw == typeof(DateTime) ? Text<DateTime>
            : raw == typeof(DateTimeOffset) ? Text<DateTimeOffset>
            : raw == typeof(TimeSpan) ? Text<TimeSpan>
            : null;

        static Func<string> Text<T>(DataViewRowCursor cursor, DataViewSchema.Column column)
        {
            var getter = cursor.GetGetter<T>(column);
            T value = default!;
            return () =>
            {
                getter(ref value);
                return string.Create(CultureInfo.InvariantCulture, $"{value}");
            };
        }
    }
}
