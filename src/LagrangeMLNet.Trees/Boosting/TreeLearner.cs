using LagrangeMLNet.Binning;
using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Losses;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Numerics;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Boosting;

/// <summary>What is learnt from what.</summary>
/// <param name="Loss">The loss.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Validation">Rows that are never learnt from, or null.</param>
/// <param name="Columns">Names of the columns.</param>
/// <param name="Start">Scores of an earlier model, or null.</param>
internal sealed record TreesProblem(TreeLoss Loss, IDataView Train, IDataView? Validation, TrainingColumns Columns, EarlierScores? Start)
{
    /// <summary>Whether the scores of held-out rows are asked for.</summary>
    public bool KeepsHeldOut { get; init; }

    public RowSchema Schema(IDataView view) => new(view, Columns.Label, Columns.Features, Columns.Weight, null, Loss.LabelProblem)
    {
        KeepsMissing = true,
    };
}

/// <summary>What was learnt.</summary>
/// <param name="Ensemble">The trees.</param>
/// <param name="Columns">The columns that they name.</param>
/// <param name="Slots">Number of feature slots.</param>
/// <param name="LabelCentre">What is added to the score, the label's origin.</param>
/// <param name="LabelScale">The label's unit.</param>
internal sealed record LearntTrees(Ensemble Ensemble, BinnedColumn[] Columns, int Slots, double LabelCentre, double LabelScale)
{
    /// <summary>What is added to the score besides, in units of the label: a correction that held-out rows asked for.</summary>
    public double Shift { get; init; }

    /// <summary>Held-out rows with their scores, in the units of training; null where they were not asked for.</summary>
    public ScoredRows? HeldOut { get; init; }
}

/// <summary>Reads rows, puts them into bins and boosts.</summary>
internal static class TreeLearner
{
    /// <summary>Share of the memory that rows may take where nothing was said.</summary>
    private const double ShareOfMemory = 0.7;

    /// <summary>Workers: a number that neither the machine nor the data decide, for the sake of the same bits everywhere.</summary>
    private const int WorkerCount = 8;

    public static (LearntTrees Model, TreesReport Report) Learn(TreesProblem problem, TreesSettings settings, TrainingHooks hooks)
    {
        int threads = settings.NumberOfThreads ?? Environment.ProcessorCount;
        var workers = new Workers(threads == 1 ? 1 : WorkerCount, threads, hooks.CheckAlive);
        var remarks = new List<string>();
        BinnedRows rows = Read(problem, settings, workers, hooks, out int learnt, out long skipped);
        if (skipped > 0)
            remarks.Add($"{skipped} rows were left out because the label or the weight is missing.");
        (double centre, double scale) = LabelUnits.Apply(rows, learnt, problem.Loss);
        TreeLoss loss = problem.Loss.Begin(new LabelSummary(0, 1, scale));
        if (settings.BalanceClasses)
            ClassBalance.Apply(rows, learnt);
        ExampleWeights.Normalise(rows, learnt);

        int folds = problem.Validation is not null ? 1 : BoostingDefaults.Folds(settings, learnt);
        bool[][] learns = problem.Validation is not null ? FoldAssignment.First(rows.Rows, learnt)
            : folds == 1 ? FoldAssignment.HoldOut(rows.Rows, BoostingDefaults.HoldOut(settings, learnt), settings.Seed)
            : FoldAssignment.Folds(rows.Rows, folds, settings.Seed);
        if (learns.Any(own => !own.Contains(true) || !own.Contains(false)))
        {
            remarks.Add("There are too few rows to hold some out: the model is a constant.");
            learns = [[.. Enumerable.Repeat(true, rows.Rows)]];
            return (new LearntTrees(ConstantOf(loss, rows), rows.Columns, rows.Slots, centre, scale),
                ReportOf([], StopReason.Decelerated));
        }

        BoostingRule rule = BoostingDefaults.Rule(settings, rows, loss, learnt);
        var path = new TreesPath(learns.Sum(own => (long)own.Count(isLearnt => isLearnt)) / learns.Length, hooks.Progress);
        var boosting = new FoldedBoosting(
            rows,
            loss,
            rule,
            learns,
            new RoundMemory(rows, loss.Outputs, workers),
            settings.Seed,
            problem.KeepsHeldOut,
            (round, mean, measuring) =>
            {
                hooks.CheckAlive();
                path.Add(round, measuring.Nats(mean, scale));
            });
        (Ensemble ensemble, StopReason reason) = boosting.Run();
        double floor = boosting.Loss.Nats(boosting.BestLoss, scale);
        double error = boosting.Loss.Nats(boosting.BestLoss + boosting.Error, scale) - floor;
        path.End(reason, floor, error);
        if (ensemble.Count == 0)
            remarks.Add("No tree explains rows that it was not grown from: the model is a constant.");
        TreesReport report = ReportOf(path.States, reason) with
        {
            Floor = floor,
            FloorStandardError = error,
            Rounds = boosting.Rounds,
            BestRound = boosting.BestRound,
            Trees = ensemble.Count,
            Leaves = ensemble.Leaves,
            LearningRate = rule.Rate,
            HeldOutRows = boosting.HeldOutRows,
            FeatureGains = GainsOf(ensemble, rows),
        };
        return (new LearntTrees(ensemble, rows.Columns, rows.Slots, centre, scale) { HeldOut = boosting.HeldOut }, report);

        TreesReport ReportOf(IReadOnlyList<LearningState> states, StopReason why) => new()
        {
            Path = states,
            StopReason = why,
            Floor = double.NaN,
            FloorStandardError = double.NaN,
            Rounds = 0,
            BestRound = 0,
            Trees = 0,
            Leaves = 0,
            Folds = learns.Length,
            LearningRate = double.NaN,
            Rows = learnt,
            HeldOutRows = 0,
            SkippedRows = skipped,
            Features = rows.Slots,
            FeatureGains = new double[rows.Slots],
            Remarks = remarks,
        };
    }

    private static BinnedRows Read(
        TreesProblem problem, TreesSettings settings, Workers workers, TrainingHooks hooks, out int learnt, out long skipped)
    {
        long memory = settings.MaximumMemoryInMegabytes is { } limit
            ? (long)limit << 20
            : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * ShareOfMemory);
        RowSchema schema = problem.Schema(problem.Train);
        IRowSource train = RowReader.Read(schema, null, memory, settings.Seed, hooks.CheckAlive, out skipped);
        if (train.Rows == 0)
            schema.NoRows("training", skipped);
        if (train.Rows > Array.MaxLength / problem.Loss.Outputs)
            throw new InvalidOperationException(
                $"Column '{problem.Columns.Features}': {train.Rows} rows with {problem.Loss.Outputs} scores each are more than can be boosted, "
                + $"{Array.MaxLength / problem.Loss.Outputs}. Take a sample of the rows, or fewer classes.");
        learnt = (int)train.Rows;
        BinnedColumn[] columns = RowBinner.Choose(train, settings.Bins, settings.Seed, workers, hooks.CheckAlive);
        BinnedRows rows = RowBinner.Bin(train, columns, problem.Start, problem.Loss.Outputs, workers, hooks.CheckAlive);
        if (problem.Validation is { } validation)
        {
            RowSchema heldSchema = problem.Schema(validation);
            IRowSource held = RowReader.Read(heldSchema, train.Layout, memory, settings.Seed, hooks.CheckAlive, out long missing);
            if (held.Rows == 0)
                heldSchema.NoRows("validation", missing);
            rows = rows.Followed(RowBinner.Bin(held, columns, problem.Start, problem.Loss.Outputs, workers, hooks.CheckAlive));
        }

        return rows;
    }

    private static Ensemble ConstantOf(TreeLoss loss, BinnedRows rows)
    {
        var constant = new double[loss.Outputs];
        loss.Constant(rows.Labels, rows.Weights, [.. Enumerable.Range(0, rows.Rows)], constant);
        constant = constant[..loss.ModelOutputs];
        return new Ensemble(constant, [.. constant.Select(_ => (IReadOnlyList<GrownTree>)[])]);
    }

    private static double[] GainsOf(Ensemble ensemble, BinnedRows rows)
    {
        var gains = new double[rows.Slots];
        foreach (GrownTree tree in ensemble.Trees.SelectMany(own => own))
            foreach (GrownTree.Node node in tree.Nodes)
                gains[rows.Columns[node.Column].Slot] += node.Gain;
        return gains;
    }
}
