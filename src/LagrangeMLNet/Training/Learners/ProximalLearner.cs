using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns with an L1 penalty where there are too many features for a matrix: accelerated proximal gradient in the diagonal Fisher metric,
/// with a searched step and a restart whenever momentum points uphill.
/// </summary>
/// <remarks>
/// Source: Beck and Teboulle, SIAM Journal on Imaging Sciences 2 (2009), 183–202 (FISTA); O'Donoghue and Candès, Foundations of
/// Computational Mathematics 15 (2015), section 3.2 (restart).
/// </remarks>
internal sealed class ProximalLearner(
    Likelihood likelihood, TrainingData data, Prior prior, Workers workers, TrainingSettings settings, LearningPath path)
{
    private const int Window = 10;
    private const double Tolerance = 1e-5;
    private const int MostSteps = 100;
    private const int MostHalvings = 6;

    // A step so long that the loss leaves the number range is halved until it does not.
    private const int MostHalvingsFromInfinity = 120;

    // A penalty that single precision can hold beside others.
    private const double LargestPenalty = 1e30;

    // Mean loss below which everything is explained. Unit: nat / observation.
    private const double SmallestLoss = 0.1;

    public FisherResult Learn(double[] start, double[] penalties)
    {
        int outputs = likelihood.Outputs, size = data.Positions + 1;
        var layout = LaneLayout.Single(outputs);
        int lanes = layout.Lanes;
        var pass = new LanePass(likelihood, data.Positions, data.Observations, layout, settings.Seed, workers, keepCurvature: false);
        float[] theta = new float[pass.Length], ahead = new float[pass.Length], next = new float[pass.Length], gradient = new float[pass.Length];
        float[] metric = new float[pass.Length], l1 = new float[pass.Length], l2 = new float[pass.Length];
        for (int k = 0; k < outputs; k++)
            for (int j = 0; j < size; j++)
            {
                int i = (j * lanes) + k;
                theta[i] = (float)start[(k * size) + j];
                l1[i] = (float)Math.Min(penalties[(k * size) + j], LargestPenalty);
                l2[i] = (float)Math.Min(prior[j, 1], LargestPenalty);
            }

        var curvature = new double[lanes];
        theta.CopyTo(ahead, 0);
        var sums = Measure(ahead);
        var squares = data.Squares();
        for (int j = 0; j < size; j++)
            for (int lane = 0; lane < lanes; lane++)
                metric[(j * lanes) + lane] = Math.Max(1e-20f, (float)(curvature[lane] * squares[j]) + l2[(j * lanes) + lane]);
        double length = 1, momentum = 1, current = Objective(theta, sums.Loss);
        var recent = new Queue<double>();
        int step = 0;
        for (; step < MostSteps && !path.IsSpent; step++)
        {
            double smooth = Smooth(ahead, sums.Loss), objective;
            double noise = 1e-7 * Math.Max(Math.Abs(smooth), SmallestLoss * data.Observations.Weight);
            for (int halving = 0; ; halving++)
            {
                double linear = 0, quadratic = 0;
                for (int i = 0; i < next.Length; i++)
                {
                    float scale = (float)(length * metric[i]), free = ahead[i] - ((gradient[i] + (l2[i] * ahead[i])) / scale), cut = l1[i] / scale;
                    next[i] = Math.Abs(free) <= cut ? 0 : free - MathF.CopySign(cut, free);
                    double change = next[i] - ahead[i];
                    linear += change * (gradient[i] + (l2[i] * ahead[i]));
                    quadratic += change * change * metric[i];
                }

                var at = pass.Losses(data.Rows, next)[0];
                path.CountPass(data.Rows.Rows);
                objective = Objective(next, at.Loss);
                if (Smooth(next, at.Loss) <= smooth + linear + (length * quadratic / 2) + noise
                    || halving >= (double.IsFinite(objective) ? MostHalvings : MostHalvingsFromInfinity))
                    break;
                length *= 2;
            }

            if (!(objective <= current + (1e-7 * Math.Abs(current))) && momentum > 1)
            {
                momentum = 1;
                theta.CopyTo(ahead, 0);
            }
            else
            {
                // Without momentum and with a searched step, only rounding keeps a step from gaining.
                if (momentum == 1 && !(objective < current))
                    break;
                double following = (1 + Math.Sqrt(1 + (4 * momentum * momentum))) / 2;
                float share = (float)((momentum - 1) / following);
                for (int i = 0; i < theta.Length; i++)
                {
                    ahead[i] = next[i] + (share * (next[i] - theta[i]));
                    theta[i] = next[i];
                }

                momentum = following;
                current = objective;
                recent.Enqueue(current);
                if (recent.Count > Window && recent.Dequeue() - current <= Tolerance * Math.Max(Math.Abs(current), SmallestLoss * data.Observations.Weight))
                    break;
                length *= 0.9;
            }

            sums = Measure(ahead);
        }

        sums = Measure(theta);
        var found = new double[outputs * size];
        int used = 0;
        for (int k = 0; k < outputs; k++)
            for (int j = 0; j < size; j++)
            {
                found[(k * size) + j] = theta[(j * lanes) + k];
                used += theta[(j * lanes) + k] != 0 ? 1 : 0;
            }

        var end = new PassSums(0, false) { Rows = data.Rows.Rows, Weight = sums.Weight, Loss = sums.Loss };
        path.Arrive(end, found);
        return new FisherResult(found, end, used, 1, 0) { IsUnfinished = step == MostSteps };

        ModelSums Measure(float[] at)
        {
            path.CountPass(data.Rows.Rows);
            return pass.Gradient(data.Rows, at, gradient, curvature)[0];
        }

        double Smooth(float[] at, double loss)
        {
            double sum = loss;
            for (int i = 0; i < at.Length; i++)
                sum += (double)l2[i] * at[i] * at[i] / 2;
            return sum;
        }

        double Objective(float[] at, double loss)
        {
            double sum = Smooth(at, loss);
            for (int i = 0; i < at.Length; i++)
                sum += l1[i] * Math.Abs(at[i]);
            return sum;
        }
    }
}
