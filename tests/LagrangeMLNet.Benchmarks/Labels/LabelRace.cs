using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace LagrangeMLNet.Benchmarks.Labels;

/// <summary>A way to choose the rows to label next.</summary>
internal enum LabelStrategy
{
    /// <summary>Rows in a random order.</summary>
    Random,

    /// <summary>A labelling campaign at its defaults.</summary>
    Campaign,

    /// <summary>The rows whose two likeliest answers lie closest together (margin sampling), after a random start; classes only.</summary>
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
    /// Labels at which the loss came to the threshold and stayed there for another measurement; between two of them by their logarithm.
    /// </summary>
    public double Needed(LabelStrategy strategy, int seed)
    {
        var reached = double.NaN;
        var (lossBefore, labelsBefore) = (double.NaN, 0);
        foreach (var (labels, model) in strategy == LabelStrategy.Campaign ? Campaign(seed) : Ordered(strategy, seed))
        {
            var loss = _loss.Of(model);
            if (!(loss <= _threshold))
                reached = double.NaN;
            else if (!double.IsNaN(reached))
                return reached;
            else
                reached = double.IsNaN(lossBefore) ? labels : Between(lossBefore, labelsBefore, loss, labels);
            (lossBefore, labelsBefore) = (loss, labels);
        }

        return double.IsNaN(reached) ? labelsBefore : reached;
    }

    /// <summary>A campaign that goes on whatever it advises.</summary>
    private IEnumerable<(int Labels, ITransformer Model)> Campaign(int seed)
    {
        using var campaign = _pool.Context.Data.OpenLabelingCampaign(_pool.Rows, new LabelingCampaignOptions
        {
            Task = _pool.Task,
            ClassNames = _pool.Task == LabelingTask.MulticlassClassification ? _pool.Classes : null,
            Seed = seed,
        });
        while (campaign.PendingRows.Count > 0)
        {
            campaign.AddLabels(campaign.PendingRows.ToArray().Select(row => KeyValuePair.Create(row, Answer(_pool.Labels[row]))));
            yield return (campaign.State.Labels, campaign.Model!);
        }
    }

    private object Answer(float label) => _pool.Task switch
    {
        LabelingTask.BinaryClassification => label > 0,
        LabelingTask.MulticlassClassification => _pool.Classes[(int)label],
        _ => label,
    };

    /// <summary>As many rows as a campaign takes, at random or by margins.</summary>
    private IEnumerable<(int Labels, ITransformer Model)> Ordered(LabelStrategy strategy, int seed)
    {
        long[] order = [.. AllRows(_pool)];
        new Random(seed).Shuffle(order);
        var labelled = order.Take(Defaults.SeedRows).ToList();
        while (true)
        {
            var model = _loss.Fit(labelled);
            yield return (labelled.Count, model);
            var count = Math.Min((int)Math.Ceiling(Defaults.BatchGrowth * labelled.Count), order.Length - labelled.Count);
            if (count == 0)
                yield break;
            labelled.AddRange(strategy == LabelStrategy.Random ? order.Skip(labelled.Count).Take(count) : [.. Uncertain(model, labelled).Take(count)]);
        }
    }

    private double Between(double lossBefore, int labelsBefore, double loss, int labels)
    {
        var share = Math.Clamp((lossBefore - _threshold) / (lossBefore - loss), 0, 1);
        return labelsBefore * Math.Pow((double)labels / labelsBefore, share);
    }

    private IEnumerable<long> Uncertain(ITransformer model, List<long> labelled)
    {
        var taken = labelled.ToHashSet();
        var scored = model.Transform(_pool.Labelled(AllRows(_pool)));
        var margins = _set.Task == LearningTask.Binary
            ? scored.GetColumn<float>(Columns.Probability).Select(p => Math.Abs(p - 0.5f))
            : scored.GetColumn<float[]>(Columns.Score).Select(Margin);
        return margins.Select((margin, row) => (margin, row: (long)row))
            .Where(pair => !taken.Contains(pair.row)).OrderBy(pair => pair.margin).Select(pair => pair.row);
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
