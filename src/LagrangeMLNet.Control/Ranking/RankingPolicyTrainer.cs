using System.Globalization;
using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Evaluation;
using LagrangeMLNet.Control.Learning;
using LagrangeMLNet.Control.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>
/// Learns which of the actions offered to take from a log of decisions whose actions have features: what an action earns is regressed on
/// the features of context and action, and the temperature of the softmax is the one whose improvement over the logging policy, doubly
/// robust on decisions that were not learnt from, has the greatest lower confidence bound.
/// </summary>
public sealed class RankingPolicyTrainer
{
    /// <summary>Temperatures, from <see cref="Hottest"/> times the spread of the rewards, each half of the one before.</summary>
    private const int Temperatures = 12;

    private const double Hottest = 4;

    private readonly Options _options;

    internal RankingPolicyTrainer(Options options)
    {
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _options = options.Copy();
    }

    /// <summary>What the last successful fit did; null before it, and after one that failed.</summary>
    public RankingReport? LastReport { get; private set; }

    /// <summary>Learns a policy.</summary>
    /// <param name="log">The log.</param>
    /// <exception cref="InvalidOperationException">The features cannot be regressed on; the message says what to do.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end.</exception>
    public RankingPolicy Fit(RankingLog log)
    {
        ArgumentNullException.ThrowIfNull(log);
        LastReport = null;
        _options.CancellationToken.ThrowIfCancellationRequested();
        var features = JointFeatures.Of(log, _options.MaximumNumberOfFeatures);
        var folds = new RowFolds(log.Rows, _options.NumberOfFolds, _options.Seed);
        var rewards = RankingRewards.Fit(log, features, folds, weights: null);
        _options.CancellationToken.ThrowIfCancellationRequested();
        var model = rewards.CrossFit(log, folds);
        double spread = Math.Sqrt(SampleMoments.Of([.. log.Events.Select(decision => decision.Reward)]).Variance);
        List<PolicyCandidate> candidates = [Judge(log, model, double.PositiveInfinity)];
        for (int k = 0; k < Temperatures && spread > 0; k++)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            candidates.Add(Judge(log, model, Hottest * spread * Math.Pow(2, -k)));
        }

        var chosen = candidates.MaxBy(candidate => candidate.LowerImprovement)!;
        LastReport = new RankingReport(log.Rows, features.Size, log.MeanReward, candidates, chosen, [.. Warn(features, chosen)]);
        return new RankingPolicy(rewards, chosen.Temperature);
    }

    /// <summary>A temperature's policy, each decision's from a model that has not seen it, and what it would have earned.</summary>
    private PolicyCandidate Judge(RankingLog log, double[] model, double temperature)
    {
        var offsets = log.Offsets();
        var improvements = new double[log.Rows];
        double value = 0, divergence = 0;
        for (int row = 0; row < log.Rows; row++)
        {
            var decision = log.Events[row];
            var q = model.AsSpan(offsets[row], decision.Actions.Count);
            var p = new double[q.Length];
            if (double.IsFinite(temperature))
                SoftBellman.Policy(q, [], temperature, p);
            else
                p.AsSpan().Fill(1.0 / p.Length);
            double robust = p[decision.Taken] / decision.Probability * (decision.Reward - q[decision.Taken]);
            for (int a = 0; a < p.Length; a++)
            {
                robust += p[a] * q[a];
                divergence += p[a] > 0 ? p[a] * Math.Log(p[a] * p.Length) : 0;
            }

            value += robust;
            improvements[row] = robust - decision.Reward;
        }

        var moments = SampleMoments.Of(improvements);
        double bound = NormalQuantile.Of(_options.ConfidenceLevel) * moments.StandardError;
        return new PolicyCandidate(temperature, divergence / log.Rows, value / log.Rows, moments.Mean, moments.Mean - bound);
    }

    private static IEnumerable<string> Warn(JointFeatures features, PolicyCandidate chosen)
    {
        if (features.LeftOut > 0)
        {
            yield return string.Create(
                CultureInfo.InvariantCulture,
                $"{features.LeftOut} of {features.LeftOut + features.Size} joint features, those that occur least, were left out "
                + $"({nameof(Options.MaximumNumberOfFeatures)}).");
        }

        if (!(chosen.LowerImprovement > 0))
            yield return "No temperature's policy surely earns more than the logging policy did.";
    }

    /// <summary>Options of <see cref="RankingPolicyTrainer"/>; every default serves.</summary>
    /// <example>
    /// <code>
    /// var trainer = mlContext.Control().Trainers.RankingPolicy(new RankingPolicyTrainer.Options { MaximumNumberOfFeatures = 1000 });
    /// </code>
    /// </example>
    public sealed class Options
    {
        /// <summary>
        /// Most joint features, from 2 to 4096: features of contexts and actions, and their products. Those that occur least are left out,
        /// and the report says how many. A fit costs their cube. Default: 512.
        /// </summary>
        public int MaximumNumberOfFeatures { get; set; } = 512;

        /// <summary>Confidence, in [0.5, 1), of the lower bound that the temperature is chosen by. Default: 0.95.</summary>
        public double ConfidenceLevel { get; set; } = 0.95;

        /// <summary>Number of folds, from 2 to 100. Default: 5.</summary>
        public int NumberOfFolds { get; set; } = 5;

        /// <summary>Seed of the folds. Default: 0.</summary>
        public int Seed { get; set; }

        /// <summary>Ends training with an <see cref="OperationCanceledException"/>. Default: none.</summary>
        public CancellationToken CancellationToken { get; set; }

        internal void Validate()
        {
            OptionErrors.Check(
                MaximumNumberOfFeatures is >= 2 and <= 4096, MaximumNumberOfFeatures, nameof(MaximumNumberOfFeatures), "[2, 4096]");
            OptionErrors.Check(ConfidenceLevel is >= 0.5 and < 1, ConfidenceLevel, nameof(ConfidenceLevel), "[0.5, 1)");
            OptionErrors.Check(NumberOfFolds is >= 2 and <= 100, NumberOfFolds, nameof(NumberOfFolds), "[2, 100]");
        }

        internal Options Copy() => (Options)MemberwiseClone();
    }
}
