using Microsoft.ML;

namespace LagrangeMLNet.Control.Data;

/// <summary>
/// A log of decisions, read once, checked value by value, and held in contiguous memory: in the context x the logging policy took the
/// action a with probability p, and the reward r was seen. Made by <see cref="ControlCatalog.LoadLog"/>.
/// </summary>
public sealed class DecisionLog
{
    internal DecisionLog(IDataView view, DecisionColumns columns, IReadOnlyList<string> warnings)
    {
        View = view;
        Columns = columns;
        Warnings = warnings;
    }

    /// <summary>Number of decisions.</summary>
    public int Rows => Columns.Actions.Length;

    /// <summary>Number of features of a context.</summary>
    public int Features => Columns.Slots;

    /// <summary>Number of actions that could have been taken, logged or not.</summary>
    public int Actions => Columns.ActionNames.Count;

    /// <summary>Names of the actions in the order of the key; their numbers, from 1, where the key has no names.</summary>
    public IReadOnlyList<string> ActionNames => Columns.ActionNames;

    /// <summary>Mean reward of the log: what the logging policy earned per decision.</summary>
    public double MeanReward => Columns.Rewards.Average();

    /// <summary>Whether the probabilities were estimated because the log lacks them.</summary>
    public bool PropensitiesWereEstimated => Columns.Estimated is not null;

    /// <summary>What was noticed while reading: actions never taken, propensities estimated and clipped.</summary>
    public IReadOnlyList<string> Warnings { get; }

    /// <summary>The data that the log was read from; policies that are models see it row for row.</summary>
    internal IDataView View { get; }

    internal DecisionColumns Columns { get; }

    internal ReadOnlySpan<float> Context(int row) => Columns.Contexts.AsSpan(row * Columns.Slots, Columns.Slots);
}

/// <summary>The columns of a log.</summary>
internal sealed record DecisionColumns
{
    /// <summary>Contexts, row after row, each <see cref="Slots"/> long.</summary>
    public required float[] Contexts { get; init; }

    public required int Slots { get; init; }

    /// <summary>Actions taken, from 0.</summary>
    public required int[] Actions { get; init; }

    public required double[] Rewards { get; init; }

    /// <summary>Propensities of the actions taken, in (0, 1].</summary>
    public required double[] Probabilities { get; init; }

    public required IReadOnlyList<string> ActionNames { get; init; }

    /// <summary>The logging policy as estimated, rows × actions; null where the propensities were logged.</summary>
    public double[]? Estimated { get; init; }

    /// <summary>How often each action was taken.</summary>
    public int[] Counts()
    {
        var counts = new int[ActionNames.Count];
        foreach (int action in Actions)
            counts[action]++;
        return counts;
    }
}
