using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LagrangeMLNet.AutoML;

/// <summary>The wording of every complaint about data and sweeps: what was found, and what to do.</summary>
[StackTraceHidden]
internal static class SweepErrors
{
    [DoesNotReturn]
    public static void LabelMissing(string label, IEnumerable<string> columns) => throw new ArgumentException(
        $"There is no label column '{label}'. The columns are: {string.Join(", ", columns)}.", nameof(label));

    [DoesNotReturn]
    public static void LabelType(string label, string found, string needed) => throw new ArgumentException(
        $"Label column '{label}' is {found}; {needed}.", nameof(label));

    [DoesNotReturn]
    public static void LabelConstant(string label, int rows) => throw new InvalidOperationException(
        $"Label column '{label}' has one value in all {rows} rows: there is nothing to predict. Choose another label or other rows.");

    [DoesNotReturn]
    public static void TooFewRows(int rows, int needed, string label) => throw new InvalidOperationException(
        $"The data has {rows} rows with a label in '{label}'; a sweep needs {needed} or more to train, compare and measure. "
        + "Give more rows.");

    [DoesNotReturn]
    public static void ClassesTooRare(int rows, int classes, string label) => throw new InvalidOperationException(
        $"Label column '{label}' has {classes} classes in {rows} rows, so many of them with one or two rows that no row can be kept back "
        + "to compare trials on and to test the winner. Give more rows of each class, or join classes; if the label is a number, "
        + "use Regression.");

    [DoesNotReturn]
    public static void TooManyClasses(string label, int most) => throw new InvalidOperationException(
        $"Label column '{label}' has {most} classes or more. Join classes; if the label is a number, use Regression.");

    [DoesNotReturn]
    public static void ColumnRole(string column, string type, SweepColumnRole role, string allowed) => throw new ArgumentException(
        $"ColumnRoles says that column '{column}' is {role}, but its type is {type}; allowed is {allowed}, or Ignored. Convert the column, "
        + "or give it another role.",
        nameof(SweepOptions.ColumnRoles));

    [DoesNotReturn]
    public static void ColumnRoleUnknown(string column, IEnumerable<string> columns) => throw new ArgumentException(
        $"ColumnRoles names a column '{column}', which there is not. The columns are: {string.Join(", ", columns)}.",
        nameof(SweepOptions.ColumnRoles));

    [DoesNotReturn]
    public static void ColumnRoleOfLabel(string column, SweepColumnRole role) => throw new ArgumentException(
        $"ColumnRoles says that column '{column}' is {role}, but it is the label. Remove it from ColumnRoles.",
        nameof(SweepOptions.ColumnRoles));

    [DoesNotReturn]
    public static void SeveralWeights(IEnumerable<string> columns) => throw new ArgumentException(
        $"ColumnRoles says that {string.Join(" and ", columns)} are the rows' weights; allowed is one column.",
        nameof(SweepOptions.ColumnRoles));

    [DoesNotReturn]
    public static void WeightType(string column, string type) => throw new ArgumentException(
        $"Weight column '{column}' is {type}; a weight is a number. Convert the column.", nameof(SweepOptions.ColumnRoles));

    [DoesNotReturn]
    public static void Weight(string column, int row, float found) => throw new InvalidOperationException(
        FormattableString.Invariant(
            $"Weight column '{column}', row {row}: found {found}. A weight must be finite and not negative; correct or filter the row."));

    [DoesNotReturn]
    public static void NoUsableColumn(IEnumerable<string> left) => throw new InvalidOperationException(
        $"No column can be learnt from. Left out: {string.Join("; ", left)}.");

    [DoesNotReturn]
    public static void EveryTrialFailed(int count, string reasons) => throw new InvalidOperationException(
        $"All {count} trials failed, so there is no model. The reasons: {reasons}");

    [DoesNotReturn]
    public static void NoTrialStarted(string reason) => throw new InvalidOperationException($"There is no model. {reason}");

    [DoesNotReturn]
    public static void NoWinner(IEnumerable<string> reasons) => throw new InvalidOperationException(
        "No trial's pipeline could be fitted again and gave finite scores on the rows kept from all trials, so there is no model. "
        + $"The reasons: {string.Join("; ", reasons)}. Give more time, other candidates, or look at the rows for values "
        + "beyond all others.");

    [DoesNotReturn]
    public static void NoTrialInTime(TimeSpan budget) => throw new InvalidOperationException(
        $"No trial ended within the {budget} that the sweep may take. Give more time or fewer rows.");
}
