using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.AutoML;

namespace LagrangeMLNet.MicrosoftAutoML;

/// <summary>Rows that an experiment's trials share: its folds, and what featurizers have made of them.</summary>
/// <param name="budget">Most bytes that featurised rows may take together; the ones not used for longest make room.</param>
internal sealed class RowStore(long budget)
{
    private readonly Lock _lock = new();
    private readonly List<(IDataView Source, string Key, FeaturisedRows Rows)> _kept = [];
    private (IDataView Source, int Count, IReadOnlyList<TrialRows> Folds)? _folds;

    /// <summary>
    /// The folds of the experiment's data. Those of cross-validation are the same in every trial, also where the context has no seed.
    /// </summary>
    public IReadOnlyList<TrialRows> Folds(IDatasetManager manager, MLContext context, TrialSettings settings)
    {
        lock (_lock)
        {
            if (manager is not ICrossValidateDatasetManager data)
                return TrialRows.Of(manager, context, settings);
            if (_folds is not { } known || known.Source != data.Dataset || known.Count != data.Fold)
                _folds = known = (data.Dataset, data.Fold, TrialRows.Of(manager, context, settings));
            return known.Folds;
        }
    }

    /// <summary>Featurised rows, from an earlier trial where one had the same featurizers.</summary>
    /// <param name="context">Makes a context of their own, which does not end with a trial.</param>
    /// <param name="pipeline">The trial's pipeline.</param>
    /// <param name="rows">The rows.</param>
    /// <param name="token">Ends the fit of the featurizers.</param>
    public FeaturisedRows Featurise(Func<MLContext> context, TrialPipeline pipeline, TrialRows rows, CancellationToken token)
    {
        string key = pipeline.FeaturesKey;
        lock (_lock)
        {
            int index = _kept.FindIndex(kept => kept.Source == rows.Training && kept.Key == key);
            if (index >= 0)
            {
                var found = _kept[index];
                _kept.RemoveAt(index);
                _kept.Add(found);
                return found.Rows;
            }
        }

        var made = context();
        FeaturisedRows featurised;
        using (token.Register(() => MLNetInternals.CancelExecution(made)))
            featurised = FeaturisedRows.Of(made, pipeline, rows, budget);
        token.ThrowIfCancellationRequested();
        lock (_lock)
        {
            _kept.Add((rows.Training, key, featurised));
            while (_kept.Sum(kept => kept.Rows.Bytes) > budget)
                _kept.RemoveAt(0);
        }

        return featurised;
    }
}
