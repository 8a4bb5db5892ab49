using System.Collections;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Design;
using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>A way to choose the rows to label next.</summary>
internal enum LabelStrategy
{
    /// <summary>Rows in a random order.</summary>
    Random,

    /// <summary>As a labelling campaign chooses at its defaults.</summary>
    Planned,

    /// <summary>The rows whose two likeliest answers lie closest together (margin sampling); for classes only.</summary>
    Margin,
}

/// <summary>Labels are bought batch by batch until nearly all is learnt that the whole pool could teach.</summary>
internal sealed class LabelRace
{
    /// <summary>Share of the gain, from no features to a fit of the whole pool, that has to be reached.</summary>
    public const double Share = 0.95;

    private static readonly LabelingCampaignOptions Defaults = new();
    private readonly DataSet _set;
    private readonly LabelPool _pool;
    private readonly LabelPool _test;
    private readonly double _threshold;

    /// <param name="set">Where the rows are from.</param>
    /// <param name="pool">Rows to label.</param>
    /// <param name="test">Rows that the loss is measured on.</param>
    public LabelRace(DataSet set, LabelPool pool, LabelPool test)
    {
        (_set, _pool, _test) = (set, pool, test);
        BaseLoss = LossWithoutFeatures();
        FullLoss = Loss(Fit(pool.Labelled(AllRows(pool))));
        _threshold = BaseLoss - (Share * (BaseLoss - FullLoss));
    }

    /// <summary>Loss of predicting what is usual in the pool.</summary>
    public double BaseLoss { get; }

    /// <summary>Loss of a fit of the whole pool.</summary>
    public double FullLoss { get; }

    /// <summary>
    /// Labels at which the loss came to the threshold and stayed there for another look; between two looks by their logarithm.
    /// </summary>
    public double Needed(LabelStrategy strategy, int seed)
    {
        var settings = new BatchSettings { Seed = seed, RandomShare = strategy == LabelStrategy.Planned ? Defaults.RandomShare : 1 };
        var planner = new BatchPlanner(
            MLNetInternals.GetEnvironment(_pool.Context.Data), _pool.Rows, new BitArray(_pool.Labels.Length, true), null, settings);
        var labelled = new List<long>();
        Add(planner.Next([], [], Defaults.SeedRows, double.PositiveInfinity, null));
        var reached = double.NaN;
        var (lossBefore, labelsBefore) = (double.NaN, 0);
        while (true)
        {
            var model = Fit(_pool.Labelled(labelled));
            var loss = Loss(model);
            if (!(loss <= _threshold))
                reached = double.NaN;
            else if (!double.IsNaN(reached))
                return reached;
            else
                reached = double.IsNaN(lossBefore) ? labelled.Count : Between(lossBefore, labelsBefore, loss, labelled.Count);
            if (labelled.Count == _pool.Labels.Length)
                return double.IsNaN(reached) ? labelled.Count : reached;
            (lossBefore, labelsBefore) = (loss, labelled.Count);
            var count = Math.Min((int)Math.Ceiling(Defaults.BatchGrowth * labelled.Count), _pool.Labels.Length - labelled.Count);
            if (strategy == LabelStrategy.Margin)
                labelled.AddRange(Uncertain(model, labelled, count));
            else
                Add(planner.Next(labelled, labelled, count, double.PositiveInfinity, model));
        }

        void Add(Batch batch)
        {
            labelled.AddRange(batch.Random);
            labelled.AddRange(batch.Planned);
        }
    }

    private double Between(double lossBefore, int labelsBefore, double loss, int labels)
    {
        var share = Math.Clamp((lossBefore - _threshold) / (lossBefore - loss), 0, 1);
        return labelsBefore * Math.Pow((double)labels / labelsBefore, share);
    }

    private ITransformer Fit(IDataView rows)
    {
        var context = _pool.Context;
        return _set.Task switch
        {
            LearningTask.Binary => context.BinaryClassification.Trainers.LagrangianLogisticRegression().Fit(rows),
            LearningTask.Multiclass => context.MulticlassClassification.Trainers.LagrangianMaximumEntropy().Fit(rows),
            LearningTask.Poisson => context.Regression.Trainers.LagrangianPoisson().Fit(rows),
            _ => context.Regression.Trainers.Lagrangian().Fit(rows),
        };
    }

    /// <summary>Log-loss, mean squared error or mean deviance.</summary>
    private double Loss(ITransformer model)
    {
        var scored = model.Transform(_test.Labelled(AllRows(_test)));
        var loss = _set.Task switch
        {
            LearningTask.Binary => BinaryMetrics.Of(scored).Loss,
            LearningTask.Multiclass => MulticlassMetrics.Of(scored).Loss,
            LearningTask.Poisson => Measures.RegressionMetrics.Of(scored, isPoisson: true).Loss,
            _ => Measures.RegressionMetrics.Of(scored, isPoisson: false).Loss,
        };
        return _set.Task == LearningTask.Regression ? loss * loss : loss;
    }

    private double LossWithoutFeatures()
    {
        double mean = _pool.Labels.Average();
        return _set.Task switch
        {
            LearningTask.Multiclass => _test.Labels.Average(y =>
                -Math.Log((_pool.Labels.Count(other => other.Equals(y)) + 1.0) / (_pool.Labels.Length + _pool.Classes.Length))),
            LearningTask.Binary => _test.Labels.Average(y => -Math.Log(y > 0 ? mean : 1 - mean)),
            LearningTask.Poisson => _test.Labels.Average(y => 2 * ((y > 0 ? y * Math.Log(y / mean) : 0) - (y - mean))),
            _ => _test.Labels.Average(y => (y - mean) * (y - mean)),
        };
    }

    private IEnumerable<long> Uncertain(ITransformer model, List<long> labelled, int count)
    {
        var taken = labelled.ToHashSet();
        var scored = model.Transform(_pool.Labelled(AllRows(_pool)));
        var margins = _set.Task == LearningTask.Binary
            ? scored.GetColumn<float>(Columns.Probability).Select(p => Math.Abs(p - 0.5f))
            : scored.GetColumn<float[]>(Columns.Score).Select(Margin);
        return margins.Select((margin, row) => (margin, row: (long)row))
            .Where(pair => !taken.Contains(pair.row)).OrderBy(pair => pair.margin).Take(count).Select(pair => pair.row);
    }

    private static IEnumerable<long> AllRows(LabelPool pool) => Enumerable.Range(0, pool.Labels.Length).Select(row => (long)row);

    private static float Margin(float[] probabilities)
    {
        float first = 0, second = 0;
        foreach (var p in probabilities)
            (first, second) = p > first ? (p, first) : (first, Math.Max(second, p));
        return first - second;
    }
}
