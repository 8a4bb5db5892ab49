using LagrangeMLNet.Labeling;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace PlanTheLabels;

/// <summary>A pool whose labels are bought, and rows that show what they were worth.</summary>
internal sealed class Race
{
    private const int MostPoolRows = 3_000;
    private const int MostTestRows = 2_000;
    private const int MostLabels = 1_500;
    private readonly MLContext _mlContext;
    private readonly LabelledTable _table;
    private readonly int[] _pool;
    private readonly int[] _test;
    private readonly IDataView _poolRows;
    private readonly IDataView _testRows;
    private readonly int _seed;

    /// <param name="mlContext">The context.</param>
    /// <param name="table">All rows.</param>
    /// <param name="seed">Draws pool and test rows.</param>
    public Race(MLContext mlContext, LabelledTable table, int seed)
    {
        (_mlContext, _table, _seed) = (mlContext, table, seed);
        int[] order = [.. Enumerable.Range(0, table.Count)];
        new Random(seed).Shuffle(order);
        _test = order[..Math.Min(MostTestRows, table.Count / 3)];
        _pool = order[_test.Length..Math.Min(order.Length, _test.Length + MostPoolRows)];
        (_poolRows, _testRows) = (table.Rows(_pool), table.Rows(_test));
    }

    /// <summary>Loss without features: always the mean, or the shares, of the pool.</summary>
    public double Start
    {
        get
        {
            if (_table.Task == LabelingTask.Regression)
            {
                var mean = _pool.Average(row => _table.Values[row]);
                return _test.Average(row => Math.Pow(_table.Values[row] - mean, 2));
            }

            var counts = _pool.CountBy(row => _table.Values[row]).ToDictionary();
            double Share(int row) => (counts.GetValueOrDefault(_table.Values[row]) + 0.5) / (_pool.Length + (0.5 * _table.Classes.Count));
            return _test.Average(row => -Math.Log(Share(row)));
        }
    }

    /// <summary>Loss when all labels of the pool are bought.</summary>
    public double Full()
    {
        using var campaign = Campaign(_poolRows, new LabelingCampaignOptions { SeedRows = _pool.Length, RandomShare = 1 });
        Buy(campaign);
        return Loss(campaign.Model!);
    }

    /// <summary>Labels and loss, batch by batch, as a campaign chooses.</summary>
    public IEnumerable<(int Labels, double Loss)> Planned() => Bought(new LabelingCampaignOptions());

    /// <summary>The same with all rows drawn at random.</summary>
    public IEnumerable<(int Labels, double Loss)> Random() => Bought(new LabelingCampaignOptions { RandomShare = 1 });

    /// <summary>The rows whose two likeliest classes lie closest together, in batches that end at some numbers of labels.</summary>
    public IEnumerable<(int Labels, double Loss)> Uncertain(IReadOnlyList<int> sizes)
    {
        // The first ones are drawn at random: without a model nothing is uncertain.
        using var first = Campaign(_poolRows, new LabelingCampaignOptions { RandomShare = 1 });
        List<int> chosen = [.. first.PendingRows.Select(row => (int)row)];
        for (var i = 0; i < sizes.Count; i++)
        {
            var model = Fit(chosen);
            yield return (sizes[i], Loss(model));
            if (i + 1 < sizes.Count)
                chosen.AddRange(Closest(model, chosen).Take(sizes[i + 1] - chosen.Count).ToList());
        }
    }

    private IEnumerable<(int Labels, double Loss)> Bought(LabelingCampaignOptions options)
    {
        using var campaign = Campaign(_poolRows, options);
        while (campaign.PendingRows.Count > 0 && campaign.State.Labels + campaign.PendingRows.Count <= MostLabels)
        {
            Buy(campaign);
            yield return (campaign.State.Labels, Loss(campaign.Model!));
        }
    }

    private void Buy(LabelingCampaign campaign) =>
        campaign.AddLabels(campaign.PendingRows.Select(row => KeyValuePair.Create(row, _table.Answer(_pool[row]))).ToList());

    private LabelingCampaign Campaign(IDataView pool, LabelingCampaignOptions options)
    {
        options.Task = _table.Task;
        options.ClassNames = _table.Task == LabelingTask.MulticlassClassification ? _table.Classes : null;
        options.Seed = _seed;
        return _mlContext.Data.OpenLabelingCampaign(pool, options);
    }

    /// <summary>A model of the rows chosen: all of a pool of their own.</summary>
    private ITransformer Fit(List<int> chosen)
    {
        int[] rows = [.. chosen.Select(row => _pool[row])];
        using var campaign = Campaign(_table.Rows(rows), new LabelingCampaignOptions { SeedRows = rows.Length, RandomShare = 1 });
        campaign.AddLabels(campaign.PendingRows.Select(row => KeyValuePair.Create(row, _table.Answer(rows[row]))).ToList());
        return campaign.Model!;
    }

    private IEnumerable<int> Closest(ITransformer model, List<int> chosen)
    {
        var taken = chosen.ToHashSet();
        return Probabilities(model, _poolRows).Select((p, row) => (Margin: Margin(p), Row: row))
            .Where(pair => !taken.Contains(pair.Row)).OrderBy(pair => pair.Margin).Select(pair => pair.Row);
    }

    /// <summary>Log-loss in nats, or mean squared error.</summary>
    private double Loss(ITransformer model)
    {
        if (_table.Task == LabelingTask.Regression)
        {
            var scores = model.Transform(_testRows).GetColumn<float>("Score");
            return scores.Zip(_test, (score, row) => Math.Pow(score - _table.Values[row], 2)).Average();
        }

        return Probabilities(model, _testRows).Zip(_test, (p, row) => -Math.Log(Math.Max(p[(int)_table.Values[row]], 1e-7f))).Average();
    }

    private IEnumerable<float[]> Probabilities(ITransformer model, IDataView rows) => _table.Task == LabelingTask.BinaryClassification
        ? model.Transform(rows).GetColumn<float>("Probability").Select(p => new[] { 1 - p, p })
        : model.Transform(rows).GetColumn<float[]>("Score");

    private static float Margin(float[] probabilities)
    {
        var two = probabilities.OrderDescending().Take(2).ToArray();
        return two[0] - two[1];
    }
}
