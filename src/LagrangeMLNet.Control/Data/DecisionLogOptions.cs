using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.Control.Data;

/// <summary>How a log of decisions is read: the names of its columns, and what is done where the log lacks propensities.</summary>
/// <example>
/// <code>
/// var log = mlContext.Control().LoadLog(laterDecisions, new DecisionLogOptions { ProbabilityColumnName = null });
/// Console.WriteLine(mlContext.Control().Evaluate(log, Policy.Always(0)));
/// </code>
/// </example>
public class DecisionLogOptions
{
    /// <summary>The context of the decision: a vector of <see cref="float"/> of known size. Default: <c>Features</c>.</summary>
    public string FeatureColumnName { get; set; } = "Features";

    /// <summary>The action taken: a key of known count. Default: <c>Action</c>.</summary>
    public string ActionColumnName { get; set; } = "Action";

    /// <summary>
    /// What the action earned: <see cref="float"/>, <see cref="double"/> or Boolean; more is better. Default: <c>Reward</c>.
    /// </summary>
    public string RewardColumnName { get; set; } = "Reward";

    /// <summary>
    /// The probability, in (0, 1], with which the logging policy took the action: <see cref="float"/> or <see cref="double"/>. Null where
    /// the log lacks it; propensities are then estimated, and reports say so. Default: <c>Probability</c>.
    /// </summary>
    public string? ProbabilityColumnName { get; set; } = "Probability";

    /// <summary>
    /// The least propensity, in (0, 1), that an estimated one is clipped to; a logged one is never changed. Default: 0.01.
    /// </summary>
    public double MinimumPropensity { get; set; } = 0.01;

    /// <summary>Seed of the folds, in which what is estimated is never applied to the rows it was estimated from. Default: 0.</summary>
    public int Seed { get; set; }

    internal virtual void Validate()
    {
        OptionErrors.CheckName(FeatureColumnName, nameof(FeatureColumnName));
        OptionErrors.CheckName(ActionColumnName, nameof(ActionColumnName));
        OptionErrors.CheckName(RewardColumnName, nameof(RewardColumnName));
        OptionErrors.CheckOptionalName(ProbabilityColumnName, nameof(ProbabilityColumnName));
        OptionErrors.Check(MinimumPropensity is > 0 and < 1, MinimumPropensity, nameof(MinimumPropensity), "(0, 1)");
    }
}
