using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Labeling;

/// <summary>What a campaign advises to do next.</summary>
public enum LabelingAdvice
{
    /// <summary>Label the rows that are pending: more is to be learnt, at its price.</summary>
    LabelOn,

    /// <summary>The velocity is at <see cref="LabelingCampaignOptions.TargetVelocity"/> or below: good enough.</summary>
    TargetReached,

    /// <summary>What further labels would teach is a negligible share of what has been learnt.</summary>
    FloorReached,

    /// <summary>What the next labels would teach is worth less than they cost.</summary>
    NotWorthItsCost,

    /// <summary>
    /// The velocity rises with more labels: the rows, or the way they are labelled, have changed. Look at the latest labels.
    /// </summary>
    VelocityRises,

    /// <summary>The budget has no room for another row.</summary>
    BudgetSpent,

    /// <summary>All usable rows of the pool are labelled or skipped.</summary>
    PoolSpent,
}

/// <summary>Where a campaign stands.</summary>
public sealed record LabelingState
{
    /// <summary>Number of rows labelled.</summary>
    public required int Labels { get; init; }

    /// <summary>Number of rows skipped.</summary>
    public required int Skipped { get; init; }

    /// <summary>Number of rows that wait for their labels.</summary>
    public required int Pending { get; init; }

    /// <summary>What the labels cost so far, in the unit of the options.</summary>
    public required double Cost { get; init; }

    /// <summary>What the labels of the pending rows will cost.</summary>
    public required double PendingCost { get; init; }

    /// <summary>
    /// Velocity, acceleration, floor and what remains, counted in labels; null before the first batch is labelled. Unit: nat / observation,
    /// for regression the code length of a normal distribution, ½ ln(2πe · mean squared error).
    /// </summary>
    public required LearningState? Learning { get; init; }

    /// <summary>
    /// The velocity after each batch, as it was measured: on rows drawn at random, by the model that had not learnt from them.
    /// </summary>
    public required IReadOnlyList<Observation> Looks { get; init; }

    /// <summary>
    /// How much the velocity will fall by the pending labels, going by how it fell so far; NaN as long as that cannot be told. Unit:
    /// nat / observation.
    /// </summary>
    public required double MeasuredGain { get; init; }

    /// <summary>
    /// The same by theory: the fall of half the mean variance of predictions over the pool (criterion V), which holds as far as the model
    /// is right; NaN where the model is not linear. Unit: nat / observation.
    /// </summary>
    public required double PlannedGain { get; init; }

    /// <summary>What to do.</summary>
    public required LabelingAdvice Advice { get; init; }

    /// <summary>Why, in a sentence with the figures.</summary>
    public required string Reason { get; init; }
}
