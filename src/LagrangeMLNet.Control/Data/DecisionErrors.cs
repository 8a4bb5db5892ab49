using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace LagrangeMLNet.Control.Data;

/// <summary>The wording of every complaint about a log of decisions: which column, which row, what was found, what to do.</summary>
[StackTraceHidden]
internal static class DecisionErrors
{
    [DoesNotReturn]
    public static void MissingColumn(string role, string name, IEnumerable<string> columns) => throw new ArgumentOutOfRangeException(
        "input", $"Could not find {role} column '{name}'; the log has {string.Join(", ", columns.Select(column => $"'{column}'"))}.");

    [DoesNotReturn]
    public static void MissingProbabilities(string name) => throw new ArgumentOutOfRangeException(
        "input",
        $"Could not find probability column '{name}'. Name the column of the logging policy's probabilities, or set "
        + $"{nameof(DecisionLogOptions.ProbabilityColumnName)} to null to have them estimated.");

    [DoesNotReturn]
    public static void WrongType(string role, string name, string expected, object found) => throw new ArgumentOutOfRangeException(
        "input", $"Schema mismatch for {role} column '{name}': expected {expected}, got {found}.");

    [DoesNotReturn]
    public static void UnknownKey(string column, long row, int actions) => throw new InvalidOperationException(
        $"Action column '{column}', row {row}: the key is missing or none of the {actions} of the column's type. "
        + "Map the action to one that is known, or filter the row before it is read.");

    [DoesNotReturn]
    public static void OneAction(string column, int count) => throw new InvalidOperationException(
        $"Action column '{column}' is a key of {count} action{(count == 1 ? "" : "s")}: there is nothing to decide. At least 2 "
        + $"are needed.");

    [DoesNotReturn]
    public static void BadReward(string column, long row, double found) => throw new InvalidOperationException(
        $"Reward column '{column}', row {row}: found {Show(found)}. A reward must be finite; give a decision without one its "
        + $"default reward, "
        + "or filter the row.");

    [DoesNotReturn]
    public static void BadProbability(string column, long row, double found) => throw new InvalidOperationException(
        $"Probability column '{column}', row {row}: found {Show(found)}. The probability of an action that was taken lies above "
        + $"0 and is at most 1; "
        + "correct or filter the row.");

    [DoesNotReturn]
    public static void BadFeature(string column, long row, int slot, double found) => throw new InvalidOperationException(
        $"Column '{column}', row {row}, slot {slot}: found {Show(found)}. A feature must be finite; replace missing values "
        + $"(ReplaceMissingValues) "
        + "before the log is read.");

    [DoesNotReturn]
    public static void RowWidth(string column, long row, int expected, int found) => throw new InvalidOperationException(
        $"Column '{column}', row {row}: found {found} features, expected {expected} as the column's type says.");

    [DoesNotReturn]
    public static void TooFewRows(long rows, int least) => throw new InvalidOperationException(
        $"The log has {rows} decision{(rows == 1 ? "" : "s")}, and at least {least} are needed. Check the source and the filters.");

    [DoesNotReturn]
    public static void TooLarge(long rows, int features) => throw new InvalidOperationException(
        $"The log has {rows} decisions of {features} features, more than one block of memory holds. Sample the rows, or reduce "
        + $"the features.");

    [DoesNotReturn]
    public static void RowsChanged(long expected, long found) => throw new InvalidOperationException(
        $"The log had {expected} rows when they were counted and {found} when they were read. Cache the data (IDataView must "
        + $"repeat itself).");

    [DoesNotReturn]
    public static void OtherActions(string policy, int expected, string found) => throw new ArgumentException(
        $"The policy '{policy}' is over other actions than the log: {found}, expected {expected} actions in the order of the log's key.");

    [DoesNotReturn]
    public static void BadPolicyProbability(string policy, long row, string found) => throw new InvalidOperationException(
        $"The policy '{policy}', row {row}: {found}. Probabilities of the actions must not be negative and must sum to 1.");

    [DoesNotReturn]
    public static void MissingSequenceColumn(string role, string name, string option, string otherwise) =>
        throw new ArgumentOutOfRangeException(
            "input", $"Could not find {role} column '{name}'. Name the column, or set {option} to null where {otherwise}.");

    [DoesNotReturn]
    public static void StepTwice(string column, long row, long other, string episode, double step) => throw new InvalidOperationException(
        $"Step column '{column}', rows {other} and {row}: episode '{episode}' has step {Show(step)} twice. Steps of an episode "
        + $"must differ; "
        + "give each episode a name of its own.");

    [DoesNotReturn]
    public static void StepMissing(string column, long row, string episode, double before, double found) =>
        throw new InvalidOperationException(
            $"Step column '{column}', row {row}: episode '{episode}' goes from step {Show(before)} to {Show(found)}. Steps must rise by 1; "
            + "complete the episode, or leave it out.");

    [DoesNotReturn]
    public static void BadStep(string column, long row, double found) => throw new InvalidOperationException(
        $"Step column '{column}', row {row}: found {Show(found)}. A step must be a finite number.");

    [DoesNotReturn]
    public static void EndsEarly(string column, long row, string episode) => throw new InvalidOperationException(
        $"Terminal column '{column}', row {row}: episode '{episode}' goes on after a terminal step. Give what follows another episode, or "
        + "correct the column.");

    [DoesNotReturn]
    public static void TerminalOfAverage(long row) => throw new InvalidOperationException(
        $"Terminal column, step {row} of the log in the order of its episodes: with Discount 1 the average reward of a process "
        + $"that never ends is learnt, and this row "
        + "ends it. Set Discount below 1, or set TerminalColumnName to null where the process starts anew by itself.");

    [DoesNotReturn]
    public static void NoNextState() => throw new InvalidOperationException(
        "No row has a next state: each episode holds one step that is not terminal. Name the next states with NextFeatureColumnName.");

    [DoesNotReturn]
    public static void Event(long line, string problem) => throw new InvalidOperationException($"Event log, line {line}: {problem}");

    [DoesNotReturn]
    public static void Ranking(long row, string problem) => throw new InvalidOperationException($"Ranking log, decision {row}: {problem}");

    public static string Show(double value) => double.IsPositiveInfinity(value)
        ? "+∞"
        : double.IsNegativeInfinity(value) ? "−∞" : value.ToString("R", CultureInfo.InvariantCulture);
}
