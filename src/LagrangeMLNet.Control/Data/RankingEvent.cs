namespace LagrangeMLNet.Control.Data;

/// <summary>An action that could be taken, with features of its own: actions may come and go from one decision to the next.</summary>
/// <param name="Id">Identifier, within a decision unique; a feature too, so that what is special to an action can be learnt.</param>
/// <param name="Features">Features of the action.</param>
public sealed record OfferedAction(string Id, IReadOnlyList<NamedFeature> Features);

/// <summary>A decision among actions that have features: one of those offered was taken, and earned a reward.</summary>
/// <param name="Context">Features of the context.</param>
/// <param name="Actions">The actions that could be taken, at least one.</param>
/// <param name="Taken">Place of the action taken, from 0.</param>
/// <param name="Reward">What it earned, finite; more is better.</param>
/// <param name="Probability">The probability, in (0, 1], with which it was taken.</param>
public sealed record RankingEvent(
    IReadOnlyList<NamedFeature> Context, IReadOnlyList<OfferedAction> Actions, int Taken, double Reward, double Probability);
