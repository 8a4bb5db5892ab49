using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Policies;
using LagrangeMLNet.Control.Ranking;
using Microsoft.ML;

namespace LagrangeMLNet.Control;

/// <summary>Logs of decisions, policies learnt from them, and what policies would have earned.</summary>
public sealed class ControlCatalog
{
    private readonly MLContext _context;

    internal ControlCatalog(MLContext context)
    {
        _context = context;
        Trainers = new ControlTrainers(context);
    }

    /// <summary>The trainers.</summary>
    public ControlTrainers Trainers { get; }

    /// <summary>Reads and checks a log of decisions.</summary>
    /// <param name="data">A row a decision; all columns a policy that is a pipeline needs may be there.</param>
    /// <param name="options">Names of the columns; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option, or a column's type, cannot be used.</exception>
    /// <exception cref="InvalidOperationException">
    /// A value cannot be used; the message names column, row, what was found and what to do.
    /// </exception>
    public DecisionLog LoadLog(IDataView data, DecisionLogOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return DecisionReader.Read(_context, data, options ?? new DecisionLogOptions());
    }

    /// <summary>Reads, orders and checks a log of decisions that follow one another.</summary>
    /// <param name="data">A row a step, in any order where the log tells episodes and steps.</param>
    /// <param name="options">Names of the columns; null for the defaults.</param>
    /// <exception cref="ArgumentException">An option, or a column's type, cannot be used.</exception>
    /// <exception cref="InvalidOperationException">
    /// A value cannot be used, or an episode's steps do not follow one another; the message names column, row, what was found and what to
    /// do.
    /// </exception>
    public TransitionLog LoadTransitions(IDataView data, TransitionLogOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        return TransitionReader.Read(_context, data, options ?? new TransitionLogOptions());
    }

    /// <summary>
    /// Reads an event log of Azure AI Personalizer or Vowpal Wabbit (<c>dsjson</c>: a JSON object a line) as data for <see cref="LoadLog"/>
    /// and the trainers: <c>Features</c> (numbers as they are, texts one-hot), <c>Action</c> by its tag, identifier or number,
    /// <c>Reward</c> (minus the cost) and <c>Probability</c>. Lines without a decision, and decisions never activated, are left out; so are
    /// features of actions.
    /// </summary>
    /// <param name="reader">The log; read to its end.</param>
    /// <exception cref="InvalidOperationException">A line cannot be read; the message names it.</exception>
    public IDataView LoadEvents(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return EventLogReader.Read(_context, reader);
    }

    /// <summary>
    /// Reads an event log of Azure AI Personalizer or Vowpal Wabbit (<c>dsjson</c>) with the features of its actions, which may come and
    /// go. Lines without a decision, and decisions never activated, are left out.
    /// </summary>
    /// <param name="reader">The log; read to its end.</param>
    /// <exception cref="InvalidOperationException">A line cannot be read, or a value cannot be used; the message names it.</exception>
    public RankingLog LoadRankings(TextReader reader)
    {
        ArgumentNullException.ThrowIfNull(reader);
        return RankingLog.Read(reader);
    }

    /// <summary>Estimates what policies among actions with features would have earned per decision.</summary>
    /// <param name="log">The log.</param>
    /// <param name="policies">
    /// Names and policies, at least one; none may have been learnt from this log, or its estimate is too high.
    /// </param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <returns>An evaluation for each policy, in their order.</returns>
    /// <exception cref="ArgumentException">There is no policy, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">A policy gives what is no distribution; the message names the decision.</exception>
    public IReadOnlyList<PolicyEvaluation> EvaluateRankings(
        RankingLog log, IReadOnlyList<(string Name, RankingFunction Policy)> policies, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policies);
        if (policies.Count == 0)
            throw new ArgumentException("There are no policies to evaluate; give at least one.", nameof(policies));
        var evaluator = new RankingEvaluator(
            log, options ?? new EvaluationOptions(), new RankingPolicyTrainer.Options().MaximumNumberOfFeatures);
        return [.. policies.Select(policy => evaluator.Evaluate(policy.Name, policy.Policy))];
    }

    /// <summary>Estimates what a policy would have earned per decision, had it decided in place of the one that was logged.</summary>
    /// <param name="log">The log.</param>
    /// <param name="policy">The policy; it must not have been learnt from this log, or the estimate is too high.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public PolicyEvaluation Evaluate(DecisionLog log, Policy policy, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policy);
        return new PolicyEvaluator(log, options ?? new EvaluationOptions()).Evaluate(policy);
    }

    /// <summary>Estimates what a model's policy would have earned per decision.</summary>
    /// <param name="log">The log.</param>
    /// <param name="model">A model whose <c>Score</c> holds the probability of each action.</param>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public PolicyEvaluation Evaluate(DecisionLog log, ITransformer model) => Evaluate(log, Policy.FromModel("model", model));

    /// <summary>
    /// Learns a policy on all folds but one and evaluates it on that one, for each in turn: what a trainer's policies earn on decisions
    /// that they were not learnt from.
    /// </summary>
    /// <param name="data">A log of decisions.</param>
    /// <param name="trainer">A trainer of policies, or a pipeline that ends with one.</param>
    /// <param name="numberOfFolds">Number of folds, at least 2.</param>
    /// <param name="logOptions">Names of the columns; null for the defaults.</param>
    /// <param name="options">How policies are evaluated; null for the defaults.</param>
    /// <returns>An evaluation for each fold.</returns>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public IReadOnlyList<PolicyEvaluation> CrossValidate(
        IDataView data,
        IEstimator<ITransformer> trainer,
        int numberOfFolds = 5,
        DecisionLogOptions? logOptions = null,
        EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        int seed = (options ?? new EvaluationOptions()).Seed;
        return [.. _context.Data.CrossValidationSplit(data, numberOfFolds, seed: seed).Select((fold, place) =>
        {
            var policy = Policy.FromModel(FormattableString.Invariant($"fold {place}"), trainer.Fit(fold.TrainSet));
            return Evaluate(LoadLog(fold.TestSet, logOptions), policy, options);
        })];
    }

    /// <summary>Ranks policies by what each would have earned.</summary>
    /// <param name="log">The log.</param>
    /// <param name="policies">The policies, at least one.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public PolicyComparison Compare(DecisionLog log, IReadOnlyList<Policy> policies, EvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policies);
        if (policies.Count == 0)
            throw new ArgumentException("There are no policies to compare; give at least one.", nameof(policies));
        var evaluator = new PolicyEvaluator(log, options ?? new EvaluationOptions());
        var evaluations = policies.Select(evaluator.Evaluate).ToList();
        return new PolicyComparison([.. evaluations.OrderByDescending(policy => policy.Value.Value)]);
    }

    /// <summary>Estimates what a policy would have returned, had it decided in place of the one whose episodes were logged.</summary>
    /// <param name="log">The log.</param>
    /// <param name="policy">The policy; it must not have been learnt from this log, or the estimate is too high.</param>
    /// <param name="options">Options; null for the defaults.</param>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public EpisodeEvaluation EvaluateEpisodes(TransitionLog log, Policy policy, EpisodeEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(log);
        ArgumentNullException.ThrowIfNull(policy);
        return new EpisodeEvaluator(_context, log, options ?? new EpisodeEvaluationOptions()).Evaluate(policy);
    }

    /// <summary>Estimates what a model's policy would have returned.</summary>
    /// <param name="log">The log.</param>
    /// <param name="model">A model, over the log's features alone, whose <c>Score</c> holds the probability of each action.</param>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public EpisodeEvaluation EvaluateEpisodes(TransitionLog log, ITransformer model) =>
        EvaluateEpisodes(log, Policy.FromModel("model", model));

    /// <summary>
    /// Learns a policy on all folds of episodes but one and evaluates it on that one, for each in turn: what a trainer's policies return in
    /// episodes that they were not learnt from.
    /// </summary>
    /// <param name="data">A log of steps.</param>
    /// <param name="trainer">A trainer of policies.</param>
    /// <param name="numberOfFolds">Number of folds, at least 2.</param>
    /// <param name="logOptions">Names of the columns; null for the defaults.</param>
    /// <param name="options">How policies are evaluated; null for the defaults.</param>
    /// <returns>An evaluation for each fold.</returns>
    /// <exception cref="ArgumentException">The policy is over other actions, or an option cannot be used.</exception>
    /// <exception cref="InvalidOperationException">The policy gives what is no distribution; the message names the row.</exception>
    public IReadOnlyList<EpisodeEvaluation> CrossValidateEpisodes(
        IDataView data,
        IEstimator<ITransformer> trainer,
        int numberOfFolds = 5,
        TransitionLogOptions? logOptions = null,
        EpisodeEvaluationOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(trainer);
        ArgumentOutOfRangeException.ThrowIfLessThan(numberOfFolds, 2);
        logOptions ??= new TransitionLogOptions();
        var folds = _context.Data.CrossValidationSplit(
            data, numberOfFolds, logOptions.EpisodeColumnName, (options ?? new EpisodeEvaluationOptions()).Seed);
        return [.. folds.Select((fold, place) =>
        {
            var policy = Policy.FromModel(FormattableString.Invariant($"fold {place}"), trainer.Fit(fold.TrainSet));
            return EvaluateEpisodes(LoadTransitions(fold.TestSet, logOptions), policy, options);
        })];
    }
}
