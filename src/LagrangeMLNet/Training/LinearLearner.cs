using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;

namespace LagrangeMLNet.Training;

/// <summary>Names of the columns a learner reads.</summary>
internal sealed record TrainingColumns(string Label, string Features, string? Weight = null, string? Offset = null);

/// <summary>What the caller set; null means that the learner chooses.</summary>
internal sealed record TrainingSettings
{
    public float? L1Regularization { get; init; }
    public float? L2Regularization { get; init; }
    public double Tolerance { get; init; } = 0.01;
    public double Confidence { get; init; } = 0.95;
    public double? HoldOutFraction { get; init; }
    public int? MaximumMemoryInMegabytes { get; init; }
    public int MaximumPasses { get; init; } = 1000;
    public int? NumberOfThreads { get; init; }
    public bool BalanceClasses { get; init; }
    public int Seed { get; init; }
}

/// <summary>What the learner tells its surroundings while it learns.</summary>
/// <param name="CheckAlive">Throws <see cref="OperationCanceledException"/> when the surroundings ask for an end. Called at least every 50 ms of work.</param>
/// <param name="Info">A message for the log.</param>
/// <param name="Warning">A warning for the log.</param>
/// <param name="Progress">Receives each state of the path.</param>
internal sealed record TrainingHooks(Action CheckAlive, Action<string> Info, Action<string> Warning, IProgress<LearningState>? Progress);

/// <summary>A linear model: <paramref name="Outputs"/> rows of <paramref name="Features"/> weights, row after row, and a bias each.</summary>
internal sealed record LinearWeights(int Outputs, int Features, float[] Weights, float[] Biases);

/// <summary>A model and how it was learnt.</summary>
internal sealed record LearningOutcome(LinearWeights Model, LearningReport Report);

/// <summary>Learns a generalised linear model from data views.</summary>
internal static class LinearLearner
{
    public static LearningOutcome Learn(
        Likelihood likelihood,
        IDataView train,
        IDataView? validation,
        TrainingColumns columns,
        TrainingSettings settings,
        LinearWeights? start,
        TrainingHooks hooks) => throw new NotSupportedException();
}
