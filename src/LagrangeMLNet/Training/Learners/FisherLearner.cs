using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns with the full Fisher matrix: natural-gradient steps on growing samples. Each sample starts where the last one ended, close
/// enough that one or two steps reach its statistical error, so that nearly all work is done on few rows and the whole data is read a
/// handful of times. Rows that enter are scored before they are learnt from: their loss is the velocity of learning.
/// </summary>
internal sealed class FisherLearner(
    Likelihood likelihood, int positions, Observations observations, Prior prior, double[]? lasso,
    Workers workers, TrainingSettings settings, LearningPath path, Action checkAlive)
{
    // Above this many rows per parameter a sample's Fisher matrix serves for all rows: its relative error √(P/n) makes steps contract by 5.
    private const int RowsPerParameterForMetric = 40;

    // Below this size the Fisher matrix of all rows costs no more than a few gradients.
    private const int SmallMatrix = 24;

    // Unfinished part of a sample's statistical error that may remain when the next sample brings a larger gain.
    private const double ToleranceWithinPath = 0.2;

    // Which weights an L1 penalty leaves at 0 is a matter of the last digits.
    private const double LassoSharpness = 1000;

    private readonly FisherPass _pass = new(likelihood, positions, observations, workers);
    private readonly Dispersion _dispersion = new(likelihood, observations.LabelMean);

    /// <param name="all">All rows.</param>
    /// <param name="sample">Gives a sample of a share of the rows, or null if there is no room for it.</param>
    /// <param name="constant">θ of the model that explains all rows alike.</param>
    /// <param name="start">Where to start, or null.</param>
    public FisherResult Learn(IRowSource all, Func<double, IRowSource?> sample, double[] constant, double[]? start)
    {
        double[] theta = [.. start ?? constant];
        IStep step = lasso is null ? new NaturalStep() : new ProximalNewtonStep(checkAlive);
        IPenaltyRule penalty = prior.IsChosen ? new EvidencePenalty(_dispersion) : new GivenPenalty();
        PassSums? sums = null;
        FisherMatrix? metric = null;
        foreach (double share in start is null ? GrowingSamples.Shares(likelihood, _pass.Parameters, observations.Evenness, all.Rows) : [1])
        {
            bool isLast = share == 1;
            var rows = isLast ? all : sample(share);
            if (rows is null || rows.Rows == 0)
                continue;
            var objective = new Objective(_pass, rows, isLast ? 1 : (double)rows.Rows / observations.Rows, prior, lasso);
            double sharpness = lasso is null ? 1 : LassoSharpness;
            var stop = new DecrementStop(isLast ? settings.Tolerance / sharpness : ToleranceWithinPath);
            var descent = new NaturalDescent(likelihood, objective, penalty, step, stop, _dispersion, path);
            (sums, metric) = descent.Run(theta, constant, isLast ? Borrowed(metric) : null, sums, isLast);
        }

        var factor = metric!.Factor(observations.Weight, prior, 1);
        return new FisherResult(theta, sums!, factor.EffectiveParameters(prior, 1), metric.Dispersion, factor.Damping);
    }

    /// <summary>A sample's metric, if it serves for all rows and theirs would cost more.</summary>
    private FisherMatrix? Borrowed(FisherMatrix? metric) =>
        _pass.Parameters > SmallMatrix && metric?.Rows >= (long)RowsPerParameterForMetric * _pass.Parameters ? metric : null;
}

/// <summary>What a learner found: θ, the sums at it, and how many parameters the data determine.</summary>
internal sealed record FisherResult(double[] Theta, PassSums Sums, double EffectiveParameters, double Dispersion, double Damping)
{
    /// <summary>Whether the steps that are allowed ran out before they stopped gaining.</summary>
    public bool IsUnfinished { get; init; }
}
