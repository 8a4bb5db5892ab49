using System.Globalization;
using System.Text;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Design;

/// <summary>Rows to label as comma-separated values (RFC 4180, UTF-8), and the labels read back.</summary>
internal static class LabelCsv
{
    /// <summary>Name of the column with the position of a row in the pool.</summary>
    public const string RowColumn = "Row";

    /// <summary>Writes rows with an empty label cell each. The file appears whole or not at all.</summary>
    /// <param name="path">File to write; an existing one is replaced.</param>
    /// <param name="labelColumn">Name of the label column.</param>
    /// <param name="rows">Rows, with all columns of the pool; single values are written, vectors are not.</param>
    /// <param name="positions">Position of each row.</param>
    public static void Write(string path, string labelColumn, IDataView rows, IReadOnlyList<long> positions)
    {
        var text = new StringBuilder();
        var columns = rows.Schema.Where(column => !column.IsHidden && column.Name != labelColumn && column.Type is not VectorDataViewType).ToList();
        Line([RowColumn, labelColumn, .. columns.Select(column => column.Name == RowColumn ? $"{RowColumn} (pool)" : column.Name)]);
        using (var cursor = rows.GetRowCursor(columns))
        {
            var cells = columns.Select(column => Cell(cursor, column)).ToList();
            for (int i = 0; cursor.MoveNext(); i++)
                Line([positions[i].ToString(CultureInfo.InvariantCulture), "", .. cells.Select(cell => cell())]);
        }

        string unfinished = path + ".unfinished";
        File.WriteAllText(unfinished, text.ToString());
        File.Move(unfinished, path, overwrite: true);

        void Line(IEnumerable<string> cells) => text.AppendJoin(',', cells.Select(Quoted)).Append('\n');
    }

    /// <summary>Reads the rows of a file that have a label.</summary>
    /// <param name="path">The file.</param>
    /// <param name="labelColumn">Name of the label column.</param>
    /// <returns>Line in the file, position of the row, and the label's text.</returns>
    public static List<(int Line, long Row, string Label)> Read(string path, string labelColumn)
    {
        var labels = new List<(int, long, string)>();
        int row = -1, label = -1;
        foreach (var (line, cells) in Records(path))
        {
            if (row < 0)
            {
                row = Find(cells, RowColumn, path);
                label = Find(cells, labelColumn, path);
                continue;
            }

            if (cells.Count <= Math.Max(row, label))
                LabelingErrors.CsvCell(path, line, cells.Count <= row ? RowColumn : labelColumn, string.Join(",", cells), "a cell: the line has too few");
            if (string.IsNullOrWhiteSpace(cells[label]))
                continue;
            if (!long.TryParse(cells[row], NumberStyles.Integer, CultureInfo.InvariantCulture, out long position))
                LabelingErrors.CsvCell(path, line, RowColumn, cells[row], "the position of a row in the pool");
            labels.Add((line, position, cells[label]));
        }

        if (row < 0)
            LabelingErrors.CsvColumn(path, RowColumn);
        return labels;
    }

    private static int Find(List<string> header, string column, string path)
    {
        int found = header.FindIndex(cell => cell.Trim() == column);
        if (found < 0)
            LabelingErrors.CsvColumn(path, column);
        return found;
    }

    private static IEnumerable<(int Line, List<string> Cells)> Records(string path)
    {
        // The byte order mark that spreadsheets write is taken off by the reader.
        string text = File.ReadAllText(path);
        var cells = new List<string>();
        var cell = new StringBuilder();
        bool isQuoted = false;
        int line = 1, first = 1;
        for (int i = 0; i <= text.Length; i++)
        {
            char c = i < text.Length ? text[i] : '\n';
            if (i == text.Length && isQuoted)
                LabelingErrors.CsvCell(path, first, "(any)", cell.ToString()[..Math.Min(40, cell.Length)], "a quote that closes the cell");
            if (c == '"' && isQuoted && i + 1 < text.Length && text[i + 1] == '"')
                cell.Append(text[i++]);
            else if (c == '"' && (isQuoted || cell.Length == 0))
                isQuoted = !isQuoted;
            else if (isQuoted || (c is not ',' and not '\n' and not '\r'))
                cell.Append(c);
            else if (c != '\r')
                EndCell();

            if (c != '\n')
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

    private static Func<string> Cell(DataViewRowCursor cursor, DataViewSchema.Column column)
    {
        var raw = column.Type.RawType;
        return raw == typeof(ReadOnlyMemory<char>) ? Getter<ReadOnlyMemory<char>>()
            : raw == typeof(float) ? Getter<float>()
            : raw == typeof(double) ? Getter<double>()
            : raw == typeof(bool) ? Getter<bool>()
            : raw == typeof(sbyte) ? Getter<sbyte>()
            : raw == typeof(byte) ? Getter<byte>()
            : raw == typeof(short) ? Getter<short>()
            : raw == typeof(ushort) ? Getter<ushort>()
            : raw == typeof(int) ? Getter<int>()
            : raw == typeof(uint) ? Getter<uint>()
            : raw == typeof(long) ? Getter<long>()
            : raw == typeof(ulong) ? Getter<ulong>()
            : raw == typeof(DateTime) ? Getter<DateTime>()
            : raw == typeof(TimeSpan) ? Getter<TimeSpan>()
            : () => "";

        Func<string> Getter<T>()
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
