using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Peers;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>
/// How lucky a training sample is: Q = gᵀF⁻¹g / 2n², g the sample's summed gradient at the truth and F the Fisher information of one
/// row. Its expectation is the Cramér–Rao
/// limit P/(2n) exactly, for every n, and an efficient estimate's excess risk follows it sample by sample: so
/// (excess risk − Q) + P/(2n) has the same expectation as the excess risk and a far smaller spread (a control variate).
/// </summary>
internal sealed class ScoreStatistic
{
    private readonly LearningTask _task;
    private readonly double[] _truth;
    private readonly double[,] _information;
    private readonly long _rows;

    /// <param name="task">Which law.</param>
    /// <param name="truth">True weights, the bias last.</param>
    /// <param name="population">Many rows, over which the Fisher information is averaged.</param>
    public ScoreStatistic(LearningTask task, double[] truth, IDataView population)
    {
        (_task, _truth) = (task, truth);
        _information = new double[truth.Length, truth.Length];
        _rows = GeneralisedLinearModel.Accumulate(task, population, truth, new double[truth.Length], _information);
    }

    /// <returns>Q of a training sample, in nats per observation.</returns>
    public double Of(IDataView train)
    {
        var gradient = new double[_truth.Length];
        var n = GeneralisedLinearModel.Accumulate(_task, train, _truth, gradient, new double[_truth.Length, _truth.Length]);
        var direction = (double[])gradient.Clone();
        Cholesky.Solve((double[,])_information.Clone(), direction);
        var product = 0.0;
        for (var j = 0; j < gradient.Length; j++)
            product += gradient[j] * direction[j];
        return product * _rows / (2.0 * n * n);
    }
}
