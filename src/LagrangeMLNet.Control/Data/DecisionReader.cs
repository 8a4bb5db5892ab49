using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Data;

/// <summary>Reads a data view into a log, and checks every value.</summary>
internal static class DecisionReader
{
    /// <summary>Fewer decisions tell nothing of their spread.</summary>
    public const int FewestRows = 3;

    /// <summary>Most actions: each has a reward model and a probability in each row.</summary>
    private const int MostActions = 10_000;

    public static DecisionLog Read(MLContext context, IDataView view, DecisionLogOptions options)
    {
        options.Validate();
        var columns = ReadColumns(view, options);
        List<string> warnings = [.. NeverTaken(columns)];
        if (options.ProbabilityColumnName is null)
            columns = WithPropensities(context, columns, options, warnings);
        return new DecisionLog(view, columns, warnings);
    }

    /// <summary>All columns; probabilities are 1 where the log lacks them.</summary>
    public static DecisionColumns ReadColumns(IDataView view, DecisionLogOptions options)
    {
        var schema = new DecisionSchema(view.Schema, options);
        var names = ActionNames(schema.Action);
        if (names.Count < 2)
            DecisionErrors.OneAction(schema.Action.Name, names.Count);
        return ReadRows(view, schema, names);
    }

    /// <summary>Estimates the logging policy, and says so.</summary>
    public static DecisionColumns WithPropensities(
        MLContext context, DecisionColumns columns, DecisionLogOptions options, List<string> warnings)
    {
        var propensities = Propensities.Estimate(context, columns, options);
        warnings.Add(propensities.Description);
        return columns with { Probabilities = propensities.OfActionsTaken, Estimated = propensities.All };
    }

    /// <summary>A warning where some actions were never taken.</summary>
    public static IEnumerable<string> NeverTaken(DecisionColumns columns)
    {
        int never = columns.Counts().Count(count => count == 0);
        if (never > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{never} of the {columns.ActionNames.Count} actions were never taken: what they earn is not in the log, and no estimate "
                + $"can tell it.");
        }
    }

    /// <summary>Names of the actions; numbers from 1 where the key has none.</summary>
    public static IReadOnlyList<string> ActionNames(DataViewSchema.Column action)
    {
        ulong count = ((KeyDataViewType)action.Type).Count;
        if (count is 0 or > MostActions)
        {
            DecisionErrors.WrongType(
                "action", action.Name, $"a key of known count, at most {MostActions} (MapValueToKey)", action.Type);
        }

        if (!action.HasKeyValues(TextDataViewType.Instance))
            return [.. Enumerable.Range(1, (int)count).Select(number => number.ToString(CultureInfo.InvariantCulture))];
        VBuffer<ReadOnlyMemory<char>> values = default;
        action.GetKeyValues(ref values);
        return [.. values.DenseValues().Select(name => name.ToString())];
    }

    private static DecisionColumns ReadRows(IDataView view, DecisionSchema schema, IReadOnlyList<string> names)
    {
        long count = Count(view);
        if (count < FewestRows)
            DecisionErrors.TooFewRows(count, FewestRows);
        int slots = ((VectorDataViewType)schema.Features.Type).Size;
        if (count * slots > Array.MaxLength || count * names.Count > Array.MaxLength)
            DecisionErrors.TooLarge(count, slots);

        int rows = (int)count;
        var contexts = new float[rows * slots];
        var actions = new int[rows];
        var rewards = new double[rows];
        var probabilities = new double[rows];
        using var cursor = view.GetRowCursor(schema.Columns);
        var features = cursor.GetGetter<VBuffer<float>>(schema.Features);
        var action = ScalarGetter.Key(cursor, schema.Action);
        var reward = ScalarGetter.Number(cursor, schema.Reward);
        var probability = schema.Probability is { } column ? ScalarGetter.Number(cursor, column) : null;
        VBuffer<float> context = default;
        int row = 0;
        for (; cursor.MoveNext(); row++)
        {
            if (row == rows)
                DecisionErrors.RowsChanged(rows, row + 1L);
            features(ref context);
            CopyContext(schema.Features.Name, row, in context, contexts.AsSpan(row * slots, slots));
            ulong key = action();
            if (key == 0 || key > (ulong)names.Count)
                DecisionErrors.UnknownKey(schema.Action.Name, row, names.Count);
            actions[row] = (int)key - 1;
            rewards[row] = reward();
            if (!double.IsFinite(rewards[row]))
                DecisionErrors.BadReward(schema.Reward.Name, row, rewards[row]);
            probabilities[row] = probability?.Invoke() ?? 1;
            if (!(probabilities[row] is > 0 and <= 1))
                DecisionErrors.BadProbability(schema.Probability!.Value.Name, row, probabilities[row]);
        }

        if (row != rows)
            DecisionErrors.RowsChanged(rows, row);
        return new DecisionColumns
        {
            Contexts = contexts,
            Slots = slots,
            Actions = actions,
            Rewards = rewards,
            Probabilities = probabilities,
            ActionNames = names,
        };
    }

    private static long Count(IDataView view)
    {
        if (view.GetRowCount() is { } known)
            return known;
        long rows = 0;
        using var cursor = view.GetRowCursor([]);
        while (cursor.MoveNext())
            rows++;
        return rows;
    }

    /// <summary>Copies a row's features, and complains of what is no number.</summary>
    public static void CopyContext(string column, long row, in VBuffer<float> context, Span<float> target)
    {
        if (context.Length != target.Length)
            DecisionErrors.RowWidth(column, row, target.Length, context.Length);
        context.CopyTo(target);
        int bad = target.IndexOfAnyExceptInRange(float.MinValue, float.MaxValue);
        if (bad >= 0)
            DecisionErrors.BadFeature(column, row, bad, target[bad]);
    }
}
