using System.Numerics.Tensors;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns from a planned sample of candidate rows: a pilot, drawn uniformly; the leverage of every candidate at the pilot's fit; a sample
/// with probabilities proportional to it; a fit to it with inverse-probability weights; and from there a step whose gradient is that of
/// all candidates and whose metric is the sample's.
/// </summary>
/// <remarks>
/// Derivation. Let θ be the sample's fit, θ̂ that to all candidates, δ = θ̂ − θ, F_i the Fisher information of row i, F their sum and
/// F_S = Σ_S F_i/π. The step −F_S⁻¹ Σ g_i(θ) leaves the error (I − F_S⁻¹F) δ, whose expected excess loss is
/// ½ Σ (1 − π)/π · δᵀF_i F⁻¹F_i δ. With δ as likely in one direction as in another (in the metric F) that is ρ · ½ ‖δ‖²_F,
/// ρ = Σ (1 − π)/π · h_i² / P, h_i = tr(F⁻¹F_i): least at π ∝ h, whatever the labels. Before the step the excess is ½ ‖δ‖²_F, near P/2|S| a
/// row as for any weighted sample; ρ is near P/|S| too, so that the step leaves a product of two small shares. Sums here are over rows;
/// divided by Σw they are nats per observation.
/// </remarks>
internal sealed class SubsampleLearner(
    Likelihood likelihood, TrainingData data, Prior prior, double[]? lasso, Workers workers, TrainingSettings settings, LearningPath path,
    Action checkAlive)
{
    // The pilot only has to tell leverages apart.
    private const double LargestPilotShare = 0.5;
    private const int PilotRowsPerParameter = 40;
    private const int SmallestPilot = 1000;

    // The pilot, of at least half of the smallest sample's rows, may have weights so uneven that it tells as much as a quarter of it.
    private const double SharePerWeight = 8;

    // Share of the sample that is drawn uniformly: the leverages are a pilot's, and no weight may be large.
    private const double UniformShare = 0.2;

    // A step leaves the excess P/2|S| · P/|S|; this many times less than the candidates' own P/2N is less than anyone can see.
    private const double Negligible = 25;
    private const int SmallestLimit = 10_000;

    // A step is taken again while the last one left more than this share of the statistical error of all candidates.
    private const double Unfinished = 0.1;
    private const int MostCorrections = 4;

    // Share by which the candidates' loss may rise from one step to the next: the prior's part of it.
    private const double Rise = 0.01;

    private readonly FisherPass _pass = new(likelihood, data.Positions, data.Observations, workers);

    /// <summary>Fewest rows that a sample is planned for.</summary>
    public static double SmallestSample(Likelihood likelihood, long parameters) =>
        Math.Max(200, 10 * parameters / Math.Sqrt(likelihood.Outputs));

    /// <param name="most">Expected number of rows to learn from at most, pilot and sample together.</param>
    /// <param name="constant">θ of the model that explains all rows alike.</param>
    /// <param name="start">Where to start, or null.</param>
    /// <returns>What was learnt; null if too few rows have weight for a pilot.</returns>
    public SubsampleFit? Learn(double most, double[] constant, double[]? start)
    {
        // Rare events have to be in the pilot and in the sample, and it takes as many more rows.
        double evenness = data.Observations.Evenness;
        double expected = Math.Min(most, Math.Max(SmallestLimit / evenness, Math.Sqrt(Negligible * _pass.Parameters * data.Rows.Rows)));
        double pilotRows = Math.Max(SmallestPilot, PilotRowsPerParameter * _pass.Parameters / Math.Sqrt(likelihood.Outputs)) / evenness;
        var split = new SubsampleSplit(data.Rows.Rows, Math.Min(LargestPilotShare * expected, pilotRows), settings.Seed);
        var pilot = Copy(row => split.IsPilot(row) ? 1 : 0);
        var heldOut = Copy(row => split.IsHeldOut(row) ? 1 : 0);
        double pilotShare = ShareOfWeight(pilot), share = 1 - ShareOfWeight(heldOut);
        if (!(share is > 0 and < 1) || !(EffectiveRows(pilot) >= SmallestSample(likelihood, _pass.Parameters) / SharePerWeight))
            return null;

        var theta = Learner(pilot, pilotShare).Learn(pilot, pilot.Sample, constant, start).Theta;
        var plan = Plan(pilot, heldOut.Rows, pilotShare, share, theta, expected, split);
        double sampleShare = ShareOfWeight(plan.Sample);
        var first = Learner(plan.Sample, sampleShare).Learn(plan.Sample, _ => null, constant, theta);
        var metric = _pass.Run(plan.Sample, first.Theta, fisher: true);
        path.CountPass(plan.Sample.Rows);
        var correction = new GradientCorrection(_pass, metric, share / sampleShare, prior.For(share), Lasso(share), plan.Spread,
            first.Dispersion, checkAlive);

        theta = first.Theta.ToArray();
        double remaining = 0, least = double.PositiveInfinity;
        int corrections = 0;
        bool isAstray = false;
        PassSums target;
        do
        {
            target = Remaining(theta, heldOut);
            // What the sample promised is not what the candidates found.
            isAstray = !(target.Loss <= least * (1 + Rise));
            if (isAstray)
                break;
            least = target.Loss;
            double gain = correction.Step(plan.Sample, theta, target);
            path.CountPass(plan.Sample.Rows);
            remaining = plan.Spread * gain;
            corrections++;
        }
        while (remaining > Unfinished * correction.EffectiveParameters * first.Dispersion / 2 && corrections < MostCorrections
            && !path.IsSpent);

        var check = _pass.Run(heldOut, theta, false);
        var firstCheck = _pass.Run(heldOut, first.Theta, false);
        isAstray |= !(check.MeanLoss <= firstCheck.MeanLoss + (SubsampleFit.StandardErrors * firstCheck.StandardError));
        if (isAstray)
            (theta, check, target) = (first.Theta, firstCheck, Remaining(first.Theta, heldOut));
        double scatter = plan.Scatter(new LeveragePass(
            likelihood, data.Positions, data.Observations, correction.Metric, settings.Seed, workers), theta, share / sampleShare);
        if (isAstray)
            remaining = scatter / 2 * share / sampleShare;
        var result = new FisherResult(theta, target, correction.EffectiveParameters, first.Dispersion, correction.Metric.Damping);
        path.Report(target, first.Dispersion, correction.EffectiveParameters + likelihood.Outputs, remaining, theta);
        return new SubsampleFit(result, check, plan.Sample.Rows, pilot.Rows, corrections, scatter, remaining, isAstray);
    }

    private RowSet Copy(Func<long, float> inflation) => WeightedCopy.Of(data.Rows, inflation, settings.Seed, checkAlive);

    private double ShareOfWeight(RowSet rows) => Weights(rows).Sum * data.Observations.WeightScale / data.Observations.Weight;

    /// <summary>As many rows of equal weight tell as much. Source: Kish, Survey Sampling, 1965, section 11.7.</summary>
    private static double EffectiveRows(RowSet rows)
    {
        var (sum, squares) = Weights(rows);
        return sum * sum / squares;
    }

    private static (double Sum, double Squares) Weights(RowSet rows)
    {
        double sum = 0, squares = 0;
        foreach (var block in rows.Blocks)
            for (int row = 0; row < block.Rows; row++)
            {
                double weight = block.Weights![row];
                sum += weight;
                squares += weight * weight;
            }

        return (sum, squares);
    }

    private FisherLearner Learner(RowSet rows, double share) => new(
        likelihood, data.Positions, data.Observations.For(rows.Rows, share * data.Observations.Weight), prior.For(share),
        Lasso(share), workers, settings, path, checkAlive);

    private double[]? Lasso(double share) => lasso is null ? null : [.. lasso.Select(penalty => penalty * share)];

    private LeverageSample Plan(
        RowSet pilot, long heldOutRows, double pilotShare, double share, double[] theta, double expected, SubsampleSplit split)
    {
        var sums = _pass.Run(pilot, theta, fisher: true);
        path.CountPass(pilot.Rows);
        var metric = FisherStep.Factor(sums.Fisher!, share / pilotShare, prior.For(share), 1);
        var leverages = new float[checked((int)data.Rows.Rows)];
        new LeveragePass(likelihood, data.Positions, data.Observations, metric, settings.Seed, workers).Run(data.Rows, theta, leverages,
            null);
        path.CountPass(data.Rows.Rows);

        // Every row is asked for its leverage: one of a kind that is passed over leaves the metric without its direction, and the step
        // astray. A row of the pilot may be drawn like any other: it is in the sample if it is in either.
        double pilotProbability = (double)pilot.Rows / (leverages.Length - heldOutRows), others = 1 - pilotProbability;
        var probabilities = new float[leverages.Length];
        for (int row = 0; row < probabilities.Length; row++)
            probabilities[row] = split.IsHeldOut(row) ? -1 : leverages[row];
        OptimalSubsampling.Probabilities(probabilities, Math.Max(0, expected - pilot.Rows) / others, UniformShare, probabilities);
        double spread = 0, total = 0;
        for (int row = 0; row < probabilities.Length; row++)
        {
            if (split.IsHeldOut(row))
                continue;
            double probability = pilotProbability + (others * probabilities[row]);
            total += leverages[row];
            spread += (1 - probability) / probability * leverages[row] * leverages[row];
        }

        // Weights of mean 1: as many rows as there are, for a strength of the prior that fits their number.
        double level = expected / leverages.Length;
        var drawn = new List<float>();
        var sample = Copy(row =>
        {
            if (split.IsHeldOut(row) || !(split.IsPilot(row) || split.IsDrawn(row, probabilities[row])))
                return 0;
            double probability = pilotProbability + (others * probabilities[row]);
            drawn.Add((float)probability);
            return (float)(level / probability);
        });
        return new LeverageSample(sample, [.. drawn], level, total > 0 ? spread / total : 0);
    }

    /// <summary>The sums over all candidates that are not held out.</summary>
    private PassSums Remaining(double[] theta, RowSet heldOut)
    {
        var all = _pass.Run(data.Rows, theta, false);
        var without = _pass.Run(heldOut, theta, false);
        path.CountPass(data.Rows.Rows);
        var sums = new PassSums(_pass.Parameters, false)
        {
            Rows = all.Rows - without.Rows,
            Weight = all.Weight - without.Weight,
            Loss = all.Loss - without.Loss,
            SquaredLoss = all.SquaredLoss - without.SquaredLoss,
        };
        TensorPrimitives.Subtract<double>(all.Gradient, without.Gradient, sums.Gradient);
        return sums;
    }
}
