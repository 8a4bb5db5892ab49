using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>Evaluates policies among actions with features on one log; the reward model is fitted once for all of them.</summary>
internal sealed class RankingEvaluator
{
    private readonly RankingLog _log;
    private readonly EvaluationOptions _options;
    private readonly int[] _offsets;
    private readonly RowFolds _folds;
    private readonly JointFeatures _features;
    private readonly double[] _model;
    private readonly double[] _propensities;
    private readonly HashSet<string> _taken;

    public RankingEvaluator(RankingLog log, EvaluationOptions options, int mostFeatures)
    {
        options.Validate();
        (_log, _options) = (log, options);
        _offsets = log.Offsets();
        _folds = new RowFolds(log.Rows, options.NumberOfFolds, options.Seed);
        _features = JointFeatures.Of(log, mostFeatures);
        _model = CrossFit(weights: null);
        _propensities = [.. log.Events.Select(decision => decision.Probability)];
        _taken = [.. log.Events.Select(decision => decision.Actions[decision.Taken].Id)];
    }

    public PolicyEvaluation Evaluate(string name, RankingFunction policy)
    {
        var probabilities = new double[_offsets[^1]];
        double unsupported = 0;
        for (int row = 0; row < _log.Rows; row++)
        {
            var decision = _log.Events[row];
            var own = probabilities.AsSpan(_offsets[row], decision.Actions.Count);
            policy(decision, own);
            Normalise(name, row, own);
            for (int a = 0; a < own.Length; a++)
                unsupported += _taken.Contains(decision.Actions[a].Id) ? 0 : own[a];
        }

        return new EstimateTable(_options).Of(
            name,
            Weigh(probabilities, _model),
            weights => Weigh(probabilities, CrossFit(weights)),
            _propensities,
            unsupported / _log.Rows,
            []);
    }

    private double[] CrossFit(double[]? weights) => RankingRewards.Fit(_log, _features, _folds, weights).CrossFit(_log, _folds);

    private WeightedDecisions Weigh(double[] probabilities, double[] model)
    {
        int rows = _log.Rows;
        var decisions = new WeightedDecisions(new double[rows], new double[rows], new double[rows], new double[rows]);
        for (int row = 0; row < rows; row++)
        {
            var decision = _log.Events[row];
            int start = _offsets[row], taken = start + decision.Taken;
            decisions.Weights[row] = probabilities[taken] / decision.Probability;
            decisions.Rewards[row] = decision.Reward;
            decisions.ModelOfAction[row] = model[taken];
            for (int i = start; i < _offsets[row + 1]; i++)
                decisions.ModelOfPolicy[row] += probabilities[i] * model[i];
        }

        return decisions;
    }

    private static void Normalise(string name, int row, Span<double> probabilities)
    {
        double sum = 0;
        foreach (double p in probabilities)
        {
            if (!(p >= 0))
                DecisionErrors.BadPolicyProbability(name, row, $"found {DecisionErrors.Show(p)}");
            sum += p;
        }

        if (!(Math.Abs(sum - 1) <= 1e-4))
            DecisionErrors.BadPolicyProbability(name, row, $"the sum is {DecisionErrors.Show(sum)}");
        foreach (ref double p in probabilities)
            p /= sum;
    }
}
