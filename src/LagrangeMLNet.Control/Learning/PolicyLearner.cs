using System.Globalization;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Control.Rewards;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Learning;

/// <summary>Settings of <see cref="PolicyLearner"/>, validated.</summary>
/// <param name="Temperature">τ, or null to have it chosen.</param>
/// <param name="ConfidenceLevel">Confidence of the lower bound by which it is chosen.</param>
/// <param name="Folds">Number of folds.</param>
/// <param name="Tolerance">Share of the statistical error that may remain.</param>
/// <param name="Iterations">Most steps at each temperature.</param>
/// <param name="Seed">Seed of the folds.</param>
internal sealed record PolicySettings(
    double? Temperature, double ConfidenceLevel, int Folds, double Tolerance, int Iterations, int Seed);

/// <summary>Learns a policy from a log; temperature chosen by the lower bound of its improvement on rows that were held out.</summary>
internal sealed class PolicyLearner
{
    /// <summary>Temperatures, from <see cref="Hottest"/> times the spread of the rewards, each half of the one before.</summary>
    private const int Temperatures = 12;

    private const double Hottest = 4;

    /// <summary>Rows times weights, beyond which temperatures are compared on a sample of the rows.</summary>
    private const double MostSelectionWork = 6e7;

    private const string AllTheSame = "All rewards are the same: there is nothing to learn, and the model is the logging policy.";

    private const string NothingBetter =
        "No temperature's policy has a better lower bound than the logging policy: the model is the logging policy.";

    private readonly MLContext _context;
    private readonly DecisionLog _log;
    private readonly PolicySettings _settings;
    private readonly TrainingHooks _hooks;
    private readonly int[] _all;

    public PolicyLearner(MLContext context, DecisionLog log, PolicySettings settings, TrainingHooks hooks)
    {
        (_context, _log, _settings, _hooks) = (context, log, settings, hooks);
        _all = [.. Enumerable.Range(0, log.Rows)];
    }

    /// <summary>Learns by doubly robust rewards.</summary>
    public (LinearSoftmax Policy, PolicyReport Report) Learn() =>
        Learn(RewardModel.CrossFit(_log.Columns, new RowFolds(_log.Rows, _settings.Folds, _settings.Seed), weights: null));

    /// <summary>Learns with a reward model of one's own.</summary>
    /// <param name="model">
    /// q̂, rows × actions, each row's from a model that has not seen it; overwritten. 0 is inverse propensity learning.
    /// </param>
    public (LinearSoftmax Policy, PolicyReport Report) Learn(double[] model)
    {
        var columns = _log.Columns;
        var folds = new RowFolds(_log.Rows, _settings.Folds, _settings.Seed);
        var prior = Propensities.Fit(_context, columns, includes: null, _settings.Seed);
        string? drift = RewardDrift.Find(columns, model);
        _hooks.CheckAlive();
        var rewards = RobustRewards(columns, model);
        var objective = new PolicyObjective(columns, rewards, LogProbabilities(prior));
        var coordinates = new PolicyCoordinates(columns, prior);
        var moments = SampleMoments.Of(columns.Rewards);
        if (!(moments.Variance > 0))
        {
            var only = Candidate(double.PositiveInfinity, 0, columns.Rewards, _all);
            return (prior, Report([only], only, 0, StopReason.Decelerated, [AllTheSame]));
        }

        double spread = Math.Sqrt(moments.Variance), tolerance = _settings.Tolerance * spread;
        double[] temperatures = [.. Enumerable.Range(0, Temperatures).Select(k => Hottest * spread * Math.Pow(2, -k))];
        if (_settings.Temperature is { } given)
            temperatures = [.. temperatures.Where(temperature => temperature > given), given];
        int[] sample = Sample();
        var candidates = CrossValidate(objective, coordinates, prior, folds, temperatures, tolerance, sample);
        int chosen = _settings.Temperature is null
            ? candidates.Index().MaxBy(candidate => candidate.Item.LowerImprovement).Index
            : candidates.Count - 1;
        var path = new PolicyPath(objective, coordinates, sample, _hooks.CheckAlive);
        var policy = prior;
        foreach (double temperature in temperatures.Take(chosen))
            policy = path.Cool(temperature, tolerance / Math.Sqrt(sample.Length), _settings.Iterations);
        if (sample.Length < _log.Rows && chosen > 0)
        {
            path = new PolicyPath(objective, coordinates, _all, _hooks.CheckAlive, path.Point);
            policy = path.Cool(temperatures[chosen - 1], tolerance / Math.Sqrt(_log.Rows), _settings.Iterations);
        }

        bool isColdest = chosen == candidates.Count - 1 && _settings.Temperature is null;
        var reason = drift is not null ? StopReason.Rising : isColdest ? StopReason.BudgetSpent : StopReason.Decelerated;
        string?[] warnings = [drift, chosen == 0 ? NothingBetter : null, SampleRemark(sample)];
        return (policy, Report(candidates, candidates[chosen], path.Iterations, reason, warnings.OfType<string>()));
    }

    /// <summary>All rows, or as many by chance as the work allows: temperatures are compared on them.</summary>
    private int[] Sample()
    {
        double share = MostSelectionWork / ((double)_log.Rows * _log.Actions * (_log.Features + 1));
        return share >= 1 ? _all : [.. _all.Where(row => RowHash.Share(row, ~_settings.Seed) < share)];
    }

    private string? SampleRemark(int[] sample) => sample.Length == _log.Rows
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The log is large: temperatures were compared on {sample.Length} of its decisions, and the policy was learnt from all.");

    /// <summary>
    /// R = q̂ + min(1/p, √n)·(r − q̂) on the action taken: beyond √n a weight adds more spread than it removes bias (Ionides, 2008).
    /// </summary>
    private static double[] RobustRewards(DecisionColumns columns, double[] model)
    {
        int actions = columns.ActionNames.Count;
        double most = Math.Sqrt(columns.Actions.Length);
        for (int row = 0; row < columns.Actions.Length; row++)
        {
            int taken = (row * actions) + columns.Actions[row];
            model[taken] += Math.Min(most, 1 / columns.Probabilities[row]) * (columns.Rewards[row] - model[taken]);
        }

        return model;
    }

    private float[] LogProbabilities(LinearSoftmax prior)
    {
        var logs = new float[_log.Rows * _log.Actions];
        var scores = new double[_log.Actions];
        for (int row = 0; row < _log.Rows; row++)
        {
            prior.Logits(_log.Context(row), scores);
            double normaliser = SoftBellman.Value(scores, [], 1);
            for (int a = 0; a < scores.Length; a++)
                logs[(row * scores.Length) + a] = (float)(scores[a] - normaliser);
        }

        return logs;
    }

    /// <summary>The logging policy and that of each temperature, judged on rows of a sample that each was not learnt from.</summary>
    private List<PolicyCandidate> CrossValidate(
        PolicyObjective objective,
        PolicyCoordinates coordinates,
        LinearSoftmax prior,
        RowFolds folds,
        double[] temperatures,
        double tolerance,
        int[] sample)
    {
        var values = temperatures.Select(_ => new double[sample.Length]).ToArray();
        var divergences = new double[temperatures.Length];
        var valueOfRow = new double[_log.Rows];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            int held = fold;
            int[] learnt = [.. sample.Where(row => folds[row] != held)], judged = [.. sample.Where(row => folds[row] == held)];
            if (learnt.Length == 0 || judged.Length == 0)
                continue;
            var path = new PolicyPath(objective, coordinates, learnt, _hooks.CheckAlive);
            for (int k = 0; k < temperatures.Length; k++)
            {
                var policy = path.Cool(temperatures[k], tolerance / Math.Sqrt(sample.Length), _settings.Iterations);
                divergences[k] += objective.Evaluate(policy, judged, valueOfRow).Divergence * judged.Length / sample.Length;
                for (int place = 0; place < sample.Length; place++)
                {
                    if (folds[sample[place]] == held)
                        values[k][place] = valueOfRow[sample[place]];
                }
            }
        }

        objective.Evaluate(prior, sample, valueOfRow);
        List<PolicyCandidate> candidates =
            [Candidate(double.PositiveInfinity, 0, [.. sample.Select(row => valueOfRow[row])], sample)];
        for (int k = 0; k < temperatures.Length; k++)
        {
            candidates.Add(Candidate(temperatures[k], divergences[k], values[k], sample));
            Tell(candidates);
        }

        return candidates;
    }

    private PolicyCandidate Candidate(double temperature, double divergence, double[] values, int[] rows)
    {
        double[] improvement = [.. values.Zip(rows, (value, row) => value - _log.Columns.Rewards[row])];
        var moments = SampleMoments.Of(improvement);
        double bound = NormalQuantile.Of(_settings.ConfidenceLevel) * moments.StandardError;
        return new PolicyCandidate(
            temperature, divergence, SampleMoments.Of(values).Mean, moments.Mean, moments.Mean - bound);
    }

    /// <summary>Velocity is the regret of what was best so far turned round: less is better, as of any loss.</summary>
    private void Tell(List<PolicyCandidate> candidates)
    {
        var last = candidates[^1];
        _hooks.Progress?.Report(new LearningState(
            Step: candidates.Count - 2,
            Observations: (candidates.Count - 1L) * _log.Rows,
            Position: double.NaN,
            Velocity: -last.Value,
            Acceleration: double.NaN,
            Floor: double.NaN,
            FloorStandardError: double.NaN,
            Remaining: double.NaN,
            StopReason.None));
        _hooks.Info(string.Create(
            CultureInfo.InvariantCulture,
            $"Temperature {last.Temperature:G3}: divergence {last.Divergence:G3} nat, reward {last.Value:G5}, improvement at least "
            + $"{last.LowerImprovement:G4}."));
    }

    private PolicyReport Report(
        IReadOnlyList<PolicyCandidate> candidates,
        PolicyCandidate chosen,
        int iterations,
        StopReason reason,
        IEnumerable<string> warnings) => new()
        {
            Rows = _log.Rows,
            Features = _log.Features,
            Actions = _log.Actions,
            Candidates = candidates,
            Chosen = chosen,
            LoggedReward = _log.MeanReward,
            Iterations = iterations,
            StopReason = reason,
            Warnings = [.. _log.Warnings, .. warnings],
        };
}
