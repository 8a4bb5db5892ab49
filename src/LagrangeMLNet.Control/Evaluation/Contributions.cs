using System.Numerics.Tensors;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>
/// What each decision contributes to an estimate: the estimate is the contributions' mean, and their spread its error. Pure functions.
/// </summary>
internal static class Contributions
{
    public static double[] InversePropensity(WeightedDecisions log) => Each(log, i => log.Weights[i] * log.Rewards[i]);

    /// <summary>
    /// A ratio is no mean; its influence function v + w·(r − v)/w̄ has it as its mean, and its spread to first order. NaN without weights.
    /// </summary>
    public static double[] SelfNormalized(WeightedDecisions log)
    {
        double total = Sum(log.Weights);
        double value = TensorPrimitives.Dot<double>(log.Weights, log.Rewards) / total;
        return Each(log, i => value + (log.Weights[i] * (log.Rewards[i] - value) * log.Rows / total));
    }

    public static double[] Direct(WeightedDecisions log) => Each(log, i => log.ModelOfPolicy[i]);

    public static double[] DoublyRobust(WeightedDecisions log) => Corrected(log, weight => weight);

    /// <param name="log">The decisions.</param>
    /// <param name="most">A correction of more weight than this is left out.</param>
    public static double[] Switch(WeightedDecisions log, double most) => Corrected(log, weight => weight <= most ? weight : 0);

    /// <param name="log">The decisions.</param>
    /// <param name="lambda">λ: +∞ is doubly robust, 0 the direct method.</param>
    public static double[] Shrunk(WeightedDecisions log, double lambda) => Corrected(
        log, weight => double.IsPositiveInfinity(lambda) ? weight : lambda == 0 ? 0 : lambda * weight / ((weight * weight) + lambda));

    private static double[] Corrected(WeightedDecisions log, Func<double, double> weigh) =>
        Each(log, i => log.ModelOfPolicy[i] + (weigh(log.Weights[i]) * (log.Rewards[i] - log.ModelOfAction[i])));

    private static double[] Each(WeightedDecisions log, Func<int, double> contribution)
    {
        var contributions = new double[log.Rows];
        for (int i = 0; i < contributions.Length; i++)
            contributions[i] = contribution(i);
        return contributions;
    }

    private static double Sum(double[] values) => TensorPrimitives.Sum<double>(values);
}
