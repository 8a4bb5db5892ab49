using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Ledgers;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML;

/// <summary>A sweep for one task, ready to run. Made by <c>mlContext.Sweep()</c>.</summary>
/// <remarks>
/// <para>
/// A fifth of the rows (20,000 at most) is kept from all trials and measures the winner; another fifth (10,000 at most) compares trials; the
/// rest is learnt from, in rungs of nested subsets, four times as many rows each. Of fewer than 1,000 rows, all that are not kept are in one
/// of five folds, which compare trials in turn. A trial is fitted to fewer rows than all only where that takes next to no time, or has been
/// shown to save more. Featurisers are fitted on a rung's training rows alone.
/// </para>
/// <para>
/// Same data, seed, candidates and number of trials: the same trials with the same losses, whatever the number of workers. A trial may
/// learn from those that are at least four before it, and from no other, so that four can run beside each other. Only what a clock ends
/// (<see cref="SweepOptions.MaximumDuration"/>, <see cref="SweepOptions.MaximumTrialDuration"/>, a cancellation) can differ.
/// </para>
/// </remarks>
public sealed class SweepExperiment
{
    private readonly MLContext _context;
    private readonly SweepTask _task;
    private readonly SweepOptions _options;

    internal SweepExperiment(MLContext context, SweepTask task, SweepOptions? options)
    {
        (_context, _task, _options) = (context, task, options?.Copy() ?? new SweepOptions());
        _options.Validate();
    }

    /// <summary>Runs the sweep.</summary>
    /// <param name="train">All rows there are; the sweep divides them itself. Each pass over the view must give the same rows in the same order.</param>
    /// <param name="labelColumnName">Name of the label column.</param>
    /// <returns>The winner, measured and refitted.</returns>
    /// <exception cref="ArgumentException">The label column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Too few rows, a constant label, no usable column, all trials failed, none ended in time, or none gives finite scores on the rows that
    /// no trial has seen.
    /// </exception>
    /// <exception cref="IOException">The ledger exists already or cannot be written; found out before anything is done.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end before any trial had ended.</exception>
    public SweepResult Run(IDataView train, string labelColumnName = "Label") =>
        Execute(train, labelColumnName, () => SweepLedger.Create(_options.LedgerPath));

    /// <summary>Goes on with a sweep that was ended, or killed, at any moment; what its ledger holds is not done again.</summary>
    /// <param name="ledgerPath">
    /// The ledger. The number of trials, the time budgets and the workers may differ from those of the sweep that wrote it.
    /// </param>
    /// <param name="train">The same rows.</param>
    /// <param name="labelColumnName">Name of the label column.</param>
    /// <returns>What <see cref="Run"/> would have returned.</returns>
    /// <remarks>
    /// A ledger is read as data: every row is looked at before anything is made of it. The best trial's model lies in it too, and is loaded
    /// where the sweep ends before the winner has been fitted again; resume no ledger of someone whose model file you would not load.
    /// </remarks>
    /// <exception cref="ArgumentException">The path is blank or a folder's; or the label column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// The file is damaged, no ledger, was changed, or is one of a sweep over other data or settings; or as for <see cref="Run"/>.
    /// </exception>
    /// <exception cref="IOException">There is no such file, it cannot be written, or another process has it open.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end before any trial had ended.</exception>
    public SweepResult Resume(string ledgerPath, IDataView train, string labelColumnName = "Label")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ledgerPath);
        return Execute(train, labelColumnName, () => SweepLedger.Resume(ledgerPath));
    }

    private SweepResult Execute(IDataView train, string labelColumnName, Func<SweepLedger> open)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        using var budget = new SweepBudget(_options);
        var progress = new ProgressReporter(_options);
        progress.Report(SweepPhase.Preparing);
        var token = _options.CancellationToken;
        token.ThrowIfCancellationRequested();
        // Before the data is read: a ledger that cannot be written is not to be found out at the end.
        using var ledger = open();

        var data = TrialData.Of(_context, train, labelColumnName, _task, _options, budget.Search);
        var candidates = _options.Candidates ?? DefaultCandidates.For(data, _options.Offered);

        ledger.Bind(SweepFingerprint.Of(_task, data, candidates, _options));
        using var runner = new TrialRunner(data, candidates, _options);
        var assembly = new ModelAssembly(_context, data);
        var models = new BestModels(assembly, ledger);
        var fitRule = _options.FitRule
            ?? (_options.Pruning == SweepPruning.None ? new NoFitRule() : new VelocityRule(_task, _options.Confidence, _options.Tolerance));
        var outcomes = new SweepEngine(runner, data.Plan, candidates, ledger, models, budget, progress, _options, fitRule).Search();
        // Who names the candidates does not expect others.
        string[] remarks = _options.Candidates is null ? [.. _options.Offered.Problems] : [];
        progress.Report(SweepPhase.Refitting);
        var winner = new WinnerFit(data, runner, assembly, models, budget, _options).Find(outcomes);
        var result = new Conclusion(data, runner, remarks).Of(outcomes, winner);
        progress.Report(SweepPhase.Done);
        return result;
    }
}
