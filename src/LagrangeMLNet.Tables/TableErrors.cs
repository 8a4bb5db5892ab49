using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LagrangeMLNet.Tables;

/// <summary>The wording of every complaint about a table: what was found where, and what to do.</summary>
[StackTraceHidden]
internal static class TableErrors
{
    [DoesNotReturn]
    public static void NoFile(string path) => throw new FileNotFoundException(
        $"There is no file '{path}'. Check the path; a relative one starts at '{Environment.CurrentDirectory}'.", path);

    [DoesNotReturn]
    public static void Folder(string path) => throw new FileNotFoundException($"'{path}' is a folder. Give one file of it.", path);

    [DoesNotReturn]
    public static void Archive(string path, string what) => throw new InvalidDataException(
        $"'{path}' is {what}, not text. Unpack it, or save the table as CSV.");

    [DoesNotReturn]
    public static void Damaged(string path, string found) => throw new InvalidDataException(
        $"'{path}' is gzip-compressed, and cut off or damaged ({found}) Get the whole file again.");

    [DoesNotReturn]
    public static void NotText(string path, long line, string found, string advice) => throw new InvalidDataException(
        string.Create(CultureInfo.InvariantCulture, $"'{path}', line {line}: found {found}. {advice}"));

    [DoesNotReturn]
    public static void Empty(string path) => throw new InvalidDataException($"'{path}' is empty. Give a file with a header line and rows.");

    [DoesNotReturn]
    public static void OneColumn(string path) => throw new InvalidDataException(
        $"'{path}' has one column: none of tab, comma, semicolon and bar divides its lines. A label and a feature are needed; "
        + "if the columns are divided otherwise, name the separator.");

    [DoesNotReturn]
    public static void OpenQuote(long line) => throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
        $"The quote that opens a field in line {line} is never closed. Close it, double it inside a quoted field, or read without quoting "
        + $"(AllowQuoting = false)."));

    [DoesNotReturn]
    public static void LongRow(string path, long line, Exception e) =>
        throw new InvalidDataException(string.Create(CultureInfo.InvariantCulture,
        $"'{path}': the row that begins in line {line} is longer than 16,777,216 characters. A quote may be open; correct the row, or read "
        + $"without quoting."), e);

    [DoesNotReturn]
    public static void TooManyCells(string path, long line, int cells, int columns, string lost) => throw new InvalidDataException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"'{path}': line {line} has {cells} cells, and there are {columns} columns: '{Short(lost)}' would be lost. ")
        + "Put a cell that holds the separator in quotes, name the column, or let such rows be left out (RaggedRows).");

    [DoesNotReturn]
    public static void TooFewCells(string path, long line, int cells, int columns) => throw new InvalidDataException(
        string.Create(CultureInfo.InvariantCulture, $"'{path}': line {line} has {cells} cells, and there are {columns} columns. ")
        + "Complete the row, or let such rows be filled or left out (RaggedRows).");

    [DoesNotReturn]
    public static void BeyondRange(string path, string column, long line, string cell) => throw new InvalidDataException(
        string.Create(
            CultureInfo.InvariantCulture,
            $"'{path}', column '{column}', line {line}: '{Short(cell)}' is no number that single precision holds (up to 3.4e38). ")
        + "Correct it, or leave the cell empty.");

    [DoesNotReturn]
    public static void NoColumn(string name, IReadOnlyList<string> columns)
    {
        var nearest = NearestNames.Of(name, columns);
        string hint = nearest.Count > 0 ? $" Is it {string.Join(" or ", nearest.Select(near => $"'{near}'"))}?" : "";
        string more = columns.Count > 50 ? string.Create(CultureInfo.InvariantCulture, $" and {columns.Count - 50:N0} more") : "";
        throw new ArgumentException($"There is no column '{name}'.{hint} The columns are: {string.Join(", ", columns.Take(50))}{more}.");
    }

    [DoesNotReturn]
    public static void Ambiguous(string name, IEnumerable<string> columns) => throw new ArgumentException(
        $"'{name}' may be any of {string.Join(", ", columns.Select(column => $"'{column}'"))}. Give the name as the file has it.");

    [DoesNotReturn]
    public static void LeftOutColumn(string name, string reason) => throw new ArgumentException(
        $"Column '{name}' is left out ({reason}): there is nothing to predict in it. Name another.");

    [DoesNotReturn]
    public static void Changed(string path) => throw new InvalidOperationException(
        $"'{path}' has changed since the table was loaded. Load it again.");

    /// <summary>The beginning of a long text.</summary>
    public static string Short(string text) => text.Length <= 60 ? text : $"{text[..57]}...";
}
