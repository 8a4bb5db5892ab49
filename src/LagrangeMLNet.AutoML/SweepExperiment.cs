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
    /// Too few rows, a constant label, no usable column, all trials failed, or none ended in time.
    /// </exception>
    /// <exception cref="IOException">The ledger exists already or cannot be written.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end before any trial had ended.</exception>
    public SweepResult Run(IDataView train, string labelColumnName = "Label") =>
        Execute(train, labelColumnName, fingerprint => SweepLedger.Create(_options.LedgerPath, fingerprint));

    /// <summary>Goes on with a sweep that was ended, or killed, at any moment; what its ledger holds is not done again.</summary>
    /// <param name="ledgerPath">
    /// The ledger. The number of trials, the time budgets and the workers may differ from those of the sweep that wrote it.
    /// </param>
    /// <param name="train">The same rows.</param>
    /// <param name="labelColumnName">Name of the label column.</param>
    /// <returns>What <see cref="Run"/> would have returned.</returns>
    /// <exception cref="InvalidDataException">The file is damaged, no ledger, or one of a sweep over other data or settings.</exception>
    /// <exception cref="IOException">There is no such file, or another process has it open.</exception>
    /// <inheritdoc cref="Run"/>
    public SweepResult Resume(string ledgerPath, IDataView train, string labelColumnName = "Label")
    {
        ArgumentException.ThrowIfNullOrEmpty(ledgerPath);
        return Execute(train, labelColumnName, fingerprint => SweepLedger.Resume(ledgerPath, fingerprint));
    }

    private SweepResult Execute(IDataView train, string labelColumnName, Func<string, SweepLedger> open)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        using var budget = new SweepBudget(_options);
        var progress = new ProgressReporter(_options);
        progress.Report(SweepPhase.Preparing);
        var token = _options.CancellationToken;
        token.ThrowIfCancellationRequested();

        var data = TrialData.Of(_context, train, labelColumnName, _task, _options, budget.Search);
        var candidates = _options.Candidates ?? DefaultCandidates.For(data, _options.Offered);

        using var ledger = open(SweepFingerprint.Of(_task, data, candidates, _options));
        using var runner = new TrialRunner(data, candidates, _options);
        var assembly = new ModelAssembly(_context, data);
        var models = new BestModels(assembly, ledger);
        var fitRule = _options.FitRule
            ?? (_options.Pruning == SweepPruning.None ? new NoFitRule() : new VelocityRule(_task, _options.Confidence, _options.Tolerance));
        var outcomes = new SweepEngine(runner, data.Plan, candidates, ledger, models, budget, progress, _options, fitRule).Search();
        // Who names the candidates does not expect others.
        string[] remarks = _options.Candidates is null ? [.. _options.Offered.Problems] : [];
        return new WinnerFit(data, runner, assembly, models, budget, progress, remarks).Conclude(outcomes);
    }
}
