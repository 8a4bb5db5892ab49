using Microsoft.ML;

namespace LagrangeMLNet.Control.Data;

/// <summary>
/// A log of decisions that follow one another, read once, checked and ordered: in the state s the action a was taken with probability p, it
/// earned r and led to the state s′. Made by <see cref="ControlCatalog.LoadTransitions"/>.
/// </summary>
public sealed class TransitionLog
{
    internal TransitionLog(MLContext context, Transitions transitions, string featureName, IReadOnlyList<string> warnings)
    {
        Transitions = transitions;
        Warnings = warnings;
        var columns = transitions.Columns;
        States = new DecisionLog(ContextView.Named(context, columns, featureName), columns, []);
        var next = columns with { Contexts = transitions.Next };
        NextStates = new DecisionLog(ContextView.Named(context, next, featureName), next, []);
    }

    /// <summary>Number of steps.</summary>
    public int Rows => Transitions.Rows;

    /// <summary>Number of episodes; that of the steps where the log does not tell them.</summary>
    public int Episodes => Transitions.Episodes;

    /// <summary>Number of features of a state.</summary>
    public int Features => Transitions.Slots;

    /// <summary>Number of actions that could have been taken, logged or not.</summary>
    public int Actions => Transitions.Actions;

    /// <summary>Names of the actions in the order of the key; their numbers, from 1, where the key has no names.</summary>
    public IReadOnlyList<string> ActionNames => Transitions.Columns.ActionNames;

    /// <summary>Whether the probabilities were estimated because the log lacks them.</summary>
    public bool PropensitiesWereEstimated => Transitions.Columns.Estimated is not null;

    /// <summary>What was noticed while reading.</summary>
    public IReadOnlyList<string> Warnings { get; }

    internal Transitions Transitions { get; }

    /// <summary>The states as decisions, so that any policy can be asked for its probabilities there.</summary>
    internal DecisionLog States { get; }

    /// <summary>The next states, likewise.</summary>
    internal DecisionLog NextStates { get; }
}
