using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>What the Lagrangian trainer of a task, at its defaults, makes of some rows of a pool, measured on held-out rows.</summary>
internal sealed class LabelLoss(LearningTask task, LabelPool pool, LabelPool test)
{
    private readonly IDataView _heldOut = test.Labelled(Enumerable.Range(0, test.Labels.Length).Select(row => (long)row));

    public ITransformer Fit(IEnumerable<long> rows)
    {
        var (context, view) = (pool.Context, pool.Labelled(rows));
        return task switch
        {
            LearningTask.Binary => context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(view),
            LearningTask.Multiclass => context.MulticlassClassification.Trainers.LagrangianMaximumEntropy().Fit(view),
            LearningTask.Poisson => context.Regression.Trainers.LagrangianPoisson().Fit(view),
            _ => context.Regression.Trainers.Lagrangian().Fit(view),
        };
    }

    /// <summary>Log-loss, mean squared error or mean deviance.</summary>
    public double Of(ITransformer model)
    {
        var scored = model.Transform(_heldOut);
        var loss = task switch
        {
            LearningTask.Binary => BinaryMetrics.Of(scored).Loss,
            LearningTask.Multiclass => MulticlassMetrics.Of(scored).Loss,
            LearningTask.Poisson => RegressionMetrics.Of(scored, isPoisson: true).Loss,
            _ => RegressionMetrics.Of(scored, isPoisson: false).Loss,
        };
        return task == LearningTask.Regression ? loss * loss : loss;
    }

    /// <summary>Loss of predicting what is usual in the pool.</summary>
    public double WithoutFeatures()
    {
        double mean = pool.Labels.Average();
        return task switch
        {
            LearningTask.Multiclass => test.Labels.Average(y =>
                -Math.Log((pool.Labels.Count(other => other.Equals(y)) + 1.0) / (pool.Labels.Length + pool.Classes.Length))),
            LearningTask.Binary => test.Labels.Average(y => -Math.Log(y > 0 ? mean : 1 - mean)),
            LearningTask.Poisson => test.Labels.Average(y => 2 * ((y > 0 ? y * Math.Log(y / mean) : 0) - (y - mean))),
            _ => test.Labels.Average(y => (y - mean) * (y - mean)),
        };
    }
}
