using System.Globalization;
using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>Every estimator's estimate of one policy from a log as that policy sees it, whatever the actions were.</summary>
/// <param name="options">Validated options.</param>
internal sealed class EstimateTable(EvaluationOptions options)
{
    /// <summary>Thresholds of weights that are tried, each half of the one before.</summary>
    private const int MostThresholds = 12;

    /// <summary>Fewer effective decisions than this are too few for any interval of theirs.</summary>
    private const double FewEffective = 30;

    /// <param name="policy">Name of the policy.</param>
    /// <param name="decisions">The log as the policy sees it.</param>
    /// <param name="refit">The same with a reward model that is fitted to rows of these weights, mean 1.</param>
    /// <param name="propensities">Probabilities of the actions taken.</param>
    /// <param name="unsupportedMass">Mean probability the policy gives to actions that the log never holds.</param>
    /// <param name="warnings">What was noticed of the log.</param>
    public PolicyEvaluation Of(
        string policy,
        WeightedDecisions decisions,
        Func<double[], WeightedDecisions> refit,
        double[] propensities,
        double unsupportedMass,
        IReadOnlyList<string> warnings)
    {
        var overlap = Overlap(decisions, unsupportedMass);
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
            Estimate(Estimator.MoreRobust, MoreRobust(decisions, refit, propensities), overlap),
        ];
        var improvement = new double[decisions.Rows];
        TensorPrimitives.Subtract<double>(robust, decisions.Rewards, improvement);
        return new PolicyEvaluation
        {
            Policy = policy,
            Rows = decisions.Rows,
            Selected = overlap.MatchedShare == 0
                ? estimates[2]
                : new[] { estimates[3], shrunk, estimates[2] }[Slope.Select(
                    [robust, Contributions.Shrunk(decisions, shrunk.Threshold), Contributions.Direct(decisions)])],
            Logged = Interval(Estimator.InversePropensity, decisions.Rewards, double.PositiveInfinity),
            Improvement = Estimate(Estimator.DoublyRobust, improvement, overlap),
            Estimates = estimates,
            Overlap = overlap,
            ConfidenceLevel = options.ConfidenceLevel,
            Warnings = [.. warnings, .. Warn(overlap, decisions.Rows)],
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
        var (lower, upper) = ConfidenceInterval.Of(contributions, options.IntervalMethod, options.ConfidenceLevel, options.Seed);
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

    private static double[] MoreRobust(
        WeightedDecisions decisions, Func<double[], WeightedDecisions> refit, double[] propensities)
    {
        var weights = new double[decisions.Rows];
        for (int row = 0; row < weights.Length; row++)
            weights[row] = decisions.Weights[row] * decisions.Weights[row] * (1 - propensities[row]);
        double mean = TensorPrimitives.Sum<double>(weights) / weights.Length;
        if (!(mean > 0))
            return Contributions.DoublyRobust(decisions);
        TensorPrimitives.Divide(weights, mean, weights);
        return Contributions.DoublyRobust(refit(weights));
    }

    private static OverlapDiagnostics Overlap(WeightedDecisions decisions, double unsupportedMass)
    {
        var moments = SampleMoments.Of(decisions.Weights);
        double squares = TensorPrimitives.SumOfSquares<double>(decisions.Weights), sum = moments.Mean * decisions.Rows;
        return new OverlapDiagnostics(
            squares > 0 ? sum * sum / squares : 0,
            moments.Mean,
            moments.StandardError,
            moments.Maximum,
            decisions.Weights.Count(weight => weight > 0) / (double)decisions.Rows,
            unsupportedMass);
    }

    private static IEnumerable<string> Warn(OverlapDiagnostics overlap, int rows)
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

        if (overlap.EffectiveSampleSize < Math.Min(FewEffective, rows))
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
