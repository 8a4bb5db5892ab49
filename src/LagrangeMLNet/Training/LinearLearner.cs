using System.Numerics;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Training;

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

    // Several vectors of as many doubles are kept: 2 GB each.
    private const long MostWeights = 1L << 28;

    // Passes over less than this take a thread less time than it takes two to wait for each other.
    private const long SmallData = 512 << 10;

    // Parts of a view that are read beside each other.
    private const int PartsOfView = 8;

    private const int MostWorkers = 16;

    // Turns between the weights and a parameter of the likelihood's own; each is a step or two.
    private const int MostTurns = 20;

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
        var reader = new TrainingReader(likelihood, columns, settings, hooks);
        var read = reader.ReadSelected(train, LargestMatrix, workers, out long skipped, out double candidateShare);
        var observations = Observations.Measure(read, likelihood, settings.BalanceClasses);
        if (candidateShare < 1 && observations.Events < RareEvents.Fewest)
        {
            read = reader.Read(train, "training", null, out skipped);
            var all = Observations.Measure(read, likelihood, settings.BalanceClasses);
            remarks.Add(RareEvents.TooFewDrawn(likelihood, observations, all, candidateShare, columns.Label));
            (observations, candidateShare) = (all, 1);
        }

        remarks.AddRange(RareEvents.Remarks(likelihood, observations, columns.Label));

        bool lasso = settings.L1Regularization > 0;
        long parameters = likelihood.Outputs * (read.Layout.Slots + 1L);
        bool isDetermined = lasso || settings.L2Regularization is not null || read.Rows >= RowsPerParameter * parameters
            || read.Rows >= RowsPerParameter * likelihood.Outputs * (Varying() + 1L);
        bool full = parameters <= LargestMatrix && isDetermined;
        bool crossValidated = !full && CrossValidatedLearner.Serves(read, likelihood.Outputs, settings);
        workers = new Workers(crossValidated ? 1 : WorkersFor(read, parameters, full), threads, hooks.CheckAlive);
        likelihood = likelihood.Begin(observations.Summary);
        var selection = new SelectionDecision(settings, candidateShare, remarks);
        var data = reader.Prepare(read, observations, full, lasso, workers, remarks);
        var path = new LearningPath(likelihood, observations, settings, hooks);
        var validationRows = validation is null
            ? null
            : TrainingReader.Prepared(reader.Read(validation, "validation", data.Layout, out _), data, workers);
        // A given strength is for all rows; those that were read stand against their share of it.
        var given = lasso ? settings.L2Regularization ?? 0 : settings.L2Regularization;
        var prior = Prior.Create(data.InverseScale(), likelihood.Outputs, given * observations.WeightScale * candidateShare);
        var constant = Constant(likelihood, data);
        var from = start is null ? null : Sound(data.Parameters(start), constant, likelihood, data, settings, workers, remarks);
        var penalties = lasso ? data.LassoPenalties((float)(settings.L1Regularization!.Value * candidateShare), likelihood.Outputs) : null;
        FisherResult result;
        SubsampleFit? planned = null;
        CrossValidatedLearner? few = null;
        bool isPlanned = settings.IsPlanned && !observations.HasOneClass && selection.IsPossible(likelihood, data, full);
        if (observations.HasOneClass)
            result = path.Constant(constant, observations);
        else
            result = Fit();
        // A parameter of the likelihood's own and the weights are estimated in turn, but not from residuals of models of so many features
        // that these say nothing of it: there it stays as the labels themselves tell it.
        bool isEstimated = full && !double.IsNaN(likelihood.Parameter(1));
        for (int turn = 0; isEstimated && turn < MostTurns && !path.IsSpent && result.Theta.All(double.IsFinite); turn++)
        {
            var next = likelihood.Estimate(RowScores.Of(data, result.Theta, result.EffectiveParameters + likelihood.Outputs));
            if (ReferenceEquals(next, likelihood))
                break;
            likelihood = next;
            path.GoOn(likelihood);
            constant = Constant(likelihood, data, constant[^1]);
            from = result.Theta;
            result = Fit();
        }

        // A column that never varies takes no weight: the rows need not pay for it.
        int Varying() =>
            read.Layout.Slots - Coordinates.Measure(read, observations, SparseScale.Own, workers).InverseScale.AsSpan().Count(0);

        FisherResult Fit()
        {
            if (validationRows is not null)
            {
                var pass = LanePass.Single(likelihood, data.Positions, observations, settings.Seed, workers);
                path.Validation = theta => pass.MeanLoss(validationRows, theta);
            }

            if (isPlanned
                && (planned = new SubsampleLearner(likelihood, data, prior, penalties, workers, settings, path, hooks.CheckAlive)
                    .Learn(selection.MostRows(data), constant, from)) is not null)
                return planned.Result;
            if (full)
                return new FisherLearner(likelihood, data.Positions, observations, prior, penalties, workers, settings, path,
                    hooks.CheckAlive)
                    .Learn(data.Rows, share => reader.Sample(data.Rows, share), constant, from);
            if (penalties is not null)
                return new ProximalLearner(likelihood, data, prior, workers, settings, path).Learn(from ?? constant, penalties);
            if (crossValidated)
                return (few = new CrossValidatedLearner(
                    likelihood, data, validationRows, prior, reader.MaximumBytes, settings, path, hooks.CheckAlive)).Learn(constant);
            return new ConjugateLearner(likelihood, data, validationRows, prior, workers, settings, path).Learn(constant, from);
        }

        var selected = selection.Report(planned, result, path, data);
        string method = !prior.IsChosen ? "given" : full ? "evidence, Laplace's approximation"
            : few?.Method ?? "held-out loss along a path of falling strength";
        var outcome = new LearningEnd(likelihood, data, prior, path, settings, workers, remarks)
            .Finish(result, constant, skipped, method, selected);
        if (columns.Offset is not null && RateCheck.Largest(data, outcome.Model) is { Logarithm: > RateCheck.LargestLogarithm } largest)
        {
            var schema = reader.Schema(train, candidateShare);
            DataErrors.RateTooLarge(columns.Offset, schema.PositionOf(largest.Row), largest.Offset, largest.Logarithm);
        }

        return outcome;
    }

    /// <summary>
    /// The number of workers for a pass: a power of two that depends on the data alone, so that sums do not depend on the machine.
    /// </summary>
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

    private static double[] Constant(Likelihood likelihood, TrainingData data, double? start = null)
    {
        int size = data.Positions + 1;
        var theta = new double[likelihood.Outputs * size];
        double[] bias = ConstantModel.Of(likelihood, data.Rows, data.Observations, start);
        for (int k = 0; k < bias.Length; k++)
            theta[(k * size) + size - 1] = bias[k];
        return theta;
    }

    /// <summary>The start, unless it explains the rows worse than a constant does.</summary>
    private static double[]? Sound(
        double[] start, double[] constant, Likelihood likelihood, TrainingData data, TrainingSettings settings, Workers workers,
        List<string> remarks)
    {
        var pass = LanePass.Single(likelihood, data.Positions, data.Observations, settings.Seed, workers);
        double[] biases = ConstantModel.Biases(likelihood, data, constant);
        if (pass.MeanLoss(data.Rows, start) <= ConstantModel.MeanLoss(likelihood, data.Rows, data.Observations, biases))
            return start;
        remarks.Add("The model to start from explains the data worse than a constant: learning started afresh.");
        return null;
    }
}
