using System.Collections;
using LagrangeMLNet.Benchmarks.DataSets;
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
    private readonly LabelLoss _loss;
    private readonly double _threshold;

    /// <param name="set">Where the rows are from.</param>
    /// <param name="pool">Rows to label.</param>
    /// <param name="test">Rows that the loss is measured on.</param>
    public LabelRace(DataSet set, LabelPool pool, LabelPool test)
    {
        (_set, _pool) = (set, pool);
        _loss = new LabelLoss(set.Task, pool, test);
        var (usual, full) = (_loss.WithoutFeatures(), _loss.Of(_loss.Fit(AllRows(pool))));
        _threshold = usual - (Share * (usual - full));
    }

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
            var model = _loss.Fit(labelled);
            var loss = _loss.Of(model);
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
                Add(planner.Next(labelled, labelled, count, double.PositiveInfinity, model, HasClasses ? model : null));
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

    private bool HasClasses => _set.Task is LearningTask.Binary or LearningTask.Multiclass;

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
