using System.Globalization;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Policies;
using LagrangeMLNet.Control.Sequences;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Evaluates policies on one log of episodes; the logging policy is fitted and evaluated once for all of them.</summary>
internal sealed class EpisodeEvaluator
{
    /// <summary>Fewer effective episodes than this are too few for estimates by the weights of whole episodes.</summary>
    private const double FewEffective = 30;

    /// <summary>Standard errors by which the model of values may miss the returns of the logging policy by chance.</summary>
    private const double MostMissed = 2;

    private readonly TransitionLog _log;
    private readonly Transitions _steps;
    private readonly EpisodeEvaluationOptions _options;
    private readonly KernelBasis _basis;
    private readonly RowFolds _folds;
    private readonly BellmanSystem[] _systems;
    private readonly double[] _logged;
    private readonly double[] _returned;

    public EpisodeEvaluator(MLContext context, TransitionLog log, EpisodeEvaluationOptions options)
    {
        options.Validate();
        (_log, _steps, _options) = (log, log.Transitions.Cut(options.NumberOfFolds), options);
        if (options.Discount == 1 && Array.IndexOf(_steps.Terminal, true) is >= 0 and int row)
            DecisionErrors.TerminalOfAverage(row);
        _basis = new KernelBasis(_steps, options.Seed);
        _folds = new RowFolds(_steps.Episodes, options.NumberOfFolds, options.Seed);
        _systems = [.. Enumerable.Range(0, _folds.Count).Select(fold => new BellmanSystem(
            _steps, _steps.RowsOf(Fitted(fold)), _basis, options.Discount, options.L2Regularization))];
        var features = new StateBasis(_steps);
        var prior = features.FromFeatures(Propensities.Fit(context, _steps.Columns, includes: null, options.Seed));
        _logged = new double[_steps.Episodes];
        _returned = new double[_steps.Episodes];
        ForEachFold(new SoftPolicy(prior, prior).On(_steps, features), (model, held) =>
        {
            model.Fill(held, _logged);
            foreach (int episode in held)
                _returned[episode] = Returned(episode, model);
        });
    }

    public EpisodeEvaluation Evaluate(Policy policy)
    {
        double[] here = policy.ProbabilitiesOn(_log.States), next = policy.ProbabilitiesOn(_log.NextStates);
        double[] stationary = new double[_steps.Episodes], direct = new double[_steps.Episodes];
        var ofAction = new double[_steps.Rows];
        var ofState = new double[_steps.Rows];
        var after = new double[_steps.Episodes];
        int actions = _steps.Actions;
        ForEachFold(
            (row, isNext, _, target) => (isNext ? next : here).AsSpan(row * actions, actions).CopyTo(target),
            (model, held) =>
            {
                model.Fill(held, stationary, direct);
                foreach (int episode in held)
                {
                    int end = _steps.EpisodeStarts[episode + 1];
                    for (int row = _steps.EpisodeStarts[episode]; row < end; row++)
                        (ofAction[row], ofState[row]) = model.At(row);
                    after[episode] = _steps.Terminal[end - 1] ? 0 : model.After(end - 1);
                }
            });
        var weighted = Weigh(here, ofAction, ofState, after);
        bool hasWeights = _steps.HasEpisodes && _options.Discount < 1 && ReferenceEquals(_steps, _log.Transitions);
        double effective = Effective(weighted);
        EpisodeEstimate[] estimates =
        [
            Estimate(EpisodeEstimator.PerDecision, hasWeights ? EpisodeContributions.PerDecision(weighted) : null),
            Estimate(EpisodeEstimator.WeightedPerDecision, hasWeights ? EpisodeContributions.WeightedPerDecision(weighted) : null),
            Estimate(EpisodeEstimator.DoublyRobust, hasWeights ? EpisodeContributions.DoublyRobust(weighted) : null),
            Estimate(
                EpisodeEstimator.WeightedDoublyRobust,
                hasWeights ? EpisodeContributions.DoublyRobust(weighted.Normalised()) : null),
            Estimate(EpisodeEstimator.FittedQEvaluation, direct),
            Estimate(EpisodeEstimator.StationaryDoublyRobust, stationary),
            Estimate(EpisodeEstimator.Magic, hasWeights ? EpisodeContributions.Magic(weighted.Normalised()) : null),
        ];
        bool byWeights = hasWeights && effective >= FewEffective;
        var believed = byWeights ? EpisodeEstimator.DoublyRobust : EpisodeEstimator.StationaryDoublyRobust;
        var contributions = byWeights ? EpisodeContributions.DoublyRobust(weighted) : stationary;
        return new EpisodeEvaluation
        {
            Policy = policy.Name,
            Rows = _steps.Rows,
            Episodes = _log.Episodes,
            Discount = _options.Discount,
            Value = estimates.First(estimate => estimate.Estimator == believed),
            Logged = Estimate(EpisodeEstimator.StationaryDoublyRobust, _logged),
            Improvement = Estimate(believed, [.. contributions.Zip(_logged, (policyValue, logged) => policyValue - logged)]),
            Estimates = estimates,
            EffectiveEpisodes = hasWeights ? effective : 0,
            ConfidenceLevel = _options.ConfidenceLevel,
            Warnings = [.. _log.Warnings, .. Warn(here, hasWeights, effective)],
        };
    }

    /// <summary>What an episode returned; where it was cut off, with the logging policy's value of the state after it.</summary>
    private double Returned(int episode, ValueContributions logging)
    {
        int end = _steps.EpisodeStarts[episode + 1];
        double returned = _steps.Terminal[end - 1] ? 0 : logging.After(end - 1);
        for (int row = end - 1; row >= _steps.EpisodeStarts[episode]; row--)
            returned = _steps.Columns.Rewards[row] + (_options.Discount * returned);
        return returned;
    }

    private void ForEachFold(PolicyAt policy, Action<ValueContributions, int[]> use)
    {
        for (int fold = 0; fold < _folds.Count; fold++)
        {
            int own = fold;
            int[] held = [.. Enumerable.Range(0, _steps.Episodes).Where(episode => _folds[episode] == own)];
            use(new ValueContributions(_systems[fold], Fitted(fold), _steps, _basis, _options.Discount, policy), held);
        }
    }

    private int[] Fitted(int fold) => [.. Enumerable.Range(0, _steps.Episodes).Where(episode => _folds[episode] != fold)];

    private WeightedEpisodes Weigh(double[] here, double[] ofAction, double[] ofState, double[] after)
    {
        var ratios = WeightedDecisions.WeightsOf(_steps.Columns, here);
        var weights = new double[_steps.Episodes][];
        for (int episode = 0; episode < weights.Length; episode++)
        {
            double product = 1;
            weights[episode] = [.. Slice(ratios, episode).Select(ratio => product *= ratio)];
        }

        int[] all = [.. Enumerable.Range(0, _steps.Episodes)];
        return new WeightedEpisodes(
            weights,
            [.. all.Select(episode => Slice(_steps.Columns.Rewards, episode))],
            [.. all.Select(episode => Slice(ofAction, episode))],
            [.. all.Select(episode => (double[])[.. Slice(ofState, episode), after[episode]])],
            _options.Discount);
    }

    private double[] Slice(double[] values, int episode) =>
        values[_steps.EpisodeStarts[episode].._steps.EpisodeStarts[episode + 1]];

    private static double Effective(WeightedEpisodes weighted)
    {
        double sum = 0, squares = 0;
        foreach (var weights in weighted.Weights)
        {
            sum += weights[^1];
            squares += weights[^1] * weights[^1];
        }

        return squares > 0 ? sum * sum / squares : 0;
    }

    private EpisodeEstimate Estimate(EpisodeEstimator estimator, double[]? contributions)
    {
        if (contributions is null)
            return new EpisodeEstimate(estimator, double.NaN, double.NaN, double.NegativeInfinity, double.PositiveInfinity);
        var moments = SampleMoments.Of(contributions);
        var (lower, upper) = ConfidenceInterval.Of(contributions, _options.IntervalMethod, _options.ConfidenceLevel, _options.Seed);
        return new EpisodeEstimate(estimator, moments.Mean, moments.StandardError, lower, upper);
    }

    private IEnumerable<string> Warn(double[] here, bool hasWeights, double effective)
    {
        if (!hasWeights)
        {
            yield return "The log tells too few episodes, or the average reward is asked for: there are no estimates by the "
                + "weights of whole "
                + "episodes, and the estimate trusts that states alike in their features are alike in value.";
        }
        else if (effective < FewEffective)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The episodes are worth {effective:0.#} of this policy's: too few for their weights; the estimate trusts that states "
                + $"alike in their features are alike in value, and its interval tells how it varies, not how far that is wrong.");
        }

        // The one policy whose value is known without a model is the logging policy's: a model that misses it misses others too.
        var missed = SampleMoments.Of([.. _returned.Zip(_logged, (returned, value) => returned - value)]);
        if (hasWeights && Math.Abs(missed.Mean) > MostMissed * missed.StandardError)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The logging policy's own episodes returned {Math.Abs(missed.Mean):G3} ± {missed.StandardError:G2} "
                + $"{(missed.Mean > 0 ? "more" : "less")} than the same model of values says: expect errors of that size or more beyond "
                + $"the intervals. Give features that tell more of the state, or more episodes.");
        }

        int[] never = [.. _steps.Columns.Counts().Index().Where(count => count.Item == 0).Select(count => count.Index)];
        double unsupported = never.Sum(action => Enumerable.Range(0, _steps.Rows).Sum(row => here[(row * _steps.Actions) + action]));
        if (unsupported > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"The policy gives {unsupported / _steps.Rows:P1} of its probability to actions that were never taken; what they "
                + $"lead to is "
                + $"guessed.");
        }
    }
}
