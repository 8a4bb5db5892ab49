using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Ledgers;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>A sweep, put together from its parts. Tests and benchmarks put others in their place; the product has these.</summary>
internal sealed class Sweep
{
    /// <summary>Decides which trials end before they have learnt from all rows; null for what the options say.</summary>
    public IPruningRule? Pruning { get; init; }

    /// <summary>Decides which fits end before their time; null for what the options say.</summary>
    public IFitRule? FitRule { get; init; }

    /// <summary>Megabytes that the process holds.</summary>
    public Func<double> MemoryInUse { get; init; } = MemoryBudget.OfProcess;

    /// <summary>Trainers of other packages.</summary>
    public OfferedCandidates Offered { get; init; } = OfferedCandidates.Present;

    /// <inheritdoc cref="SweepRun"/>
    public SweepResult Run(
        MLContext context, PredictionTask task, SweepOptions options, IDataView train, string labelColumnName, string? ledgerPath)
    {
        using var budget = new SweepBudget(options);
        var progress = new ProgressReporter(options);
        progress.Report(SweepPhase.Preparing);
        options.CancellationToken.ThrowIfCancellationRequested();
        // Before the data is read: a ledger that cannot be written is not to be found out at the end.
        using var ledger = ledgerPath is null ? SweepLedger.Create(options.LedgerPath) : SweepLedger.Resume(ledgerPath);

        var data = TrialData.Of(context, train, labelColumnName, task, options, budget.Search);
        var candidates = options.Candidates
            ?? DefaultCandidates.For(task, data.Label.IsCount, data.Featurization.HasText, Offered);

        ledger.Bind(SweepFingerprint.Of(task, data, candidates, options));
        using var runner = new TrialRunner(data, candidates, options, MemoryInUse);
        var assembly = new ModelAssembly(context, data);
        var models = new BestModels(assembly, ledger);
        bool isPruned = options.Pruning != SweepPruning.None;
        var pruning = Pruning ?? (isPruned ? new KinematicPruning(options.Confidence, options.Tolerance) : new NoPruning());
        var fitRule = FitRule ?? (isPruned ? new VelocityRule(task, options.Confidence, options.Tolerance) : new NoFitRule());
        var outcomes = new SweepEngine(runner, data.Plan, candidates, ledger, models, budget, progress, options, pruning, fitRule).Search();
        // Who names the candidates does not expect others.
        string[] remarks = options.Candidates is null ? [.. Offered.Problems] : [];
        progress.Report(SweepPhase.Refitting);
        var winner = new WinnerFit(data, runner, assembly, models, budget, options).Find(outcomes);
        var result = new Conclusion(data, runner, remarks).Of(outcomes, winner);
        progress.Report(SweepPhase.Done);
        return result;
    }
}
