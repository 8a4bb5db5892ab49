using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;

namespace LagrangeMLNet.TorchBenchmarks.Networks;

/// <summary>The metric that sides are compared by: area under the curve, accuracy, or RMSE.</summary>
internal static class Compared
{
    public static Metric Of(LearningTask task, HeldOutMetrics metrics) => metrics.Values.First(metric => metric.Name == Name(task));

    public static string Name(LearningTask task) => task switch
    {
        LearningTask.Binary => "AUC",
        LearningTask.Multiclass => "accuracy",
        _ => "RMSE",
    };

    /// <summary>By what share ours is worse; negative where it is better.</summary>
    public static double Shortfall(LearningTask task, double ours, double theirs) =>
        task is LearningTask.Binary or LearningTask.Multiclass ? 1 - (ours / theirs) : (ours / theirs) - 1;
}
