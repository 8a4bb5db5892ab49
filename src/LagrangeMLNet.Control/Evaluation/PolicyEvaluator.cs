using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Policies;
using LagrangeMLNet.Control.Rewards;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Evaluates policies on one log; the reward model is fitted once for all of them.</summary>
internal sealed class PolicyEvaluator
{
    private readonly DecisionLog _log;
    private readonly EvaluationOptions _options;
    private readonly RowFolds _folds;
    private readonly double[] _model;

    public PolicyEvaluator(DecisionLog log, EvaluationOptions options)
    {
        options.Validate();
        (_log, _options) = (log, options);
        _folds = new RowFolds(log.Rows, options.NumberOfFolds, options.Seed);
        _model = RewardModel.CrossFit(log.Columns, _folds, weights: null);
    }

    public PolicyEvaluation Evaluate(Policy policy)
    {
        var probabilities = policy.ProbabilitiesOn(_log);
        return new EstimateTable(_options).Of(
            policy.Name,
            WeightedDecisions.Of(_log.Columns, probabilities, _model),
            weights => WeightedDecisions.Of(_log.Columns, probabilities, RewardModel.CrossFit(_log.Columns, _folds, weights)),
            _log.Columns.Probabilities,
            UnsupportedMass(probabilities),
            _log.Warnings);
    }

    /// <summary>Mean probability of the actions that the log never holds.</summary>
    private double UnsupportedMass(double[] probabilities)
    {
        int actions = _log.Actions;
        int[] never = [.. _log.Columns.Counts().Index().Where(count => count.Item == 0).Select(count => count.Index)];
        double unsupported = 0;
        for (int row = 0; row < _log.Rows; row++)
            foreach (int action in never)
                unsupported += probabilities[(row * actions) + action];
        return unsupported / _log.Rows;
    }
}
