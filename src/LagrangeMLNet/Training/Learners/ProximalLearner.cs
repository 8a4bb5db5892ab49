using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Learns with an L1 penalty where there are too many features for a matrix: passes over all rows × the diagonal Fisher metric × given
/// penalties × proximal steps with momentum × a stop where the last steps gained next to nothing.
/// </summary>
internal sealed class ProximalLearner(
    Likelihood likelihood, TrainingData data, Prior prior, Workers workers, TrainingSettings settings, LearningPath path)
{
    private const int Window = 10;
    private const double Tolerance = 1e-5;
    private const int MostSteps = 100;

    // An objective that rises by less, as a share, has not risen.
    private const double Rounding = 1e-7;

    // Mean loss below which everything is explained. Unit: nat / observation.
    private const double SmallestLoss = 0.1;

    public FisherResult Learn(double[] start, double[] penalties)
    {
        var pass = new LanePass(
            likelihood, data.Positions, data.Observations, LaneLayout.Single(likelihood.Outputs), settings.Seed, workers,
            keepCurvature: false);
        var objective = new LassoObjective(likelihood, data, prior, penalties, pass, path);
        double smallest = SmallestLoss * data.Observations.Weight;
        var step = new ProximalStep(objective, smallest);
        var momentum = new Momentum(objective.Lanes(start));
        var recent = new Queue<double>();
        var next = new float[pass.Length];
        var sums = objective.Measure(momentum.Ahead);
        objective.TakeMetric();
        double current = objective.Value(momentum.Theta, sums.Loss);
        int steps = 0;
        for (; steps < MostSteps && !path.IsSpent; steps++)
        {
            double value = step.Take(momentum.Ahead, sums.Loss, next);
            if (!(value <= current + (Rounding * Math.Abs(current))) && !momentum.IsAtRest)
            {
                momentum.Restart();
            }
            else
            {
                // Without momentum and with a searched step, only rounding keeps a step from gaining.
                if (momentum.IsAtRest && !(value < current))
                    break;
                momentum.Accept(next);
                current = value;
                recent.Enqueue(current);
                if (recent.Count > Window && recent.Dequeue() - current <= Tolerance * Math.Max(Math.Abs(current), smallest))
                    break;
                step.Lengthen();
            }

            sums = objective.Measure(momentum.Ahead);
        }

        sums = objective.Measure(momentum.Theta);
        double[] found = objective.Parameters(momentum.Theta);
        var end = new PassSums(0, false) { Rows = data.Rows.Rows, Weight = sums.Weight, Loss = sums.Loss };
        path.Arrive(end, found);
        return new FisherResult(found, end, found.Count(value => value != 0), 1, 0) { IsUnfinished = steps == MostSteps };
    }
}
