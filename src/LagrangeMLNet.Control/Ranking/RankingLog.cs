using System.Globalization;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Data;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>A log of decisions among actions that have features, checked value by value.</summary>
public sealed class RankingLog
{
    /// <summary>Checks decisions and holds them.</summary>
    /// <param name="events">The decisions, in the order of time.</param>
    /// <exception cref="InvalidOperationException">
    /// There are fewer than 3 decisions, or a value cannot be used; the message names the decision, what was found and what to do.
    /// </exception>
    public RankingLog(IEnumerable<RankingEvent> events)
    {
        ArgumentNullException.ThrowIfNull(events);
        Events = [.. events];
        if (Events.Count < DecisionReader.FewestRows)
            DecisionErrors.TooFewRows(Events.Count, DecisionReader.FewestRows);
        for (int row = 0; row < Events.Count; row++)
            Check(Events[row], row);
        if (Events.All(decision => decision.Actions.Count == 1))
            DecisionErrors.Ranking(0, "no decision of the log offers more than one action: there is nothing to decide.");
    }

    /// <summary>The decisions.</summary>
    public IReadOnlyList<RankingEvent> Events { get; }

    /// <summary>Number of decisions.</summary>
    public int Rows => Events.Count;

    /// <summary>Mean reward: what the logging policy earned per decision.</summary>
    public double MeanReward => Events.Average(decision => decision.Reward);

    /// <summary>Reads an event log (<c>dsjson</c>); lines without a decision, and decisions never activated, are left out.</summary>
    internal static RankingLog Read(TextReader reader)
    {
        var events = new List<RankingEvent>();
        long line = 0;
        while (reader.ReadLine() is { } text)
        {
            line++;
            if (!string.IsNullOrWhiteSpace(text) && EventLine.Parse(text, line) is { } parsed)
                events.Add(parsed);
        }

        return new RankingLog(events);
    }

    /// <summary>Where the values of each decision begin, one for each action offered, in its order; the last is their number.</summary>
    internal int[] Offsets()
    {
        var offsets = new int[Rows + 1];
        for (int row = 0; row < Rows; row++)
            offsets[row + 1] = offsets[row] + Events[row].Actions.Count;
        return offsets;
    }

    private static void Check(RankingEvent decision, int row)
    {
        if (decision.Actions.Count == 0)
            DecisionErrors.Ranking(row, "it offers no action. Filter it.");
        if (decision.Taken < 0 || decision.Taken >= decision.Actions.Count)
        {
            DecisionErrors.Ranking(
                row, $"the action taken is at place {decision.Taken}, and there are {decision.Actions.Count}, counted from 0.");
        }

        if (!double.IsFinite(decision.Reward))
            DecisionErrors.Ranking(row, $"its reward is {DecisionErrors.Show(decision.Reward)}. A reward must be finite.");
        if (!(decision.Probability is > 0 and <= 1))
        {
            DecisionErrors.Ranking(
                row,
                $"its probability is {DecisionErrors.Show(decision.Probability)}. That of an action that was taken lies above 0 and is "
                + "at most 1.");
        }

        var ids = new HashSet<string>(StringComparer.Ordinal);
        CheckFeatures(decision.Context, row, "the context");
        foreach (var action in decision.Actions)
        {
            if (!ids.Add(action.Id))
                DecisionErrors.Ranking(row, $"it offers action '{DisplayText.Escape(action.Id)}' twice.");
            CheckFeatures(action.Features, row, $"action '{DisplayText.Escape(action.Id)}'");
        }
    }

    private static void CheckFeatures(IReadOnlyList<NamedFeature> features, int row, string owner)
    {
        foreach (var feature in features)
        {
            if (!float.IsFinite(feature.Value))
            {
                DecisionErrors.Ranking(row, string.Create(
                    CultureInfo.InvariantCulture,
                    $"feature '{DisplayText.Escape(feature.Name)}' of {owner} is {DecisionErrors.Show(feature.Value)}. A feature must be "
                    + $"finite."));
            }
        }
    }
}
