using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LagrangeMLNet.Labeling;

/// <summary>The wording of every complaint about a labelling campaign: where, what was found and what to do.</summary>
[StackTraceHidden]
internal static class LabelingErrors
{
    [DoesNotReturn]
    public static void BadClasses(string found) => throw new ArgumentException(
        $"ClassNames is {found}; allowed for MulticlassClassification are two or more different names, none of them empty.",
        nameof(LabelingCampaignOptions.ClassNames));

    [DoesNotReturn]
    public static void UnneededClasses(LabelingTask task) => throw new ArgumentException(
        $"ClassNames is set, but Task is {task}. Set Task to MulticlassClassification, or leave ClassNames unset.",
        nameof(LabelingCampaignOptions.ClassNames));

    [DoesNotReturn]
    public static void LabelColumnTaken(string found, string use) => throw new ArgumentException(
        $"LabelColumnName is '{found}', which is the name of {use}; allowed is any other name.",
        nameof(LabelingCampaignOptions.LabelColumnName));

    [DoesNotReturn]
    public static void NothingUsable(string column, long rows) => throw new InvalidOperationException(
        rows == 0
            ? "The pool has no rows. Check the source and the filters before the campaign."
            : $"The pool has no complete rows: all {rows} have a missing value in column '{column}' or in the cost. Replace missing values "
                + "(ReplaceMissingValues) first.");

    [DoesNotReturn]
    public static void BadLabel(string where, object? found, string expected) => throw new InvalidOperationException(
        $"{where}: found {Show(found)}, expected {expected}. Correct the label and give it again; the labels before it are kept.");

    [DoesNotReturn]
    public static void UnknownRow(string where, long row, long rows) => throw new InvalidOperationException(
        $"{where}: the pool has no row {row.ToString(CultureInfo.InvariantCulture)}; its rows are 0 to {rows - 1}. Give the row that was asked for.");

    [DoesNotReturn]
    public static void NotAsked(string where, long row) => throw new InvalidOperationException(
        $"{where}: no label was asked for row {row.ToString(CultureInfo.InvariantCulture)}. Label the rows in PendingRows.");

    [DoesNotReturn]
    public static void AlreadyLabeled(string where, long row, string before, object? found) => throw new InvalidOperationException(
        $"{where}: row {row.ToString(CultureInfo.InvariantCulture)} was labelled '{before}' before, and now {Show(found)}. Labels of a campaign are never "
        + "overwritten; correct one of the two.");

    [DoesNotReturn]
    public static void TooFewLabels(int found, int expected) => throw new InvalidOperationException(
        $"The callback gave {found} labels for {expected} rows. They are kept; give one label for each row, in the order of the rows.");

    [DoesNotReturn]
    public static void TooManyLabels(int expected) => throw new InvalidOperationException(
        $"The callback gave more labels than the {expected} rows it was asked for. Those for the rows are kept; give one label for each row.");

    [DoesNotReturn]
    public static void InUse(string path, Exception cause) => throw new InvalidOperationException(
        $"The campaign file '{path}' is in use: another campaign has it open. Dispose that one, or wait for its process to end.", cause);

    [DoesNotReturn]
    public static void NotACampaign(string path, string reason) => throw new InvalidOperationException(
        $"'{path}' is not a campaign file ({reason}). Give the path of a campaign, or of a file that does not exist yet.");

    [DoesNotReturn]
    public static void CorruptLine(string path, int line, string reason) => throw new InvalidOperationException(
        $"Campaign file '{path}', line {line}: {reason}. The file was changed by something else; restore it from a copy.");

    [DoesNotReturn]
    public static void NewerVersion(string path, int found, int known) => throw new InvalidOperationException(
        $"The campaign file '{path}' has version {found}; this library knows versions up to {known}. Update the library.");

    [DoesNotReturn]
    public static void OtherPool(string path, string what, string found, string expected) => throw new InvalidOperationException(
        $"The campaign file '{path}' belongs to another pool: {what} is {found}, in the file {expected}. Open it with the pool it was begun with, "
        + "prepared by the same transformer.");

    [DoesNotReturn]
    public static void OtherOption(string path, string option, string found, string expected) => throw new InvalidOperationException(
        $"The campaign file '{path}' was begun with {option} = {expected}, but {option} is {found}. Set it as it was, or begin another file.");

    [DoesNotReturn]
    public static void CsvColumn(string path, string column, string found, char separator) => throw new InvalidOperationException(
        $"'{path}', line 1: there is no column '{column}': found {found}, cut at each {(separator == '\t' ? "tab" : $"'{separator}'")}. The header must "
        + $"have the columns '{LabelCsv.RowColumn}' and the label's, as WritePending writes it, separated by commas, semicolons or tabs.");

    [DoesNotReturn]
    public static void CsvColumnTwice(string path, string column, int first, int last) => throw new InvalidOperationException(
        $"'{path}', line 1: column '{column}' is there twice, as columns {first} and {last}. Keep one; nothing of the file was taken.");

    [DoesNotReturn]
    public static void CsvCell(string path, int line, string column, string found, string expected) => throw new InvalidOperationException(
        $"'{path}', line {line}, column '{column}': found '{found}', expected {expected}. Correct the file and read it again; nothing of it was taken.");

    private static string Show(object? value) => value switch
    {
        null => "nothing",
        string or ReadOnlyMemory<char> => string.Create(CultureInfo.InvariantCulture, $"'{value}'"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{value} ({value.GetType().Name})"),
    };
}
