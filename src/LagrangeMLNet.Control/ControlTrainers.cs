using LagrangeMLNet.Control.Ranking;
using LagrangeMLNet.Control.Trainers;
using Microsoft.ML;

namespace LagrangeMLNet.Control;

/// <summary>Trainers of policies.</summary>
public sealed class ControlTrainers
{
    private readonly MLContext _context;

    internal ControlTrainers(MLContext context) => _context = context;

    /// <summary>Creates a <see cref="LagrangianPolicyTrainer"/>: a policy from a log of single decisions (contextual bandit).</summary>
    /// <param name="actionColumnName">The action taken: a key of known count.</param>
    /// <param name="rewardColumnName">What it earned.</param>
    /// <param name="probabilityColumnName">The logging policy's probability of it; null to have it estimated.</param>
    /// <param name="featureColumnName">The context: a vector of <see cref="float"/>.</param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    public LagrangianPolicyTrainer LagrangianPolicy(
        string actionColumnName = "Action",
        string rewardColumnName = "Reward",
        string? probabilityColumnName = "Probability",
        string featureColumnName = "Features") =>
        LagrangianPolicy(new LagrangianPolicyTrainer.Options
        {
            ActionColumnName = actionColumnName,
            RewardColumnName = rewardColumnName,
            ProbabilityColumnName = probabilityColumnName,
            FeatureColumnName = featureColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianPolicyTrainer"/> with options.</summary>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    public LagrangianPolicyTrainer LagrangianPolicy(LagrangianPolicyTrainer.Options options) => new(_context, options);

    /// <summary>
    /// Creates a <see cref="RankingPolicyTrainer"/>: a policy from a log of decisions among actions with features, which may come and go.
    /// </summary>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
#pragma warning disable CA1822 // Trainers are reached through the catalog, as everywhere in ML.NET.
    public RankingPolicyTrainer RankingPolicy(RankingPolicyTrainer.Options? options = null) => new(options ?? new());
#pragma warning restore CA1822

    /// <summary>
    /// Creates a <see cref="LagrangianFittedQTrainer"/>: a policy from a log of decisions that follow one another (offline reinforcement
    /// learning).
    /// </summary>
    /// <param name="discount">Discount, in [0, 1], of what is earned a step later; 1 learns the average reward per step.</param>
    /// <param name="actionColumnName">The action taken: a key of known count.</param>
    /// <param name="rewardColumnName">What it earned at once.</param>
    /// <param name="featureColumnName">The state: a vector of <see cref="float"/>.</param>
    /// <param name="nextFeatureColumnName">The state it led to; null where the next row of the episode tells it.</param>
    /// <param name="terminalColumnName">Whether nothing follows; null where no step is terminal.</param>
    /// <param name="episodeColumnName">The episode; null where the log does not tell episodes.</param>
    /// <param name="stepColumnName">The place of the step in its episode.</param>
    /// <exception cref="ArgumentException">An argument cannot be used; the message names it and what is allowed.</exception>
    /// <example>
    /// <code>
    /// var trainer = mlContext.Control().Trainers.LagrangianFittedQ(discount: 0.95);
    /// var policy = trainer.Fit(pastSteps);
    /// Console.WriteLine(trainer.LastReport);
    /// </code>
    /// </example>
    public LagrangianFittedQTrainer LagrangianFittedQ(
        double discount = 0.99,
        string actionColumnName = "Action",
        string rewardColumnName = "Reward",
        string featureColumnName = "Features",
        string? nextFeatureColumnName = "NextFeatures",
        string? terminalColumnName = "Terminal",
        string? episodeColumnName = "Episode",
        string stepColumnName = "Step") =>
        LagrangianFittedQ(new LagrangianFittedQTrainer.Options
        {
            Discount = discount,
            ActionColumnName = actionColumnName,
            RewardColumnName = rewardColumnName,
            FeatureColumnName = featureColumnName,
            NextFeatureColumnName = nextFeatureColumnName,
            TerminalColumnName = terminalColumnName,
            EpisodeColumnName = episodeColumnName,
            StepColumnName = stepColumnName,
        });

    /// <summary>Creates a <see cref="LagrangianFittedQTrainer"/> with options.</summary>
    /// <param name="options">Options; every default serves.</param>
    /// <exception cref="ArgumentException">An option cannot be used; the message names it and what is allowed.</exception>
    public LagrangianFittedQTrainer LagrangianFittedQ(LagrangianFittedQTrainer.Options options) => new(_context, options);
}
