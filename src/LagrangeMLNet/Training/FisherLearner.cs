using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns with the full Fisher matrix: natural-gradient steps on growing samples. Each sample starts where the last one ended, close
/// enough that one or two steps reach its statistical error, so that nearly all work is done on few rows and the whole data is read a
/// handful of times. Rows that enter are scored before they are learnt from: their loss is the velocity of learning.
/// </summary>
/// <remarks>Strength of the prior: <see cref="EvidenceStrength"/>.</remarks>
internal sealed class FisherLearner(
    Likelihood likelihood, int positions, Observations observations, Prior prior, double[]? lasso,
    Workers workers, TrainingSettings settings, LearningPath path, Action checkAlive)
{
    // Rows per parameter in the pilot: its excess loss, P/2n, is then about 1/32 nat, where Newton's steps converge at once. A row of K
    // classes tells more than one of two; √K is a cautious share of that. Where events are rare, the rows are more by as much.
    private const int PilotRowsPerParameter = 16;
    private const int SmallestPilot = 1000;
    private const double GrowthOfSamples = 8;

    // Above this many rows per parameter a sample's Fisher matrix serves for all rows: its relative error √(P/n) makes steps contract by 5.
    private const int RowsPerParameterForMetric = 40;

    // Below this size the Fisher matrix of all rows costs no more than a few gradients.
    private const int SmallMatrix = 24;

    // A Gaussian's Fisher matrix is the same everywhere: up to this size it is measured on all rows at once, and one step arrives.
    private const int LargestGaussian = 128;

    // Mean loss below which everything is explained. Unit: nat / observation.
    private const double SmallestLoss = 1e-3;

    // Unfinished part of a sample's statistical error that may remain when the next sample brings a larger gain.
    private const double ToleranceWithinPath = 0.2;

    private readonly FisherPass _pass = new(likelihood, positions, observations, workers);
    private readonly double _unitDeviance = likelihood.UnitDeviance(observations.LabelMean);

    /// <param name="all">All rows.</param>
    /// <param name="sample">Gives a sample of a share of the rows, or null if there is no room for it.</param>
    /// <param name="constant">θ of the model that explains all rows alike.</param>
    /// <param name="start">Where to start, or null.</param>
    public FisherResult Learn(IRowSource all, Func<double, IRowSource?> sample, double[] constant, double[]? start)
    {
        bool isWarm = start is not null;
        var theta = (start ?? constant).ToArray();
        var shares = isWarm ? [1.0] : Shares(all.Rows);
        PassSums? previous = null;
        Metric? metric = null;
        foreach (double share in shares)
        {
            bool last = share == 1;
            var rows = last ? all : sample(share);
            if (rows is null || rows.Rows == 0)
                continue;
            bool ownMetric = !last || metric is null || _pass.Parameters <= SmallMatrix
                || metric.Rows < (long)RowsPerParameterForMetric * _pass.Parameters;
            // Which weights an L1 penalty leaves at 0 is a matter of the last digits.
            double tolerance = !last ? ToleranceWithinPath : lasso is null ? settings.Tolerance : settings.Tolerance / 1000;
            (previous, metric) = Descend(rows, theta, constant, ownMetric ? null : metric, tolerance, previous, last);
        }

        var step = FisherStep.Factor(metric!.Fisher, observations.Weight / metric.Weight, prior, 1);
        return new FisherResult(theta, previous!, step.EffectiveParameters(prior, 1), metric.Dispersion, step.Damping);
    }

    private IReadOnlyList<double> Shares(long rows)
    {
        double pilot = Math.Max(SmallestPilot, PilotRowsPerParameter * _pass.Parameters / Math.Sqrt(likelihood.Outputs)) / observations.Evenness;
        if (pilot * 2 >= rows || (likelihood is GaussianLikelihood && _pass.Parameters <= LargestGaussian))
            return [1];
        int samples = (int)Math.Ceiling(Math.Log(rows / pilot) / Math.Log(GrowthOfSamples));
        double growth = Math.Pow(rows / pilot, 1.0 / samples);
        var shares = new List<double>();
        for (int i = samples; i > 0; i--)
            shares.Add(Math.Pow(growth, -i));
        shares.Add(1);
        return shares;
    }

    private (PassSums Sums, Metric Metric) Descend(
        IRowSource rows, double[] theta, double[] constant, Metric? metric, double tolerance, PassSums? previous, bool last)
    {
        double share = last ? 1 : (double)rows.Rows / observations.Rows;
        bool ownMetric = metric is null;
        var step = new double[theta.Length];
        var accepted = theta.ToArray();
        FisherStep? factored = null;
        double stalled = double.PositiveInfinity, best = double.PositiveInfinity, scale = 1, lastGain = double.PositiveInfinity;
        PassSums? bestSums = null;
        for (int pass = 0; ; pass++)
        {
            var sums = _pass.Run(rows, theta, ownMetric);
            path.CountPass(rows.Rows);
            if (pass == 0)
            {
                path.Enter(sums, previous);
                if (path.IsWorseThanConstant && !theta.AsSpan().SequenceEqual(constant))
                {
                    // New rows lie so far out that what was learnt explains them worse than nothing at all: begin again.
                    constant.CopyTo(theta, 0);
                    ownMetric = true;
                    sums = _pass.Run(rows, theta, ownMetric);
                    path.CountPass(rows.Rows);
                }
            }

            double objective = sums.Loss + prior.Penalty(theta, share) + Lasso(theta, share);
            double noise = 1e-6 * Math.Max(double.IsFinite(best) ? Math.Abs(best) : 0, SmallestLoss * sums.Weight);
            if (!(objective <= best + noise) && bestSums is not null)
            {
                // The quadratic model reached too far (or past what can be represented): go back half of the way.
                scale /= 2;
                if (scale < 1e-6 || path.IsSpent)
                {
                    accepted.CopyTo(theta, 0);
                    return (bestSums, metric!);
                }

                for (int i = 0; i < theta.Length; i++)
                    theta[i] = accepted[i] - (scale * step[i]);
                continue;
            }

            (best, bestSums) = (objective, sums);
            theta.CopyTo(accepted, 0);
            if (ownMetric || metric is null)
                metric = new Metric(sums.Fisher!, sums.Weight, rows.Rows, Dispersion(sums));
            double factor = sums.Weight / metric.Weight;
            if (ownMetric || factored is null || likelihood is GaussianLikelihood)
            {
                factored = FisherStep.Factor(metric.Fisher, factor, prior, share);
                if (prior.IsChosen && (ownMetric || pass == 0 || (likelihood is GaussianLikelihood && pass < 3)))
                {
                    factored = ChooseStrength(factored, metric, factor, theta, sums, share);
                    best = sums.Loss + prior.Penalty(theta, share) + Lasso(theta, share);
                }
            }

            var gradient = sums.Gradient.ToArray();
            for (int i = 0; i < gradient.Length; i++)
                gradient[i] += prior[i, share] * theta[i];
            double gain = lasso is null
                ? factored.Solve(gradient, step)
                : LassoStep.Solve(
                    FisherStep.Metric(metric.Fisher, factor, prior, share), gradient, theta, [.. lasso.Select(l => l * share)], step, checkAlive);
            if (!double.IsFinite(gain))
            {
                // Curvature has vanished (everything is explained): no step can be told from another.
                gain = 0;
                step.AsSpan().Clear();
            }

            double statistical = metric.Dispersion * Math.Max(1, metric.Effective + likelihood.Outputs) / 2;
            // A gain that no longer shrinks where it must shrink fast is rounding: there is nothing more to be had.
            bool rounding = (ownMetric || likelihood is GaussianLikelihood) && pass > 4 && objective > stalled - noise;
            stalled = Math.Min(stalled, objective);
            // What a step leaves shrinks at least as it did last time; what is too little to take another pass for, this step takes along.
            double remains = scale == 1 && gain < lastGain && double.IsFinite(lastGain) ? gain * gain / lastGain : gain;
            bool done = !(remains > tolerance * statistical) || rounding || path.IsSpent;
            if (done && lasso is null && gain < statistical && !rounding)
            {
                sums.Loss -= Decrease(sums.Gradient, step, gain, share);
                for (int i = 0; i < theta.Length; i++)
                    theta[i] -= step[i];
                gain = remains;
            }

            // On the way, velocity is measured where a larger sample is entered. On all rows none are left to measure it on: it is estimated.
            if (last && (pass > 0 || done))
                path.Report(sums, metric.Dispersion, metric.Effective + likelihood.Outputs, gain, theta);
            if (done)
                return (sums, metric);

            // A borrowed metric that no longer contracts is replaced by the rows' own.
            if (!ownMetric && (scale < 1 || gain > lastGain / 4) && likelihood is not GaussianLikelihood)
            {
                ownMetric = true;
                lastGain = double.PositiveInfinity;
            }
            else
            {
                lastGain = gain;
            }

            if (likelihood is GaussianLikelihood)
                ownMetric = false;
            scale = 1;
            for (int i = 0; i < theta.Length; i++)
                theta[i] -= step[i];
        }
    }

    /// <summary>By how much a natural-gradient step s lowers the rows' loss, as far as it is quadratic: gᵀs − ½ sᵀFs, with (F + Λ) s the objective's gradient.</summary>
    private double Decrease(double[] gradient, double[] step, double gain, double share)
    {
        double linear = 0, penalty = 0;
        for (int i = 0; i < step.Length; i++)
        {
            linear += gradient[i] * step[i];
            penalty += prior[i, share] * step[i] * step[i];
        }

        return linear - gain + (penalty / 2);
    }

    private double Lasso(double[] theta, double share)
    {
        if (lasso is null)
            return 0;
        double sum = 0;
        for (int i = 0; i < theta.Length; i++)
            sum += lasso[i] * Math.Abs(theta[i]);
        return sum * share;
    }

    private FisherStep ChooseStrength(FisherStep factored, Metric metric, double factor, double[] theta, PassSums sums, double share)
    {
        metric.Effective = factored.EffectiveParameters(prior, share);
        metric.Dispersion = Dispersion(sums, metric.Effective);
        var quadratic = new Quadratic(metric.Fisher, factor, share, sums.Weight, theta, sums.Gradient);
        return EvidenceStrength.Choose(factored, metric.Effective, metric.Dispersion, quadratic, prior);
    }

    /// <summary>φ, the deviance per degree of freedom; 1 where the likelihood leaves no choice.</summary>
    private double Dispersion(PassSums sums, double effective = 0) => likelihood.HasDispersion
        ? Math.Max(2 * sums.Loss / Math.Max(sums.Weight - effective - 1, sums.Weight * 0.05) / _unitDeviance, 1e-12)
        : 1;

    /// <summary>A Fisher matrix and the rows it was measured on.</summary>
    private sealed class Metric(double[] fisher, double weight, long rows, double dispersion)
    {
        public double[] Fisher => fisher;

        public double Weight => weight;

        public long Rows => rows;

        public double Dispersion { get; set; } = dispersion;

        public double Effective { get; set; }
    }
}

/// <summary>What <see cref="FisherLearner"/> found: θ, the sums at it, and how many parameters the data determine.</summary>
internal sealed record FisherResult(double[] Theta, PassSums Sums, double EffectiveParameters, double Dispersion, double Damping)
{
    /// <summary>Whether the steps that are allowed ran out before they stopped gaining.</summary>
    public bool IsUnfinished { get; init; }
}
