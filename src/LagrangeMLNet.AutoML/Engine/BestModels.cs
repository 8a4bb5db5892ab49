using LagrangeMLNet.AutoML.Ledgers;
using LagrangeMLNet.AutoML.Trials;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Keeps the model of the best trial so far, in memory and in the ledger, so that a sweep can end at any moment with one.
/// </summary>
internal sealed class BestModels(ModelAssembly assembly, SweepLedger ledger)
{
    private readonly Lock _lock = new();
    private TrialOutcome? _best;
    private (TrialOutcome Outcome, TransformerPair Model)? _kept;

    /// <summary>A trial has ended.</summary>
    /// <param name="outcome">The trial.</param>
    /// <param name="model">Its model; null where the ledger held its last subset.</param>
    /// <returns>Whether it is the best so far.</returns>
    /// <exception cref="IOException">The ledger cannot be written.</exception>
    public bool Add(TrialOutcome outcome, TransformerPair? model)
    {
        lock (_lock)
        {
            if (outcome.Last is null || outcome.State == Sweeps.SweepTrialState.Failed)
            {
                model?.Release();
                return false;
            }

            bool isBest = _best is null || TrialOutcome.Best([_best, outcome]) == outcome;
            if (isBest)
                _best = outcome;
            if (model is null)
                return isBest;
            if (_kept is not null && TrialOutcome.Best([_kept.Value.Outcome, outcome]) != outcome)
            {
                model.Release();
                return isBest;
            }

            _kept?.Model.Release();
            _kept = (outcome, model);
            if (isBest && ledger.IsKept && assembly.Save(model) is { } bytes)
                ledger.KeepModel(outcome.Trial.Number, outcome.Last!.Point.Rung, bytes);
            return isBest;
        }
    }

    /// <summary>The model of the best trial for which there is one, and the trial; null where there is none.</summary>
    /// <param name="ended">All trials that ended.</param>
    public (TrialOutcome Outcome, ITransformer Model)? Find(IEnumerable<TrialOutcome> ended)
    {
        lock (_lock)
        {
            foreach (var outcome in TrialOutcome.Rank(ended))
            {
                if (ReferenceEquals(outcome, _kept?.Outcome))
                    return (outcome, assembly.Finish(_kept.Value.Model));
                if (ledger.IsKept && ledger.FindModel(outcome.Trial.Number, outcome.Last!.Point.Rung) is { } bytes)
                    return (outcome, assembly.Load(bytes));
            }

            return null;
        }
    }
}
