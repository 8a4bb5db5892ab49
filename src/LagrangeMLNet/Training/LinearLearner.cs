using LagrangeMLNet.Data;
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
        TrainingHooks hooks)
    {
        var schema = new RowSchema(train, columns.Label, columns.Features, columns.Weight, columns.Offset, likelihood.LabelProblem);
        var rows = RowReader.ReadAll(schema, null, long.MaxValue, settings.Seed, hooks.CheckAlive, out long skipped)!;
        if (rows.Rows == 0)
            DataErrors.NoRows("training", skipped, columns.Features, columns.Label);
        if (skipped > 0)
            hooks.Warning($"Skipped {skipped} instances with missing features/label/weight during training");
        var observations = Observations.Measure(rows, likelihood, settings.BalanceClasses);
        if (observations.Weight == 0)
            DataErrors.NoWeight(columns.Weight!);
        var workers = new Workers(settings.NumberOfThreads ?? Environment.ProcessorCount, hooks.CheckAlive);
        bool full = UsesFullFisher(likelihood, rows);
        var coordinates = Coordinates.Measure(
            rows, settings.L2Regularization is not null ? SparseScale.AsGiven : full ? SparseScale.Own : SparseScale.HalfWay, workers);
        var compaction = full || rows.Layout.Sparse == 0 ? null : SparseCompaction.Create(rows.Blocks, coordinates.Counts);
        workers.For(worker =>
        {
            for (int b = worker; b < rows.Blocks.Count; b += workers.Count)
            {
                coordinates.Apply(rows.Blocks[b]);
                compaction?.Apply(rows.Blocks[b]);
            }
        });
        var data = new TrainingData(rows, rows.Layout, coordinates, compaction, observations);
        var path = new LearningPath(likelihood, observations, settings, hooks);
        var inverse = coordinates.InverseScale.AsSpan();
        if (compaction is not null)
        {
            var compact = new float[data.Positions];
            inverse[..rows.Layout.Dense].CopyTo(compact);
            compact.AsSpan(rows.Layout.Dense).Fill(1);
            inverse = compact;
        }

        var prior = Prior.Create(inverse, likelihood.Outputs, settings.L2Regularization);
        var constant = Constant(likelihood, data);
        FisherResult result;
        if (full)
        {
            result = new FisherLearner(likelihood, data.Positions, observations, prior, workers, settings).Learn(rows, rows.Sample, constant, null, path);
        }
        else
        {
            result = new ConjugateLearner(likelihood, data, null, prior, workers, settings, path).Learn(constant, null);
        }

        path.End(StopReason.Decelerated);
        var report = new LearningReport
        {
            Path = path.States,
            StopReason = StopReason.Decelerated,
            Floor = path.States[^1].Floor,
            FloorStandardError = path.States[^1].FloorStandardError,
            Rows = rows.Rows,
            SkippedRows = skipped,
            HeldOutRows = 0,
            Features = rows.Layout.Slots,
            L1Regularization = settings.L1Regularization ?? 0,
            L2Regularization = prior.Strength,
            RegularizationWasChosen = prior.IsChosen,
            RegularizationMethod = "evidence",
            EffectiveParameters = result.EffectiveParameters,
            TrainingLoss = path.Nats(result.Sums.MeanLoss),
            Passes = path.Passes,
            Remarks = [],
        };
        return new LearningOutcome(data.Model(result.Theta, likelihood.Outputs), report);
    }

    private static bool UsesFullFisher(Likelihood likelihood, RowSet rows)
    {
        long parameters = likelihood.Outputs * (rows.Layout.Slots + 1L);
        return parameters <= 640 && rows.Rows >= 5 * parameters;
    }

    private static double[] Constant(Likelihood likelihood, TrainingData data)
    {
        int size = data.Positions + 1;
        var theta = new double[likelihood.Outputs * size];
        var bias = new double[likelihood.Outputs];
        likelihood.ConstantFit(data.Observations.Weight, data.Observations.LabelSums, bias);
        for (int k = 0; k < bias.Length; k++)
            theta[(k * size) + size - 1] = bias[k];
        return theta;
    }
}
