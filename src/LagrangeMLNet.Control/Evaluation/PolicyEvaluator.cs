using System.Globalization;
using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Policies;
using LagrangeMLNet.Control.Rewards;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Evaluates policies on one log; the reward model is fitted once for all of them.</summary>
internal sealed class PolicyEvaluator
{
    /// <summary>Thresholds of weights that are tried, each half of the one before.</summary>
    private const int MostThresholds = 12;

    /// <summary>Fewer effective decisions than this are too few for any interval of theirs.</summary>
    private const double FewEffective = 30;

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
        var decisions = WeightedDecisions.Of(_log.Columns, probabilities, _model);
        var overlap = Overlap(decisions, probabilities);
        var robust = Contributions.DoublyRobust(decisions);
        var switched = Choose(decisions, Estimator.SwitchDoublyRobust, Contributions.Switch);
        var shrunk = Choose(decisions, Estimator.OptimisticShrinkage, Contributions.Shrunk);
        PolicyEstimate[] estimates =
        [
            Estimate(Estimator.InversePropensity, Contributions.InversePropensity(decisions), overlap),
            Estimate(Estimator.SelfNormalized, Contributions.SelfNormalized(decisions), overlap),
            Estimate(Estimator.Direct, Contributions.Direct(decisions), overlap),
            Estimate(Estimator.DoublyRobust, robust, overlap),
            switched,
            shrunk,
            Estimate(Estimator.MoreRobust, MoreRobust(decisions, probabilities), overlap),
        ];
        var improvement = new double[_log.Rows];
        TensorPrimitives.Subtract<double>(robust, _log.Columns.Rewards, improvement);
        return new PolicyEvaluation
        {
            Policy = policy.Name,
            Rows = _log.Rows,
            Selected = overlap.MatchedShare == 0
                ? estimates[2]
                : new[] { estimates[3], shrunk, estimates[2] }[Slope.Select(
                    [robust, Contributions.Shrunk(decisions, shrunk.Threshold), Contributions.Direct(decisions)])],
            Logged = Interval(Estimator.InversePropensity, _log.Columns.Rewards, double.PositiveInfinity),
            Improvement = Estimate(Estimator.DoublyRobust, improvement, overlap),
            Estimates = estimates,
            Overlap = overlap,
            ConfidenceLevel = _options.ConfidenceLevel,
            Warnings = [.. _log.Warnings, .. Warn(overlap)],
        };
    }

    /// <summary>What would have been known of a policy's value without any of its decisions is nothing: no average over nothing.</summary>
    private PolicyEstimate Estimate(Estimator estimator, double[] contributions, OverlapDiagnostics overlap)
    {
        if (overlap.MatchedShare > 0 || estimator == Estimator.Direct)
            return Interval(estimator, contributions, double.PositiveInfinity);
        return new PolicyEstimate(estimator, double.NaN, double.NaN, double.NegativeInfinity, double.PositiveInfinity);
    }

    private PolicyEstimate Interval(Estimator estimator, double[] contributions, double threshold)
    {
        var moments = SampleMoments.Of(contributions);
        var (lower, upper) = ConfidenceInterval.Of(contributions, _options.IntervalMethod, _options.ConfidenceLevel, _options.Seed);
        return new PolicyEstimate(estimator, moments.Mean, moments.StandardError, lower, upper, threshold);
    }

    /// <summary>The threshold that SLOPE selects, from the largest weight downwards.</summary>
    private PolicyEstimate Choose(WeightedDecisions decisions, Estimator estimator, Func<WeightedDecisions, double, double[]> contribute)
    {
        double largest = TensorPrimitives.Max<double>(decisions.Weights);
        if (largest == 0)
            return new PolicyEstimate(estimator, double.NaN, double.NaN, double.NegativeInfinity, double.PositiveInfinity);
        bool isSwitch = estimator == Estimator.SwitchDoublyRobust;
        List<double> thresholds = [double.PositiveInfinity];
        for (int k = isSwitch ? 1 : -2; thresholds.Count <= MostThresholds; k++)
            thresholds.Add(isSwitch ? largest * Math.Pow(2, -k) : largest * largest * Math.Pow(4, -k));
        double chosen = thresholds[Slope.Select([.. thresholds.Select(threshold => contribute(decisions, threshold))])];
        return Interval(estimator, contribute(decisions, chosen), chosen);
    }

    private double[] MoreRobust(WeightedDecisions decisions, double[] probabilities)
    {
        var weights = new double[_log.Rows];
        for (int row = 0; row < weights.Length; row++)
            weights[row] = decisions.Weights[row] * decisions.Weights[row] * (1 - _log.Columns.Probabilities[row]);
        double mean = TensorPrimitives.Sum<double>(weights) / weights.Length;
        if (!(mean > 0))
            return Contributions.DoublyRobust(decisions);
        TensorPrimitives.Divide(weights, mean, weights);
        var model = RewardModel.CrossFit(_log.Columns, _folds, weights);
        return Contributions.DoublyRobust(WeightedDecisions.Of(_log.Columns, probabilities, model));
    }

    private OverlapDiagnostics Overlap(WeightedDecisions decisions, double[] probabilities)
    {
        var moments = SampleMoments.Of(decisions.Weights);
        double squares = TensorPrimitives.SumOfSquares<double>(decisions.Weights), sum = moments.Mean * decisions.Rows;
        int actions = _log.Actions;
        int[] never = [.. _log.Columns.Counts().Index().Where(count => count.Item == 0).Select(count => count.Index)];
        double unsupported = 0;
        for (int row = 0; row < decisions.Rows; row++)
            foreach (int action in never)
                unsupported += probabilities[(row * actions) + action];
        return new OverlapDiagnostics(
            squares > 0 ? sum * sum / squares : 0,
            moments.Mean,
            moments.StandardError,
            moments.Maximum,
            decisions.Weights.Count(weight => weight > 0) / (double)decisions.Rows,
            unsupported / decisions.Rows);
    }

    private IEnumerable<string> Warn(OverlapDiagnostics overlap)
    {
        if (overlap.MatchedShare == 0)
        {
            yield return "The policy takes none of the logged actions: the log "
                + "tells nothing of it, and only the reward model's guess is left.";
            yield break;
        }

        if (overlap.UnsupportedMass > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The policy gives {overlap.UnsupportedMass:P1} of its probability to actions that were never taken; estimates "
                + $"leave out or guess what "
                + $"they earn.");
        }

        if (overlap.EffectiveSampleSize < Math.Min(FewEffective, _log.Rows))
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The log is worth {overlap.EffectiveSampleSize:0.#} decisions of this policy: too few for the intervals to be relied on.");
        }

        if (Math.Abs(overlap.MeanWeight - 1) > 4 * overlap.MeanWeightStandardError && overlap.UnsupportedMass == 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The mean weight is {overlap.MeanWeight:G4} ± {overlap.MeanWeightStandardError:G2} and should be 1: the "
                + $"probabilities do not fit the "
                + $"actions taken, or the policy takes actions where they were never tried.");
        }
    }
}
