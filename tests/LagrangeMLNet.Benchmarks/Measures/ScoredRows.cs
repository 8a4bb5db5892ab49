using LagrangeMLNet.Benchmarks.DataSets;
using Microsoft.ML;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>Metrics of a task from a scored view.</summary>
internal static class ScoredRows
{
    public static HeldOutMetrics Measure(LearningTask task, IDataView scored) => task switch
    {
        LearningTask.Binary => BinaryMetrics.Of(scored),
        LearningTask.Multiclass => MulticlassMetrics.Of(scored),
        LearningTask.Poisson => RegressionMetrics.Of(scored, isPoisson: true),
        _ => RegressionMetrics.Of(scored, isPoisson: false),
    };
}
