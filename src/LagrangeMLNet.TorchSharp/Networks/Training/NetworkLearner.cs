using LagrangeMLNet.Data;
using LagrangeMLNet.Networks.Checkpoints;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.Runtime;
using LagrangeMLNet.Training;
using TorchSharp;

namespace LagrangeMLNet.Networks.Training;

/// <summary>Reads the rows, holds some out, surveys the others and trains a network on them.</summary>
internal sealed class NetworkLearner
{
    /// <summary>Held out where nothing was said: a tenth, and no more than tell the loss to three digits.</summary>
    private const double DefaultHoldOut = 0.1;

    private const double MostHeldOut = 10_000;

    /// <summary>Share of the memory that rows may take where nothing was said.</summary>
    private const double ShareOfMemory = 0.7;

    /// <summary>Makes the optimizer of a network.</summary>
    public Func<ResidualNetwork, NetworkSettings, LagrangianOptimizer> NewOptimizer { get; init; } = OptimizerOf;

    /// <summary>The optimizer that the settings name.</summary>
    /// <exception cref="InvalidOperationException">The network has too many parameters for the metric.</exception>
    public static LagrangianOptimizer OptimizerOf(ResidualNetwork network, NetworkSettings settings)
    {
        var options = new LagrangianOptions { WeightDecay = settings.WeightDecay };
        if (settings.Metric == FisherStructure.Full && network.Size > options.MaximumParameters)
            throw NetworkErrors.TooManyForFull(network.Size, options.MaximumParameters);
        return settings.Metric switch
        {
            FisherStructure.Kronecker => LagrangianOptimizer.Kronecker(network.parameters(), options),
            FisherStructure.Full => LagrangianOptimizer.Full(network.parameters(), options),
            _ => LagrangianOptimizer.Diagonal(network.parameters(), options),
        };
    }

    /// <summary>Trains.</summary>
    /// <param name="problem">What is learnt from what.</param>
    /// <param name="settings">What the caller set.</param>
    /// <param name="start">An earlier network to resume from, or null.</param>
    /// <param name="hooks">The trainer's surroundings.</param>
    public (NetworkWeights Network, NetworkReport Report) Learn(
        NetworkProblem problem, NetworkSettings settings, NetworkWeights? start, TrainingHooks hooks)
    {
        long memory = MemoryLimit.InBytes(settings.MaximumMemoryInMegabytes, ShareOfMemory);
        RowSchema schema = problem.Schema(problem.Train);
        IRowSource rows = RowReader.Read(schema, null, memory, settings.Seed, hooks.CheckAlive, out long skipped);
        if (rows.Rows == 0)
            schema.NoRows("training", skipped);
        var remarks = new List<string>();
        if (skipped > 0)
            remarks.Add($"{skipped} rows were left out because a feature, the label or the weight is missing.");

        IReadOnlyList<RowPlace> heldOut;
        MemberFolds? folds = null;
        double share = 0;
        if (problem.Validation is { } validation)
        {
            RowSchema heldSchema = problem.Schema(validation);
            IRowSource held = RowReader.Read(
                heldSchema, rows.Layout, memory, settings.Seed, hooks.CheckAlive, out long missing);
            if (held.Rows == 0)
                heldSchema.NoRows("validation", missing);
            heldOut = held is StreamedRows stream
                ? [.. Places(stream.Collect(row => RowHash.Share(row, settings.Seed) < MostHeldOut / held.Rows, settings.Seed), hooks.CheckAlive)]
                : [.. Places((RowSet)held, hooks.CheckAlive)];
        }
        else if (settings.HoldOutFraction is null && rows is RowSet { Rows: < MemberFolds.FewRows } few)
        {
            folds = MemberFolds.Deal([.. Places(few, hooks.CheckAlive)], settings.Members, settings.Seed);
            heldOut = folds.LeftOut;
            remarks.Add(FormattableString.Invariant($"There are only {few.Rows} rows: each member leaves some of them out, by which the loss is measured and ")
                + "how sure the model may be.");
        }
        else
        {
            share = settings.HoldOutFraction ?? Math.Min(DefaultHoldOut, MostHeldOut / rows.Rows);
            heldOut = HoldOut(rows, share, settings.Seed, hooks.CheckAlive);
        }

        var source = new EpochRows(rows, share, settings.Seed, hooks.CheckAlive);
        DataSurvey survey = DataSurvey.Take(source.All(), rows.Layout, settings, problem.Task, problem.Classes, hooks.CheckAlive);
        if (survey.Rows == 0)
        {
            // So few rows that all were drawn: they are learnt from, and looked at.
            (source, share) = (new EpochRows(rows, 0, settings.Seed, hooks.CheckAlive), 0);
            survey = DataSurvey.Take(source.All(), rows.Layout, settings, problem.Task, problem.Classes, hooks.CheckAlive);
        }

        if (heldOut.Count == 0)
        {
            heldOut = [.. source.All().Take((int)MostHeldOut)];
            remarks.Add("There are too few rows to hold some out: the loss is that of the rows learnt from.");
        }

        if (start is not null)
        {
            if (start.Encoding.Slots != rows.Layout.Slots)
                throw NetworkErrors.OtherSlots(problem.Columns.Features, start.Encoding.Slots, rows.Layout.Slots);
            // The weights mean what they meant: on the inputs, and in the units, that they were learnt with.
            survey = survey with
            {
                Encoding = start.Encoding,
                Labels = survey.Labels with { Centre = start.LabelCentre, Scale = start.LabelScale },
            };
        }

        int batch = BatchSize.Choose(settings.BatchSize, survey.Rows, []);
        NetworkShape shape = NetworkTraining.ShapeOf(survey, settings);
        try
        {
            using var threads = new TorchThreads(TorchThreads.Choose(settings.NumberOfThreads, shape.LargestProduct(batch)));
            using var training = new NetworkTraining(survey, source, heldOut, rows.Layout, settings, hooks, remarks, folds, NewOptimizer)
            {
                Checkpoint = settings.CheckpointPath is { } path
                    ? new CheckpointFile(
                        path, settings.CheckpointInterval, CheckpointIdentity.Of(problem, settings, rows, survey, heldOut, start))
                    : null,
            };
            return training.Run(start, skipped);
        }
        catch (Exception error) when (NetworkErrors.IsOutOfMemory(error))
        {
            bool onProcessor = TrainingDevice.Choose(settings.Device).type == DeviceType.CPU;
            throw NetworkErrors.OutOfMemory(onProcessor, shape, batch, error);
        }
    }

    private static IReadOnlyList<RowPlace> HoldOut(IRowSource rows, double share, int seed, Action checkAlive) => rows switch
    {
        StreamedRows stream => [.. Places(stream.Collect(row => RowHash.Share(row, seed) < share, seed), checkAlive)],
        RowSet set => [.. Places(set, checkAlive).Where(place => place.Share(seed) < share)],
        _ => throw new NotSupportedException(),
    };

    private static IEnumerable<RowPlace> Places(RowSet set, Action checkAlive) => RowPlace.Of(RowSet.TilesOf(set.Blocks), checkAlive);
}
