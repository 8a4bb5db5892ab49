using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>
/// The maximum-likelihood estimate of a generalised linear model by Newton's method, in double, without any penalty: the efficient
/// estimator that the Cramér–Rao limit speaks of.
/// </summary>
internal static class MaximumLikelihood
{
    private const int MostSteps = 25;

    /// <summary>Newton's decrement, ½ gᵀH⁻¹g per row in nats, below which the estimate stands.</summary>
    private const double Tolerance = 1e-12;

    /// <returns>Weights, the bias last.</returns>
    public static double[] Fit(LearningTask task, IDataView train, int slots)
    {
        var weights = new double[slots + 1];
        for (var step = 0; step < MostSteps; step++)
        {
            var hessian = new double[slots + 1, slots + 1];
            var gradient = new double[slots + 1];
            var rows = GeneralisedLinearModel.Accumulate(task, train, weights, gradient, hessian);
            var direction = (double[])gradient.Clone();
            Cholesky.Solve(hessian, direction);
            var decrement = 0.0;
            for (var j = 0; j <= slots; j++)
            {
                weights[j] -= direction[j];
                decrement += 0.5 * gradient[j] * direction[j] / rows;
            }

            if (decrement < Tolerance)
                break;
        }

        return weights;
    }
}
