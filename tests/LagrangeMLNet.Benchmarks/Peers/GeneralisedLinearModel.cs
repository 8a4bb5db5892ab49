using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Peers;

/// <summary>
/// η = w·x + b with a canonical link, in double, the bias last among the weights: the reference that estimates are measured against.
/// </summary>
internal static class GeneralisedLinearModel
{
    /// <summary>
    /// Adds the rows' gradients Σ (μ − y) x and Fisher information Σ μ′(η) x xᵀ (lower triangle; with a canonical link also the
    /// Hessian).
    /// </summary>
    /// <returns>Number of rows.</returns>
    public static long Accumulate(LearningTask task, IDataView view, double[] weights, double[] gradient, double[,] information)
    {
        var rows = 0L;
        var last = weights.Length - 1;
        DenseRows.ForEach(view, (label, x) =>
        {
            rows++;
            var (mean, slope) = Mean(task, Score(weights, x));
            for (var i = 0; i <= last; i++)
            {
                double xi = i < last ? x[i] : 1;
                gradient[i] += (mean - label) * xi;
                for (var j = 0; j <= i; j++)
                    information[i, j] += slope * xi * (j < last ? x[j] : 1);
            }
        });
        return rows;
    }

    /// <summary>η of each row of a view.</summary>
    public static double[] Scores(double[] weights, IDataView view)
    {
        var scores = new List<double>();
        DenseRows.ForEach(view, (_, x) => scores.Add(Score(weights, x)));
        return [.. scores];
    }

    /// <summary>μ(η) and μ′(η).</summary>
    private static (double Mean, double Slope) Mean(LearningTask task, double score)
    {
        switch (task)
        {
            case LearningTask.Binary:
                var p = 1 / (1 + Math.Exp(-score));
                return (p, p * (1 - p));
            case LearningTask.Poisson:
                var rate = Math.Exp(score);
                return (rate, rate);
            default:
                return (score, 1);
        }
    }

    private static double Score(double[] weights, ReadOnlySpan<float> x)
    {
        var score = weights[^1];
        for (var j = 0; j < x.Length; j++)
            score += weights[j] * x[j];
        return score;
    }
}
