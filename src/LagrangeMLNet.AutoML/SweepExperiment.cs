using LagrangeMLNet.Data;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML;

/// <summary>A sweep for one task, ready to run. Made by <c>mlContext.Sweep()</c>.</summary>
/// <remarks>
/// <para>
/// A fifth of the rows (20,000 at most) is kept from all trials and measures the winner; another fifth (10,000 at most) compares trials;
/// the rest is learnt from, in nested subsets, each of four times as many rows as the one before. Of fewer than 1,000 rows, all that are
/// not kept are in one of five folds, which compare trials in turn. A trial is fitted to fewer rows than all only where that takes next to
/// no time, or has been shown to save more. Featurisers are fitted on a subset's training rows alone.
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
    private readonly PredictionTask _task;
    private readonly SweepOptions _options;

    private readonly SweepRun _run;

    internal SweepExperiment(MLContext context, PredictionTask task, SweepOptions? options, SweepRun run)
    {
        (_context, _task, _options, _run) = (context, task, options?.Copy() ?? new SweepOptions(), run);
        _options.Validate();
    }

    /// <summary>Runs the sweep.</summary>
    /// <param name="train">
    /// All rows there are; the sweep divides them itself. Each pass over the view must give the same rows in the same order.
    /// </param>
    /// <param name="labelColumnName">Name of the label column.</param>
    /// <returns>The winner, measured and refitted.</returns>
    /// <exception cref="ArgumentException">The label column is missing or has the wrong type.</exception>
    /// <exception cref="InvalidOperationException">
    /// Too few rows, a constant label, no usable column, all trials failed, none ended in time, or none gives finite scores on the rows
    /// that no trial has seen.
    /// </exception>
    /// <exception cref="IOException">The ledger exists already or cannot be written; found out before anything is done.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end before any trial had ended.</exception>
    public SweepResult Run(IDataView train, string labelColumnName = "Label") => Execute(train, labelColumnName, ledgerPath: null);

    /// <summary>Resumes a sweep that was ended, or killed, at any moment; what its ledger holds is not done again.</summary>
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
    /// <exception cref="ArgumentException">
    /// The path is blank or a folder's; or the label column is missing or has the wrong type.
    /// </exception>
    /// <exception cref="InvalidOperationException">
    /// The file is damaged, no ledger, was changed, or is one of a sweep over other data or settings; or as for <see cref="Run"/>.
    /// </exception>
    /// <exception cref="IOException">There is no such file, it cannot be written, or another process has it open.</exception>
    /// <exception cref="OperationCanceledException">The caller asked for an end before any trial had ended.</exception>
    public SweepResult Resume(string ledgerPath, IDataView train, string labelColumnName = "Label")
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(ledgerPath);
        return Execute(train, labelColumnName, ledgerPath);
    }

    private SweepResult Execute(IDataView train, string labelColumnName, string? ledgerPath)
    {
        ArgumentNullException.ThrowIfNull(train);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        return _run(_context, _task, _options, train, labelColumnName, ledgerPath);
    }
}

/// <summary>Runs a sweep. What runs it lies above the experiment, which only says what is wanted.</summary>
/// <param name="context">Context.</param>
/// <param name="task">What is predicted.</param>
/// <param name="options">Options that were validated, and that nobody changes any more.</param>
/// <param name="train">All rows.</param>
/// <param name="labelColumnName">Name of the label column.</param>
/// <param name="ledgerPath">The ledger to resume; null to begin one where the options name it.</param>
internal delegate SweepResult SweepRun(
    MLContext context, PredictionTask task, SweepOptions options, IDataView train, string labelColumnName, string? ledgerPath);
