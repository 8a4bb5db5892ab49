using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LagrangeMLNet.Data;

/// <summary>The wording of every complaint about data: which column, which row, what was found, what to do.</summary>
[StackTraceHidden]
internal static class DataErrors
{
    [DoesNotReturn]
    public static void InfiniteFeature(string column, long row, int slot, float found) => throw new InvalidOperationException(
        $"Column '{column}', row {row}, slot {slot}: found {Show(found)}. A feature must be finite or missing (NaN); replace infinite "
        + "values before training.");

    [DoesNotReturn]
    public static void RowWidth(string column, long row, int expected, int found) => throw new InvalidOperationException(
        $"Column '{column}', row {row}: found {found} features, expected {expected} as the column's type says. Give every row as many; "
        + "a missing one is NaN.");

    [DoesNotReturn]
    public static void InfiniteLabel(string column, long row, double found) => throw new InvalidOperationException(
        $"Label column '{column}', row {row}: found {Show(found)}. A label must be finite or missing (NaN); replace or filter the row "
        + "before training.");

    [DoesNotReturn]
    public static void LabelOutOfRange(string column, long row, double found, string expected) => throw new InvalidOperationException(
        $"Label column '{column}', row {row}: found {Show(found)}, expected {expected}. Correct or filter the row before training.");

    [DoesNotReturn]
    public static void BadWeight(string column, long row, double found) => throw new InvalidOperationException(
        $"Example weight column '{column}', row {row}: found {Show(found)}. A weight must be finite and not negative; correct or filter "
        + "the row before training.");

    [DoesNotReturn]
    public static void BadOffset(string column, long row, double found) => throw new InvalidOperationException(
        $"Offset column '{column}', row {row}: found {Show(found)}. An offset is a log-exposure from -200 to 50; correct or filter the "
        + "row before training.");

    [DoesNotReturn]
    public static void RateTooLarge(string column, long row, double found, double logarithm) =>
        throw new InvalidOperationException(string.Create(
        CultureInfo.InvariantCulture,
        $"Offset column '{column}', row {row}: found {Show(found)}, so that the rate at offset 0, which is what the model scores, is "
        + $"e^{logarithm:F0}: "
        + $"more than single precision holds. Add a constant to all offsets (a smaller unit of exposure), about {logarithm:F0}, before "
        + $"training."));

    [DoesNotReturn]
    public static void NoRows(string what, long skipped, string featureColumn, string labelColumn) => throw new InvalidOperationException(
        skipped == 0
            ? $"No valid {what} instances found: the data has no rows. Check the source and the filters before the trainer."
            : $"No valid {what} instances found: all {skipped} rows with weight have a missing value in column '{featureColumn}', in "
            + $"the label '{labelColumn}' "
                + "or in the example weight. Replace missing values (ReplaceMissingValues) before training.");

    [DoesNotReturn]
    public static void NoWeight(string column) => throw new InvalidOperationException(
        $"Example weight column '{column}': all weights are 0, so there is nothing to learn from. Give at least one row a positive "
        + "weight.");

    [DoesNotReturn]
    public static void WidthDiffers(string column, int expected, int found) => throw new InvalidOperationException(
        $"Column '{column}': found {found} features in the validation data, expected {expected} as in the training data. Prepare both "
        + "with the same transformer.");

    [DoesNotReturn]
    public static void TooManyClasses(string column, long found, int most) => throw new InvalidOperationException(
        $"Label column '{column}' is a key of {found} classes, and at most {most} can be learnt: each is scored for each row, whether "
        + "or not it "
        + "occurs. Map the values that occur to a key of their own (MapValueToKey), or group rare ones.");

    [DoesNotReturn]
    public static void TooManyWeights(string features, long slots, string label, int classes, long most) =>
        throw new InvalidOperationException(
        $"{slots} features in column '{features}' for each of the {classes} classes of label column '{label}' are more than the {most} "
        + "weights that can "
        + "be learnt. Reduce the features (hash to fewer bits, SelectFeaturesBasedOnCount) or the classes.");

    [DoesNotReturn]
    public static void NoFeatures(string column) => throw new InvalidOperationException(
        $"Column '{column}' has no slots or an unknown number of them. Features must be a vector of known, positive size; check the "
        + "Concatenate before the trainer.");

    private static string Show(double value) =>
        double.IsPositiveInfinity(value) ? "+∞" : double.IsNegativeInfinity(value)
            ? "−∞" : value.ToString("R", CultureInfo.InvariantCulture);
}
