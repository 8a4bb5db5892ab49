using System.Globalization;
using System.Numerics;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Mechanics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Training;

/// <summary>Names of the columns a learner reads.</summary>
internal sealed record TrainingColumns(string Label, string Features, string? Weight = null, string? Offset = null);

/// <summary>What the caller set; null means that the learner chooses.</summary>
internal sealed record TrainingSettings
{
    public float? L1Regularization { get; init; }
    public float? L2Regularization { get; init; }
    public double Tolerance { get; init; } = 0.01;
    public double? HoldOutFraction { get; init; }
    public int? MaximumMemoryInMegabytes { get; init; }
    public int MaximumPasses { get; init; } = 1000;
    public int? NumberOfThreads { get; init; }
    public bool BalanceClasses { get; init; }
    public int Seed { get; init; }

    /// <summary>Share of the rows to learn from.</summary>
    public double Fraction { get; init; } = 1;

    /// <summary>Whether that share is planned rather than uniform.</summary>
    public bool IsPlanned { get; init; }
}

/// <summary>What the learner tells its surroundings while it learns.</summary>
/// <param name="CheckAlive">Throws <see cref="OperationCanceledException"/> when the surroundings ask for an end. Called at least every 50 ms of work.</param>
/// <param name="Info">A message for the log.</param>
/// <param name="Warning">A warning for the log.</param>
/// <param name="Progress">Receives each state of the path.</param>
internal sealed record TrainingHooks(Action CheckAlive, Action<string> Info, Action<string> Warning, IProgress<LearningState>? Progress);

/// <summary>A linear model: <paramref name="Outputs"/> rows of <paramref name="Features"/> weights, row after row, and a bias each.</summary>
internal sealed record LinearWeights(int Outputs, int Features, float[] Weights, float[] Biases)
{
    /// <summary>What all outputs share changes no probability of a softmax, but costs it digits: the mean over outputs is put to 0.</summary>
    public void CentreOutputs()
    {
        if (Outputs == 1)
            return;
        for (int slot = 0; slot < Features; slot++)
            Centre(Weights, slot, Features);
        Centre(Biases, 0, 1);
    }

    private void Centre(float[] values, int start, int stride)
    {
        double mean = 0;
        for (int k = 0; k < Outputs; k++)
            mean += values[start + (k * stride)] / (double)Outputs;
        for (int k = 0; k < Outputs; k++)
            values[start + (k * stride)] = (float)(values[start + (k * stride)] - mean);
    }

    public bool IsFinite => Array.TrueForAll(Weights, float.IsFinite) && Array.TrueForAll(Biases, float.IsFinite);
}

/// <summary>A model and how it was learnt.</summary>
internal sealed record LearningOutcome(LinearWeights Model, LearningReport Report);

/// <summary>Learns a generalised linear model from data views.</summary>
/// <remarks>
/// A likelihood and rows are given; their numbers decide the rest: the full Fisher matrix where parameters are few
/// (<see cref="FisherLearner"/>), folds where rows are (<see cref="CrossValidatedLearner"/>), products with the Fisher matrix otherwise
/// (<see cref="ConjugateLearner"/>), proximal steps where an L1 penalty meets many features (<see cref="ProximalLearner"/>).
/// </remarks>
internal static class LinearLearner
{
    // Up to this many parameters a Fisher matrix costs less than the passes it saves.
    private const int LargestMatrix = 640;

    // Fewer rows per parameter than this, and Laplace's approximation of the evidence is not to be trusted: hold rows out instead.
    private const int RowsPerParameter = 5;

    private const double ShareOfMemory = 0.7;

    // Several vectors of as many doubles are kept: 2 GB each.
    private const long MostWeights = 1L << 28;

    // What single precision may cost a mean loss, and fewer determined parameters than anyone could see in a model.
    private const double Rounding = 1e-4;
    private const double LeastParameters = 0.05;

    // Passes over less than this take a thread less time than it takes two to wait for each other.
    private const long SmallData = 512 << 10;

    // Parts of a view that are read beside each other.
    private const int PartsOfView = 8;

    private const int MostWorkers = 16;

    // A worker adds up a result of its own: less than this many tiles, or data of this many times its size, are not worth one.
    private const int TilesPerWorker = 4;
    private const int DataPerResult = 8;

    public static LearningOutcome Learn(
        Likelihood likelihood,
        IDataView train,
        IDataView? validation,
        TrainingColumns columns,
        TrainingSettings settings,
        LinearWeights? start,
        TrainingHooks hooks)
    {
        long slots = (train.Schema[columns.Features].Type as VectorDataViewType)?.Size ?? 0;
        if (likelihood.Outputs * (slots + 1) > MostWeights)
            DataErrors.TooManyWeights(columns.Features, slots, columns.Label, likelihood.Outputs, MostWeights);
        int threads = settings.NumberOfThreads ?? Environment.ProcessorCount;
        var workers = new Workers(PartsOfView, threads, hooks.CheckAlive);
        var remarks = new List<string>();
        var read = ReadSelected(likelihood, train, columns, settings, workers, hooks, out long skipped, out double candidateShare);
        var observations = Observations.Measure(read, likelihood, settings.BalanceClasses);
        if (candidateShare < 1 && observations.Events < RareEvents.Fewest)
        {
            read = Read(likelihood, train, "training", null, columns, settings, hooks, out skipped);
            var all = Observations.Measure(read, likelihood, settings.BalanceClasses);
            remarks.Add(RareEvents.TooFewDrawn(likelihood, observations, all, candidateShare, columns.Label));
            (observations, candidateShare) = (all, 1);
        }

        remarks.AddRange(RareEvents.Remarks(likelihood, observations, columns.Label));

        bool lasso = settings.L1Regularization > 0;
        long parameters = likelihood.Outputs * (read.Layout.Slots + 1L);
        bool full = parameters <= LargestMatrix && (lasso || settings.L2Regularization is not null || read.Rows >= RowsPerParameter * parameters);
        bool crossValidated = !full && CrossValidatedLearner.Serves(read, likelihood.Outputs, settings);
        workers = new Workers(crossValidated ? 1 : WorkersFor(read, parameters, full), threads, hooks.CheckAlive);
        var selection = new SelectedRows(settings, candidateShare, remarks);
        var data = Prepare(read, observations, full, lasso, settings, workers, remarks);
        var path = new LearningPath(likelihood, observations, settings, hooks);
        var validationRows = validation is null
            ? null
            : Prepared(Read(likelihood, validation, "validation", data.Layout, columns, settings, hooks, out _), data, workers);
        if (validationRows is not null)
        {
            var pass = new LanePass(
                likelihood, data.Positions, observations, LaneLayout.Single(likelihood.Outputs), settings.Seed, workers, keepCurvature: false);
            path.Validation = theta => pass.MeanLoss(validationRows, theta);
        }

        // A given strength is for all rows; those that were read stand against their share of it.
        var given = lasso ? settings.L2Regularization ?? 0 : settings.L2Regularization;
        var prior = Prior.Create(data.InverseScale(), likelihood.Outputs, given * observations.WeightScale * candidateShare);
        var constant = Constant(likelihood, data);
        var from = start is null ? null : Sound(data.Parameters(start), constant, likelihood, data, settings, workers, remarks);
        var penalties = lasso ? data.LassoPenalties((float)(settings.L1Regularization!.Value * candidateShare), likelihood.Outputs) : null;
        FisherResult? result;
        PlannedFit? planned = null;
        CrossValidatedLearner? few = null;
        if (observations.HasOneClass)
            result = path.Constant(constant, observations);
        else if (settings.IsPlanned && selection.IsPossible(likelihood, data, full)
            && (planned = new PlannedLearner(likelihood, data, prior, penalties, workers, settings, path, hooks.CheckAlive)
                .Learn(selection.MostRows(data), constant, from)) is not null)
            result = planned.Result;
        else if (full)
            result = new FisherLearner(likelihood, data.Positions, observations, prior, penalties, workers, settings, path, hooks.CheckAlive)
                .Learn(data.Rows, share => Sample(data.Rows, share, settings), constant, from);
        else if (penalties is not null)
            result = new ProximalLearner(likelihood, data, prior, workers, settings, path).Learn(from ?? constant, penalties);
        else if (crossValidated)
            result = (few = new CrossValidatedLearner(
                likelihood, data, validationRows, prior, MaximumBytes(settings), settings, path, hooks.CheckAlive)).Learn(constant);
        else
            result = new ConjugateLearner(likelihood, data, validationRows, prior, workers, settings, path).Learn(constant, from);

        var selected = selection.Report(planned, result, path, data);
        string method = !prior.IsChosen ? "given" : full ? "evidence, Laplace's approximation" : few?.Method ?? "held-out loss along a path of falling strength";
        var outcome = Finish(likelihood, data, prior, result, constant, path, settings, skipped, method, selected, remarks, workers);
        if (columns.Offset is not null && RateCheck.Largest(data, outcome.Model) is { Logarithm: > RateCheck.LargestLogarithm } largest)
        {
            var schema = Schema(likelihood, train, columns) with { Share = candidateShare, Seed = CandidateRows.Seed(settings) };
            DataErrors.RateTooLarge(columns.Offset, schema.PositionOf(largest.Row), largest.Offset, largest.Logarithm);
        }

        return outcome;
    }

    /// <summary>The number of workers for a pass: a power of two that depends on the data alone, so that sums do not depend on the machine.</summary>
    private static int WorkersFor(IRowSource rows, long parameters, bool full)
    {
        long bytes = (rows as RowSet)?.Bytes ?? long.MaxValue;
        if (bytes < SmallData && !full)
            return 1;
        long result = full ? parameters * parameters * sizeof(double) : parameters * sizeof(float);
        long worth = Math.Min(rows.Rows / (Tile.Size * TilesPerWorker), bytes / (DataPerResult * result));
        // Two, however little they are worth: it is what most passes over sparse text can use.
        return 1 << BitOperations.Log2((uint)Math.Clamp(worth, full ? 1 : 2, MostWorkers));
    }

    private static LearningOutcome Finish(
        Likelihood likelihood, TrainingData data, Prior prior, FisherResult result, double[] constant, LearningPath path,
        TrainingSettings settings, long skipped, string method, DataSelectionReport? selection, List<string> remarks, Workers workers)
    {
        var theta = result.Theta;
        var reason = path.IsSpent ? StopReason.BudgetSpent : StopReason.Decelerated;
        if (path.BestIfRisen is { } best)
            (theta, reason) = (best, StopReason.Rising);
        if (result.Damping > 0)
            remarks.Add(string.Create(
                CultureInfo.InvariantCulture,
                $"The Fisher matrix is singular (features repeat or determine each other): damped by {result.Damping:G2} of its mean diagonal."));
        if (result.IsUnfinished)
            remarks.Add("Learning ended at the largest number of steps while they still gained a little: the weights may change beyond the tolerance with a stronger penalty or features in other units.");
        var model = data.Model(theta, likelihood.Outputs);
        var pass = new LanePass(
            likelihood, data.Positions, data.Observations, LaneLayout.Single(likelihood.Outputs), settings.Seed, workers, keepCurvature: false);
        double least = pass.MeanLoss(data.Rows, constant);
        // In the single precision that the model is kept in.
        if (!model.IsFinite || !(pass.MeanLoss(data.Rows, data.Parameters(model)) <= least + (Rounding * (1 + Math.Abs(least))))
            || (likelihood is PoissonLikelihood && RateCheck.IsExceeded(data, model)))
        {
            (model, reason) = (data.Model(constant, likelihood.Outputs), StopReason.Diverged);
            var sums = new PassSums(0, false) { Rows = data.Rows.Rows, Weight = data.Observations.Weight, Loss = least * data.Observations.Weight };
            result = result with { Theta = constant, Sums = sums, EffectiveParameters = 0 };
            remarks.Add("Learning diverged: no finite weights explain the data better than a constant, which is what the model predicts.");
        }
        else if (prior.IsChosen && !data.Observations.HasOneClass && result.EffectiveParameters < LeastParameters)
        {
            remarks.Add("The features tell nothing about the label that could not be chance: the model is next to a constant.");
        }

        model.CentreOutputs();
        path.End(reason);
        return new LearningOutcome(model, new LearningReport
        {
            Path = path.States,
            StopReason = reason,
            Floor = path.States[^1].Floor,
            FloorStandardError = path.States[^1].FloorStandardError,
            Rows = selection?.SelectedRows ?? data.Rows.Rows,
            SkippedRows = skipped,
            HeldOutRows = path.HeldOutRows,
            Features = data.Layout.Slots,
            L1Regularization = settings.L1Regularization ?? 0,
            L2Regularization = settings.L2Regularization ?? (prior.Strength / data.Observations.WeightScale),
            RegularizationWasChosen = prior.IsChosen,
            RegularizationMethod = method,
            EffectiveParameters = result.EffectiveParameters,
            TrainingLoss = path.Nats(result.Sums.MeanLoss),
            Passes = path.Passes,
            DataSelection = selection,
            Remarks = remarks,
        });
    }

    /// <summary>The plan's candidates, the rows of a uniform sample, or all rows.</summary>
    private static IRowSource ReadSelected(
        Likelihood likelihood, IDataView view, TrainingColumns columns, TrainingSettings settings, Workers workers, TrainingHooks hooks,
        out long skipped, out double share)
    {
        long parameters = likelihood.Outputs * (1L + ((view.Schema[columns.Features].Type as VectorDataViewType)?.Size ?? 0));
        long? count = settings.IsPlanned ? Schema(likelihood, view, columns).CountRows(hooks.CheckAlive) : null;
        share = CandidateRows.Share(settings, likelihood, parameters <= LargestMatrix ? parameters : null, count);
        return Read(likelihood, view, "training", null, columns, settings, hooks, out skipped, share, workers);
    }

    private static IRowSource Read(
        Likelihood likelihood, IDataView view, string what, ColumnLayout? layout, TrainingColumns columns, TrainingSettings settings,
        TrainingHooks hooks, out long skipped, double share = 1, Workers? workers = null)
    {
        var schema = Schema(likelihood, view, columns) with { Share = share, Seed = CandidateRows.Seed(settings) };
        skipped = 0;
        IRowSource? rows = share < 1 && workers is not null && columns.Weight is null && view.GetRowCount() is >= PartReader.SmallestView and var count
            ? PartReader.Read(schema, count, workers.Count, workers.For, MaximumBytes(settings), settings.Seed, hooks.CheckAlive, out skipped)
            : null;
        rows ??= RowReader.Read(schema, layout, MaximumBytes(settings), settings.Seed, hooks.CheckAlive, out skipped);
        if (rows.Rows == 0 && share == 1)
            schema.NoRows(what, skipped);
        if (skipped > 0)
            hooks.Warning($"Skipped {skipped} instances with missing features/label/weight during {what}");
        if (rows is StreamedRows)
            hooks.Info($"The {what} data needs more than {MaximumBytes(settings) >> 20} MB and is read anew in every pass");
        return rows;
    }

    private static RowSchema Schema(Likelihood likelihood, IDataView view, TrainingColumns columns) =>
        new(view, columns.Label, columns.Features, columns.Weight, columns.Offset, likelihood.LabelProblem);

    private static long MaximumBytes(TrainingSettings settings) => settings.MaximumMemoryInMegabytes is { } limit
        ? (long)limit << 20
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfMemory);

    private static TrainingData Prepare(
        IRowSource rows, Observations observations, bool full, bool lasso, TrainingSettings settings, Workers workers, List<string> remarks)
    {
        var scale = lasso || full ? SparseScale.Own : settings.L2Regularization is not null ? SparseScale.AsGiven : SparseScale.HalfWay;
        var coordinates = Coordinates.Measure(rows, observations, scale, workers);
        int constants = coordinates.InverseScale.AsSpan().Count(0);
        if (constants > 0)
            remarks.Add($"{constants} of {rows.Layout.Slots} features never vary, or vary beyond single precision: their weights are 0.");
        var data = new TrainingData(rows, rows.Layout, coordinates, null, observations);
        if (rows is RowSet set && coordinates.SparseScale != SparseScale.Own && !full && !lasso && rows.Layout.Sparse > 0)
        {
            data = data with { Rows = Prepared(rows, data, workers) };
            var compaction = SparseCompaction.Create(set.Blocks, coordinates.Counts, coordinates.Squares);
            workers.ForEach(set.Blocks, compaction.Apply);
            return data with { Compaction = compaction };
        }

        return data with { Rows = Prepared(rows, data, workers) };
    }

    /// <summary>The rows in the coordinates of training: those in memory are changed in place, those of a stream as they come.</summary>
    private static IRowSource Prepared(IRowSource rows, TrainingData data, Workers workers)
    {
        if (rows is StreamedRows stream)
            return stream.Prepared(Apply);
        workers.ForEach(((RowSet)rows).Blocks, Apply);
        return rows;

        void Apply(RowBlock block)
        {
            data.Coordinates.Apply(block);
            data.Compaction?.Apply(block);
        }
    }

    private static IRowSource? Sample(IRowSource rows, double share, TrainingSettings settings)
    {
        if (rows is RowSet set)
            return set.Sample(share);
        // A stream's sample has to fit beside the two blocks that take turns.
        double bytes = share * rows.Rows * sizeof(float) * (rows.Layout.Slots + 4);
        return bytes > MaximumBytes(settings) / 2.0
            ? null
            : ((StreamedRows)rows).Collect(row => RowHash.Share(row, settings.Seed) < share, settings.Seed);
    }

    private static double[] Constant(Likelihood likelihood, TrainingData data)
    {
        int size = data.Positions + 1;
        var theta = new double[likelihood.Outputs * size];
        var bias = new double[likelihood.Outputs];
        likelihood.ConstantFit(data.Observations.Exposure, data.Observations.LabelSums, bias);
        for (int k = 0; k < bias.Length; k++)
            theta[(k * size) + size - 1] = bias[k];
        return theta;
    }

    /// <summary>The start, unless it explains the rows worse than a constant does.</summary>
    private static double[]? Sound(
        double[] start, double[] constant, Likelihood likelihood, TrainingData data, TrainingSettings settings, Workers workers, List<string> remarks)
    {
        var pass = new LanePass(
            likelihood, data.Positions, data.Observations, LaneLayout.Single(likelihood.Outputs), settings.Seed, workers, keepCurvature: false);
        if (pass.MeanLoss(data.Rows, start) <= pass.MeanLoss(data.Rows, constant))
            return start;
        remarks.Add("The model to start from explains the data worse than a constant: learning started afresh.");
        return null;
    }
}
