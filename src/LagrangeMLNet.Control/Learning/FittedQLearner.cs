using System.Globalization;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Control.Rewards;
using LagrangeMLNet.Control.Sequences;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Control.Learning;

/// <summary>Settings of <see cref="FittedQLearner"/>, validated.</summary>
/// <param name="Method">How policies are found; null tries all.</param>
/// <param name="Discount">γ in [0, 1]; 1 is average reward.</param>
/// <param name="Temperature">τ, or null to have it chosen.</param>
/// <param name="ConfidenceLevel">Confidence of the lower bound by which it is chosen.</param>
/// <param name="Penalty">Λ of each feature, in rows.</param>
/// <param name="Folds">Number of folds.</param>
/// <param name="Tolerance">Change of values, in temperatures, at which a temperature rests.</param>
/// <param name="Iterations">Most evaluations at each temperature.</param>
/// <param name="Seed">Seed of the folds.</param>
internal sealed record FittedQSettings(
    FittedQMethod? Method,
    double Discount,
    double? Temperature,
    double ConfidenceLevel,
    double Penalty,
    int Folds,
    double Tolerance,
    int Iterations,
    int Seed);

/// <summary>
/// Learns a policy for decisions that follow one another; of the policies from the logging one to the boldest it takes the one whose
/// improvement on episodes that were held out has the greatest lower confidence bound.
/// </summary>
internal sealed class FittedQLearner
{
    /// <summary>Temperatures, from the spread of the advantages under the logging policy, each a quarter of the one before.</summary>
    private const int Temperatures = 8;

    /// <summary>Unknowns times rows, beyond which policies are compared on a sample of the episodes.</summary>
    private const double MostSelectionWork = 3e7;

    private const int MostParts = 200;

    /// <summary>States by which the spread of the advantages is told.</summary>
    private const int MostStates = 20_000;

    private const string AllTheSame =
        "No action is worth more than another under the logging policy: there is nothing to learn, and the model is the logging policy.";

    private const string NothingBetter =
        "No policy has a better lower bound than the logging policy: the model is the logging policy.";

    private const string NotAtRest =
        "The values at the chosen temperature did not come to rest within MaximumNumberOfIterations; the policy was judged as it is.";

    private readonly Transitions _log;
    private readonly FittedQSettings _settings;
    private readonly TrainingHooks _hooks;
    private readonly StateBasis _basis;
    private readonly KernelBasis _kernels;
    private readonly LinearSoftmax _priorModel;
    private readonly double[] _prior;
    private readonly IReadOnlyList<string> _warnings;
    private readonly FittedQMethod[] _methods;

    public FittedQLearner(
        MLContext context, Transitions log, IReadOnlyList<string> warnings, FittedQSettings settings, TrainingHooks hooks)
    {
        (_log, _warnings, _settings, _hooks) = (log.Cut(settings.Folds), warnings, settings, hooks);
        _priorModel = Propensities.Fit(context, log.Columns, includes: null, settings.Seed);
        _methods = settings.Method is { } given ? [given] : Enum.GetValues<FittedQMethod>();
        _basis = new StateBasis(_log);
        _kernels = new KernelBasis(_log, settings.Seed);
        _prior = _basis.FromFeatures(_priorModel);
        hooks.CheckAlive();
    }

    public (LinearSoftmax Policy, FittedQReport Report) Learn()
    {
        int[] all = [.. Enumerable.Range(0, _log.Episodes)], sample = Sample(all);
        var system = System(all);
        var logging = new SoftPolicy(_prior, _prior);
        var ofSample = sample.Length == all.Length ? system : System(sample);
        var values = ofSample.Solve(ofSample.NextPolicy(logging.AtRow), ofSample.RightSide());
        string? drift = RewardDrift.FindIn(_log.Columns, system.Errors(system.NextPolicy(logging.AtRow), values));
        double spread = AdvantageSpread(logging, values);
        if (!(spread > 1e-9 * (Math.Abs(system.Baseline) + system.RewardScale)))
        {
            var only = new PolicyCandidate(double.PositiveInfinity, 0, system.Baseline, 0, 0);
            return (_priorModel, Report([only], only, _methods[0], all, 0, StopReason.Decelerated, [AllTheSame]));
        }

        double[] temperatures = [.. Enumerable.Range(0, Temperatures).Select(k => spread * Math.Pow(4, -k))];
        if (_settings.Temperature is { } given)
            temperatures = [.. temperatures.Where(temperature => temperature > given), given];
        var candidates = CrossValidate(sample, temperatures);
        int chosen = candidates.Index()
            .Where(candidate => _settings.Temperature is not { } only || candidate.Item.Temperature == only)
            .MaxBy(candidate => candidate.Item.LowerImprovement).Index;
        int steps = chosen == 0 ? 0 : ((chosen - 1) % temperatures.Length) + 1;
        var method = _methods[chosen == 0 ? 0 : (chosen - 1) / temperatures.Length];
        var path = Path(method, ofSample, sample);
        var policy = logging;
        foreach (double temperature in temperatures.Take(steps))
            policy = path.Next(temperature);
        if (chosen > 0 && ofSample != system)
            policy = path.Refine(system, all);

        bool isAtRest = chosen == 0 || path.HasConverged, isColdest = steps == temperatures.Length && _settings.Temperature is null;
        var reason = isAtRest && !isColdest ? StopReason.Decelerated : StopReason.BudgetSpent;
        reason = drift is null ? reason : StopReason.Rising;
        string?[] remarks = [drift, chosen == 0 ? NothingBetter : null, isAtRest ? null : NotAtRest, SampleRemark(sample)];
        var model = chosen == 0 ? _priorModel : _basis.ToFeatures(policy.Scores);
        return (model, Report(candidates, candidates[chosen], method, sample, path.Iterations, reason, remarks.OfType<string>()));
    }

    /// <summary>All episodes, or as many by turns of chance as the work allows.</summary>
    private int[] Sample(int[] all)
    {
        double work = (double)_log.Rows * _log.Actions * _basis.Size;
        int parts = (int)Math.Min(Math.Min(_log.Episodes / 10, MostParts), Math.Ceiling(work / MostSelectionWork));
        if (parts <= 1)
            return all;
        var folds = new RowFolds(all.Length, parts, _settings.Seed);
        return [.. all.Where(episode => folds[episode] == 0)];
    }

    private string? SampleRemark(int[] sample) => sample.Length == _log.Episodes
        ? null
        : string.Create(
            CultureInfo.InvariantCulture,
            $"The log is large: policies were compared on {sample.Length} of its {_log.Episodes} episodes, and the chosen one was learnt "
            + $"from all.");

    private BellmanSystem System(int[] episodes) =>
        new(_log, _log.RowsOf(episodes), _basis, _settings.Discount, _settings.Penalty);

    private IPolicyPath Path(FittedQMethod method, BellmanSystem system, int[] episodes)
    {
        var logging = new SoftPolicy(_prior, _prior);
        return method switch
        {
            FittedQMethod.FeatureOccupancy => new FeatureOccupancyAscent(
                system, episodes, _log.Actions, logging, NormalQuantile.Of(_settings.ConfidenceLevel), _hooks.CheckAlive),
            FittedQMethod.KernelIteration => new KernelPolicyIteration(
                _log, episodes, _basis, _kernels, logging, _settings.Discount, _settings.Penalty, _hooks.CheckAlive),
            _ => new SoftPolicyIteration(
                system, _log.Actions, _prior, _settings.Tolerance, _settings.Iterations, _hooks.CheckAlive),
        };
    }

    /// <summary>
    /// The logging policy and those of each method and temperature, judged on episodes that each was not learnt from.
    /// </summary>
    private List<PolicyCandidate> CrossValidate(int[] sample, double[] temperatures)
    {
        var folds = new RowFolds(sample.Length, _settings.Folds, _settings.Seed);
        int count = _methods.Length * temperatures.Length;
        var logged = new double[_log.Episodes];
        var values = Enumerable.Range(0, count).Select(_ => new double[_log.Episodes]).ToArray();
        var gains = Enumerable.Range(0, count).Select(_ => new double[_log.Episodes]).ToArray();
        var divergences = new double[count];
        for (int fold = 0; fold < folds.Count; fold++)
        {
            int[] fitted = [.. sample.Where((_, place) => folds[place] != fold)];
            int[] held = [.. sample.Where((_, place) => folds[place] == fold)];
            var system = System(fitted);
            var averaged = new BellmanSystem(_log, _log.RowsOf(fitted), _kernels, _settings.Discount, _settings.Penalty);
            var judge = new PolicyJudge(
                _log,
                (system, _basis),
                (averaged, _kernels),
                _settings.Discount,
                fitted,
                held,
                new SoftPolicy(_prior, _prior).On(_log, _basis));
            foreach (int episode in held)
                logged[episode] = judge.Logged[episode];
            for (int k = 0; k < count; k += temperatures.Length)
            {
                var path = Path(_methods[k / temperatures.Length], system, fitted);
                for (int t = 0; t < temperatures.Length; t++)
                {
                    _hooks.CheckAlive();
                    var policy = path.Next(temperatures[t]);
                    divergences[k + t] += system.NextPolicy(policy).Divergence.Average() / folds.Count;
                    judge.Judge(policy.On(_log, _basis), values[k + t], gains[k + t]);
                }
            }
        }

        List<PolicyCandidate> candidates =
            [new(double.PositiveInfinity, 0, sample.Average(episode => logged[episode]), 0, 0)];
        for (int k = 0; k < count; k++)
        {
            var moments = SampleMoments.Of([.. sample.Select(episode => gains[k][episode])]);
            double quantile = StudentQuantile.Of(_settings.ConfidenceLevel, Math.Max(1, sample.Length - 1));
            candidates.Add(new PolicyCandidate(
                temperatures[k % temperatures.Length],
                divergences[k],
                sample.Average(episode => values[k][episode]),
                moments.Mean,
                moments.Mean - (quantile * moments.StandardError)));
            Tell(candidates);
        }

        return candidates;
    }

    /// <summary>Root mean variance of Q(s, ·) under the logging policy, over states spread evenly along the log.</summary>
    private double AdvantageSpread(SoftPolicy logging, double[] values)
    {
        double[] phi = new double[_basis.Size], pi = new double[_log.Actions], q = new double[_log.Actions];
        int states = Math.Min(_log.Rows, MostStates);
        double sum = 0;
        for (int i = 0; i < states; i++)
        {
            _basis.Apply(_log.State((int)((long)_log.Rows * i / states)), phi);
            logging.Decide(phi, pi);
            SoftPolicy.Linear(values, phi, q);
            double mean = q.Zip(pi, (value, p) => value * p).Sum();
            sum += q.Zip(pi, (value, p) => p * (value - mean) * (value - mean)).Sum();
        }

        return Math.Sqrt(sum / states);
    }

    /// <summary>Velocity is minus the value: less is better, as of any loss.</summary>
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
            $"Temperature {last.Temperature:G3}: divergence {last.Divergence:G3} nat, value {last.Value:G5}, improvement at least "
            + $"{last.LowerImprovement:G4}."));
    }

    private FittedQReport Report(
        IReadOnlyList<PolicyCandidate> candidates,
        PolicyCandidate chosen,
        FittedQMethod method,
        int[] sample,
        int iterations,
        StopReason reason,
        IEnumerable<string> remarks) => new()
        {
            Rows = _log.Rows,
            Episodes = _log.Episodes,
            Features = _log.Slots,
            Actions = _log.Actions,
            Discount = _settings.Discount,
            Candidates = candidates,
            Chosen = chosen,
            Method = method,
            RowsOfSelection = sample.Sum(episode => _log.EpisodeStarts[episode + 1] - _log.EpisodeStarts[episode]),
            Iterations = iterations,
            StopReason = reason,
            Warnings = [.. _warnings, .. remarks],
        };
}
