using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace LagrangeMLNet.AutoML.Data;

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
        $"The data has {rows} rows with a label in '{label}'; a sweep needs {needed} or more to train, compare and measure. Give more rows.");

    [DoesNotReturn]
    public static void ClassesTooRare(int rows, int classes, string label) => throw new InvalidOperationException(
        $"Label column '{label}' has {classes} classes in {rows} rows, so many of them with one or two rows that no row can be kept back to "
        + "compare trials on and to test the winner. Give more rows of each class, or join classes; if the label is a number, use Regression.");

    [DoesNotReturn]
    public static void NoUsableColumn(IEnumerable<string> left) => throw new InvalidOperationException(
        $"No column can be learnt from. Left out: {string.Join("; ", left)}.");

    [DoesNotReturn]
    public static void EveryTrialFailed(int count, string reasons) => throw new InvalidOperationException(
        $"All {count} trials failed, so there is no model. The reasons: {reasons}");

    [DoesNotReturn]
    public static void NoTrialStarted(string reason) => throw new InvalidOperationException($"There is no model. {reason}");

    [DoesNotReturn]
    public static void NoTrialInTime(TimeSpan budget) => throw new InvalidOperationException(
        $"No trial ended within the {budget} that the sweep may take. Give more time or fewer rows.");
}
