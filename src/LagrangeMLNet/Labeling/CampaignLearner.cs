using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace LagrangeMLNet.Labeling;

/// <summary>What a campaign learns from its labels: the models, and whether labels are what they lack.</summary>
/// <param name="host">Environment.</param>
/// <param name="pool">The pool.</param>
/// <param name="options">The campaign's options.</param>
/// <param name="space">The labels that are allowed.</param>
/// <param name="ledger">What has been labelled.</param>
/// <param name="remarks">Receives what was noticed.</param>
/// <param name="checkAlive">Throws when the caller asks for an end.</param>
internal sealed class CampaignLearner(
    IHostEnvironment host,
    IDataView pool,
    LabelingCampaignOptions options,
    LabelSpace space,
    CampaignLedger ledger,
    List<string> remarks,
    Action checkAlive)
{
    private (int Labels, ITransformer Model)? _fit;

    /// <summary>Whether labels are classes.</summary>
    public bool IsClassifier => options.Task is LabelingTask.BinaryClassification or LabelingTask.MulticlassClassification;

    /// <summary>
    /// Whether a classifier lacks labels more than anything else, so that those it is unsure of teach it most: it has fewer than
    /// parameters, and they are most of its loss.
    /// </summary>
    public bool LacksLabels(ITransformer classifier)
    {
        if (ledger.Labels.Count >= Parameters())
            return false;
        long[] rows = [.. ledger.AllRandomLabeled];
        if (rows.Length == 0)
            return false;
        float[] labels = [.. rows.Select(row => ledger.Labels[row])];
        var learnt = LabelSurprise.Of(rows.Length, options.Task, classifier.Transform(Labeled(rows)), labels);
        return Optimism.IsMostOfTheLoss(learnt.Velocity, ledger.Looks);
    }

    /// <summary>A model, or null where the trainer cannot learn from labels of a single class: then rows are chosen without one.</summary>
    public ITransformer? TryFit(IReadOnlyList<long> rows)
    {
        try
        {
            return Fit(rows);
        }
        catch (Exception e) when (e is not OperationCanceledException && rows.Select(row => ledger.Labels[row]).Distinct().Count() < 2)
        {
            string remark = $"No model as long as all labels are of one class: the trainer cannot learn from them ({e.Message})";
            if (!remarks.Contains(remark))
                remarks.Add(remark);
            return null;
        }
    }

    /// <summary>The model that has learnt from some labelled rows.</summary>
    public ITransformer Fit(IReadOnlyList<long> rows)
    {
        // Labels are only ever added, so that their number tells which ones they are.
        if (_fit is { } fit && fit.Labels == rows.Count)
            return fit.Model;
        checkAlive();
        var model = (options.Trainer ?? CampaignOptions.DefaultTrainer(host, options)).Fit(Labeled(rows));
        _fit = (rows.Count, model);
        return model;
    }

    /// <summary>Rows of the pool with their labels, in the order of the pool.</summary>
    public RowSubset Labeled(IEnumerable<long> rows)
    {
        long[] positions = [.. rows.Order()];
        float[] labels = [.. positions.Select(row => ledger.Labels[row])];
        return new RowSubset(pool, positions, new LabelValues(options.LabelColumnName, options.Task, space.Classes, labels));
    }

    private long Parameters() =>
        (((pool.Schema[options.FeatureColumnName].Type as VectorDataViewType)?.Size ?? 0) + 1L) * Math.Max(1, space.Classes.Count - 1);
}
