using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Control.Data;

/// <summary>Reads a data view into transitions: orders the steps of each episode, finds next states, and checks every value.</summary>
internal static class TransitionReader
{
    public static TransitionLog Read(MLContext context, IDataView view, TransitionLogOptions options)
    {
        options.Validate();
        var (transitions, warnings) = ReadTransitions(view, options);
        if (options.ProbabilityColumnName is null)
        {
            var columns = DecisionReader.WithPropensities(context, transitions.Columns, options, warnings);
            transitions = transitions with { Columns = columns };
        }

        return new TransitionLog(context, transitions, options.FeatureColumnName, warnings);
    }

    /// <summary>The transitions alone; probabilities are 1 where the options name none.</summary>
    public static (Transitions Transitions, List<string> Warnings) ReadTransitions(IDataView view, TransitionLogOptions options)
    {
        var columns = DecisionReader.ReadColumns(view, options);
        List<string> warnings = [.. DecisionReader.NeverTaken(columns)];
        int rows = columns.Actions.Length;
        var terminal = ReadTerminal(view, options, rows);
        float[]? next = options.NextFeatureColumnName is { } name ? ReadNext(view, name, options, columns, terminal) : null;
        int[] order = [.. Enumerable.Range(0, rows)];
        int[] starts = [.. order, rows];
        if (options.EpisodeColumnName is { } episode)
            starts = Order(view, episode, options, terminal, order);
        if (!IsIdentity(order))
        {
            columns = Permute(columns, order);
            terminal = [.. order.Select(row => terminal[row])];
            next = next is null ? null : PermuteRows(next, order, columns.Slots);
        }

        var transitions = new Transitions
        {
            Columns = columns,
            Next = next ?? [],
            Terminal = terminal,
            EpisodeStarts = starts,
            HasEpisodes = options.EpisodeColumnName is not null,
        };
        return (next is null ? Chain(transitions, warnings) : transitions, warnings);
    }

    private static bool[] ReadTerminal(IDataView view, TransitionLogOptions options, int rows)
    {
        var terminal = new bool[rows];
        if (options.TerminalColumnName is not { } name)
            return terminal;
        var column = Find(
            view.Schema, "terminal", name, nameof(TransitionLogOptions.TerminalColumnName), "no step ends what follows");
        if (column.Type is not BooleanDataViewType && column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            DecisionErrors.WrongType("terminal", name, "Boolean, Single or Double", column.Type);
        using var cursor = view.GetRowCursor([column]);
        var getter = ScalarGetter.Number(cursor, column);
        for (int row = 0; cursor.MoveNext() && row < rows; row++)
            terminal[row] = getter() != 0;
        return terminal;
    }

    private static float[] ReadNext(
        IDataView view, string name, TransitionLogOptions options, DecisionColumns columns, bool[] terminal)
    {
        var column = Find(
            view.Schema, "next-feature", name, nameof(TransitionLogOptions.NextFeatureColumnName), "the episode's next row tells "
                + "the state");
        if (column.Type is not VectorDataViewType vector || vector.ItemType != NumberDataViewType.Single || vector.Size != columns.Slots)
        {
            DecisionErrors.WrongType(
                "next-feature",
                name,
                string.Create(CultureInfo.InvariantCulture, $"Vector<Single, {columns.Slots}> as '{options.FeatureColumnName}'"),
                column.Type);
        }

        var next = new float[columns.Contexts.Length];
        using var cursor = view.GetRowCursor([column]);
        var getter = cursor.GetGetter<VBuffer<float>>(column);
        VBuffer<float> state = default;
        for (int row = 0; cursor.MoveNext() && row < terminal.Length; row++)
        {
            var target = next.AsSpan(row * columns.Slots, columns.Slots);
            if (terminal[row])
            {
                columns.Contexts.AsSpan(row * columns.Slots, columns.Slots).CopyTo(target);
                continue;
            }

            getter(ref state);
            DecisionReader.CopyContext(name, row, in state, target);
        }

        return next;
    }

    /// <summary>Sorts the rows by episode, in the order of their first rows, and step; returns where each episode starts.</summary>
    private static int[] Order(IDataView view, string episodeName, TransitionLogOptions options, bool[] terminal, int[] order)
    {
        var episodeColumn = Find(
            view.Schema, "episode", episodeName, nameof(TransitionLogOptions.EpisodeColumnName), "the log does not tell episodes");
        var stepColumn = DecisionSchema.Find(view.Schema, "step", options.StepColumnName);
        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var episodes = new int[order.Length];
        var steps = new double[order.Length];
        using (var cursor = view.GetRowCursor([episodeColumn, stepColumn]))
        {
            var episode = ScalarGetter.Name(cursor, "episode", episodeColumn);
            var step = ScalarGetter.AnyNumber(cursor, "step", stepColumn);
            for (int row = 0; cursor.MoveNext() && row < order.Length; row++)
            {
                string name = episode();
                if (!places.TryGetValue(name, out episodes[row]))
                    places.Add(name, episodes[row] = places.Count);
                steps[row] = step();
                if (!double.IsFinite(steps[row]))
                    DecisionErrors.BadStep(options.StepColumnName, row, steps[row]);
            }
        }

        Array.Sort(order, (a, b) => (episodes[a], steps[a], a).CompareTo((episodes[b], steps[b], b)));
        string[] names = [.. places.Keys];
        var starts = new List<int>();
        for (int i = 0; i < order.Length; i++)
        {
            int row = order[i], before = i > 0 ? order[i - 1] : -1;
            if (before < 0 || episodes[row] != episodes[before])
            {
                starts.Add(i);
                continue;
            }

            string name = names[episodes[row]];
            if (steps[row] == steps[before])
                DecisionErrors.StepTwice(options.StepColumnName, row, before, name, steps[row]);
            if (Math.Abs(steps[row] - steps[before] - 1) > 1e-9)
                DecisionErrors.StepMissing(options.StepColumnName, row, name, steps[before], steps[row]);
            if (terminal[before])
                DecisionErrors.EndsEarly(options.TerminalColumnName!, before, name);
        }

        return [.. starts, order.Length];
    }

    /// <summary>Next states from the next rows; the last step of an episode that was cut off has none and is left out.</summary>
    private static Transitions Chain(Transitions log, List<string> warnings)
    {
        var kept = new List<int>();
        var next = new List<float[]>();
        var starts = new List<int>();
        int cut = 0;
        for (int episode = 0; episode < log.Episodes; episode++)
        {
            int start = log.EpisodeStarts[episode], last = log.EpisodeStarts[episode + 1] - 1, before = kept.Count;
            for (int row = start; row <= last; row++)
            {
                if (row == last && !log.Terminal[row])
                {
                    cut++;
                    continue;
                }

                kept.Add(row);
                next.Add(log.State(row == last ? row : row + 1).ToArray());
            }

            if (kept.Count > before)
                starts.Add(before);
        }

        if (kept.Count == 0)
            DecisionErrors.NoNextState();
        if (cut > 0)
        {
            warnings.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"{cut} episodes do not end in a terminal step: where their last steps led is not in the log, and these steps are "
                + $"left out."));
        }

        int[] order = [.. kept];
        return log with
        {
            Columns = Permute(log.Columns, order),
            Terminal = [.. order.Select(row => log.Terminal[row])],
            Next = [.. next.SelectMany(state => state)],
            EpisodeStarts = [.. starts, order.Length],
        };
    }

    private static DataViewSchema.Column Find(DataViewSchema schema, string role, string name, string option, string otherwise)
    {
        if (schema.GetColumnOrNull(name) is not { } column)
        {
            DecisionErrors.MissingSequenceColumn(role, name, option, otherwise);
            return default;
        }

        return column;
    }

    private static DecisionColumns Permute(DecisionColumns columns, int[] order) => columns with
    {
        Contexts = PermuteRows(columns.Contexts, order, columns.Slots),
        Actions = [.. order.Select(row => columns.Actions[row])],
        Rewards = [.. order.Select(row => columns.Rewards[row])],
        Probabilities = [.. order.Select(row => columns.Probabilities[row])],
    };

    private static float[] PermuteRows(float[] values, int[] order, int slots)
    {
        var permuted = new float[order.Length * slots];
        for (int i = 0; i < order.Length; i++)
            values.AsSpan(order[i] * slots, slots).CopyTo(permuted.AsSpan(i * slots, slots));
        return permuted;
    }

    private static bool IsIdentity(int[] order)
    {
        for (int i = 0; i < order.Length; i++)
        {
            if (order[i] != i)
                return false;
        }

        return true;
    }
}
