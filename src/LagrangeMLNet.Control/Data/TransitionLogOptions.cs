using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.Control.Data;

/// <summary>How a log of decisions that follow one another is read: each row a step of an episode, and where it led.</summary>
/// <example>
/// <code>
/// var log = mlContext.Control().LoadTransitions(laterSteps, new TransitionLogOptions { NextFeatureColumnName = null });
/// Console.WriteLine(mlContext.Control().EvaluateEpisodes(log, Policy.Uniform));
/// </code>
/// </example>
public class TransitionLogOptions : DecisionLogOptions
{
    /// <summary>
    /// The state that the action led to: a vector as long as the features; what a terminal step holds there is not read. Null where the
    /// next row of the episode tells it; the last step of an episode that does not end in a terminal one is then left out, and said.
    /// Default: <c>NextFeatures</c>.
    /// </summary>
    public string? NextFeatureColumnName { get; set; } = "NextFeatures";

    /// <summary>
    /// Whether nothing is earned after the step: Boolean, <see cref="float"/> or <see cref="double"/> (0 is no). An episode that was cut
    /// off is not terminal. Null where no step is. Default: <c>Terminal</c>.
    /// </summary>
    public string? TerminalColumnName { get; set; } = "Terminal";

    /// <summary>
    /// The episode of the step: a key, text or whole number. Null where the log does not tell episodes; each row then stands alone, and
    /// values are means over the log's states. Default: <c>Episode</c>.
    /// </summary>
    public string? EpisodeColumnName { get; set; } = "Episode";

    /// <summary>
    /// The place of the step in its episode, a number that rises by 1; rows may come in any order. Not read where there are no episodes.
    /// Default: <c>Step</c>.
    /// </summary>
    public string StepColumnName { get; set; } = "Step";

    internal override void Validate()
    {
        base.Validate();
        OptionErrors.CheckOptionalName(NextFeatureColumnName, nameof(NextFeatureColumnName));
        OptionErrors.CheckOptionalName(TerminalColumnName, nameof(TerminalColumnName));
        OptionErrors.CheckOptionalName(EpisodeColumnName, nameof(EpisodeColumnName));
        OptionErrors.CheckName(StepColumnName, nameof(StepColumnName));
        if (NextFeatureColumnName is null && EpisodeColumnName is null)
        {
            throw new ArgumentException(
                "NextFeatureColumnName and EpisodeColumnName are both null: nothing tells where an action led. Name one of them.",
                nameof(NextFeatureColumnName));
        }
    }
}
