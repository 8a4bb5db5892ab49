using LagrangeMLNet.Benchmarks.DataSets;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>
/// Excess risk of an estimate: the expected surprise it adds to the truth's, E_x KL(p(·|x) ‖ p̂(·|x)), in nats per observation. The sum
/// over the
/// labels is exact, from the law's own probabilities; only the mean over x is a sample's.
/// </summary>
internal static class ExcessRisk
{
    /// <param name="task">Which law.</param>
    /// <param name="truth">True η of each row.</param>
    /// <param name="estimate">Estimated η of each row.</param>
    public static double Of(LearningTask task, double[] truth, double[] estimate)
    {
        var sum = 0.0;
        for (var i = 0; i < truth.Length; i++)
        {
            var (eta, guess) = (truth[i], estimate[i]);
            sum += task switch
            {
                LearningTask.Binary => (eta - guess) / (1 + Math.Exp(-eta)) - SoftPlus(eta) + SoftPlus(guess),
                LearningTask.Poisson => Math.Exp(eta) * (eta - guess) - Math.Exp(eta) + Math.Exp(guess),
                _ => 0.5 * (eta - guess) * (eta - guess),
            };
        }

        return sum / truth.Length;
    }

    private static double SoftPlus(double eta) => Math.Max(eta, 0) + Math.Log(1 + Math.Exp(-Math.Abs(eta)));
}
