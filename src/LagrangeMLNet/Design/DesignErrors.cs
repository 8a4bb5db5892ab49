using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Design;

/// <summary>The wording of every complaint about a planned choice of rows: what was found and what to do.</summary>
[StackTraceHidden]
internal static class DesignErrors
{
    public static void Check(bool isValid, IFormattable? value, string property, string allowed)
    {
        if (!isValid)
            throw new ArgumentOutOfRangeException(
                property, $"{property} is {value?.ToString(null, CultureInfo.InvariantCulture) ?? "null"}; allowed is {allowed}.");
    }

    public static void CheckName(string? value, string property, bool optional)
    {
        if (value is "" || (value is null && !optional))
            throw new ArgumentException(
                $"{property} is {(value is null ? "null" : "''")}; allowed is the name of a column{(optional ? " or null" : "")}.",
                property);
    }

    [DoesNotReturn]
    public static void AlgorithmOfAnother(DesignAlgorithm algorithm, DesignCriterion criterion) => throw new ArgumentException(
        $"Algorithm {algorithm} cannot choose by criterion {criterion}. Set Criterion to {(algorithm == DesignAlgorithm.Balance
            ? "Representative" : "A, D, V or E")}, or leave Algorithm at Automatic.", nameof(PlannedRowsOptions.Algorithm));

    [DoesNotReturn]
    public static void NothingAsked() => throw new ArgumentException(
        "Neither Count nor Budget is set: say how many rows to choose, or what they may cost.", nameof(PlannedRowsOptions.Count));

    [DoesNotReturn]
    public static void NoColumn(string what, string column, string view) => throw new ArgumentOutOfRangeException(
        nameof(column), $"Could not find {what} column '{column}' in the {view}.");

    [DoesNotReturn]
    public static void ColumnType(string what, string column, string view, string expected, DataViewType found) =>
        throw new ArgumentOutOfRangeException(
        nameof(column), $"Schema mismatch for {what} column '{column}' of the {view}: expected {expected}, got {found}.");

    [DoesNotReturn]
    public static void WidthDiffers(string what, int found, string column, int expected) => throw new InvalidOperationException(
        $"The {what} has {found} features, but the pool's column '{column}' has {expected}. Prepare both with the same transformer.");

    [DoesNotReturn]
    public static void NotALinearModel(object model) => throw new ArgumentException(
        $"Model is a {model.GetType().Name}, which is not a linear model. Give the parameters of one of ML.NET's linear trainers (or a "
        + "prediction transformer around them), or leave Model unset.", nameof(PlannedRowsOptions.Model));

    [DoesNotReturn]
    public static void ModelNotFinite() => throw new ArgumentException(
        "Model has a weight or bias that is not finite. Train it anew, or leave Model unset.", nameof(PlannedRowsOptions.Model));

    [DoesNotReturn]
    public static void BadCost(string column, long row, double found) => throw new InvalidOperationException(
        $"Cost column '{column}', row {row}: found {found.ToString("R", CultureInfo.InvariantCulture)}. A cost must be finite and above 0; "
        + "correct or filter the row.");

    [DoesNotReturn]
    public static void NoRows(string column, long skipped) => throw new InvalidOperationException(
        skipped == 0
            ? "The pool has no rows. Check the source and the filters before the choice."
            : $"The pool has no complete rows: all {skipped} have a missing value in column '{column}', in the cost or in the group. "
            + "Replace "
                + "missing values (ReplaceMissingValues) first.");

    [DoesNotReturn]
    public static void AllCapped(long capped, double cap) => throw new InvalidOperationException(
        string.Create(CultureInfo.InvariantCulture,
            $"MaximumLeverage of {cap} leaves none of the pool's {capped} rows. Raise it; 1 is the mean."));

    [DoesNotReturn]
    public static void NothingToLearn(string column) => throw new InvalidOperationException(
        $"Column '{column}' is 0 in every row of the pool, so that no label would tell anything. Check the pipeline before the choice.");

    [DoesNotReturn]
    public static void NothingAffordable(double budget, double cheapest) => throw new InvalidOperationException(string.Create(
        CultureInfo.InvariantCulture, $"Budget is {budget}, but the cheapest row of the pool costs {cheapest}. Raise the budget."));

    [DoesNotReturn]
    public static void TooWide(string what, int parameters, int most, string instead) => throw new InvalidOperationException(
        $"{what} needs a full matrix of the parameters, which is kept for at most {most}, but there are {parameters}. {instead}");

    [DoesNotReturn]
    public static void TooManyRows(long rows, int most) => throw new InvalidOperationException(
        $"{rows} rows, labelled before or to be chosen, are more than the {most} that can be kept track of with so many features. "
        + "Choose in "
        + "smaller steps, leave some labelled rows out, or reduce the features (ProjectToPrincipalComponents).");

    [DoesNotReturn]
    public static void EmptyView(string what, string column) => throw new InvalidOperationException(
        $"The {what} view has no row with all values of column '{column}'. Give it rows, or leave {what} unset.");

    [DoesNotReturn]
    public static void PoolChanged(long position) => throw new InvalidOperationException(
        $"The pool has changed while rows were chosen: there is no row {position} any more. Cache it (mlContext.Data.Cache) first.");
}
