using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Ledgers;
using LagrangeMLNet.AutoML.Proposals;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Proposes trials in order and runs them beside each other. A trial is proposed, and judged, from those trials that by their declared
/// costs have ended before it and from no other, so that the workers' number and speed change nothing.
/// </summary>
internal sealed class SweepEngine
{
    /// <summary>So many trials can run at once.</summary>
    public const int MostAtOnce = 4;

    private readonly ITrialRunner _runner;
    private readonly RowPlan _plan;
    private readonly SweepLedger _ledger;
    private readonly BestModels _models;
    private readonly SweepBudget _budget;
    private readonly ProgressReporter _progress;
    private readonly SweepOptions _options;
    private readonly IPruningRule _pruning;
    private readonly IFitRule _fitRule;
    private readonly IProposal _proposal;
    private readonly ProposalSpace _space;
    private readonly int[] _defaults;
    private readonly DeclaredClock _clock = new(MostAtOnce);
    private readonly TrialTimes _times;
    private readonly List<Trial> _tried = [];
    private readonly List<TaskCompletionSource<TrialOutcome>> _outcomes = [];
    private readonly List<long> _starts = [];
    private readonly SemaphoreSlim _turn = new(1);
    private bool _isExhausted;
    private string? _reasonForEnd;

    public SweepEngine(
        ITrialRunner runner,
        RowPlan plan,
        IReadOnlyList<Candidate> candidates,
        SweepLedger ledger,
        BestModels models,
        SweepBudget budget,
        ProgressReporter progress,
        SweepOptions options,
        IPruningRule pruning,
        IFitRule fitRule)
    {
        (_runner, _plan, _ledger, _models, _budget, _progress, _options) = (runner, plan, ledger, models, budget, progress, options);
        (_pruning, _fitRule) = (pruning, fitRule);
        _times = new TrialTimes(options.MaximumDuration);
        _space = new ProposalSpace(candidates);
        _proposal = options.Search == SweepSearch.Random ? new RandomProposal(_space) : new GaussianProcessProposal(_space);
        _defaults =
        [
            .. Enumerable.Range(0, candidates.Count)
                .OrderBy(i => candidates[i].CostOf(candidates[i].Space.At(candidates[i].Space.DefaultPosition()))),
        ];
    }

    /// <summary>Workers where the caller names no number.</summary>
    public static int DefaultWorkers => Math.Clamp(Environment.ProcessorCount, 1, MostAtOnce);

    /// <summary>Runs trials until a budget is spent or nothing is left to try.</summary>
    /// <exception cref="OperationCanceledException">The caller asked for an end before any trial had ended.</exception>
    /// <exception cref="InvalidOperationException">All trials failed, or none ended in time.</exception>
    public SweepOutcomes Search()
    {
        _progress.Report(SweepPhase.Searching);
        int workers = Math.Min(_options.NumberOfWorkers ?? DefaultWorkers, _options.MaximumNumberOfTrials);
        Task.WhenAll(Enumerable.Range(0, workers).Select(_ => Task.Run(() => WorkAsync()))).GetAwaiter().GetResult();

        TrialOutcome[] ended = [.. _outcomes.Where(outcome => outcome.Task.IsCompletedSuccessfully).Select(outcome => outcome.Task.Result)];
        var best = TrialOutcome.Best(ended);
        if (best is null)
        {
            _options.CancellationToken.ThrowIfCancellationRequested();
            TrialOutcome[] failed = [.. ended.Where(outcome => outcome.State == SweepTrialState.Failed)];
            if (failed.Length == 0 && _options.MaximumDuration is { } budget)
                SweepErrors.NoTrialInTime(budget);
            if (failed.Length == 0 && _reasonForEnd is { } reason)
                SweepErrors.NoTrialStarted(reason);
            SweepErrors.EveryTrialFailed(
                failed.Length, string.Join("; ", failed.Select(outcome => $"{outcome.Trial.Name}: {outcome.Reason}").Distinct().Take(5)));
        }

        return new SweepOutcomes(ended, best, _reasonForEnd);
    }

    private async Task WorkAsync()
    {
        try
        {
            while (await NextAsync(_budget.Search).ConfigureAwait(false) is var (trial, known, end))
                await RunAsync(trial, known, end, _budget.Search).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (_budget.Search.IsCancellationRequested)
        {
        }
        catch
        {
            // A ledger that cannot be written ends the sweep: the other workers must not wait for this one's trial.
            _budget.EndSearch();
            throw;
        }
    }

    /// <summary>The next trial, once those that it depends on have ended; null when there is none.</summary>
    private async Task<(Trial Trial, TrialOutcome[] Known, TaskCompletionSource<TrialOutcome> End)?> NextAsync(CancellationToken token)
    {
        await _turn.WaitAsync(token).ConfigureAwait(false);
        try
        {
            int number = _tried.Count;
            if (_isExhausted || number >= _options.MaximumNumberOfTrials)
                return null;
            var known = await KnownAsync(number, token).ConfigureAwait(false);
            token.ThrowIfCancellationRequested();
            if (_runner.ReasonNotToStart() is { } reason)
            {
                (_isExhausted, _reasonForEnd) = (true, reason);
                return null;
            }

            if (Propose(number, known) is not { } trial)
            {
                _isExhausted = true;
                return null;
            }

            var end = new TaskCompletionSource<TrialOutcome>(TaskCreationOptions.RunContinuationsAsynchronously);
            _clock.Start(_space.Candidates[trial.Candidate].CostOf(_space.Candidates[trial.Candidate].Space.At(trial.Position)));
            _tried.Add(trial);
            _outcomes.Add(end);
            _starts.Add(_options.TimeProvider.GetTimestamp());
            return (trial, known, end);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>
    /// The trials that one of a number may know of: those that by their declared costs have ended, once they have. Where the sweep has a
    /// time, one that is overdue is not waited for; the ledger remembers that, so that a resumed sweep proposes the same.
    /// </summary>
    private async Task<TrialOutcome[]> KnownAsync(int number, CancellationToken token)
    {
        int[] awaited = [.. _clock.Ended];
        var without = _ledger.FindOverdue(number);
        if (without is null)
        {
            without = await OverdueAsync(awaited, token).ConfigureAwait(false);
            if (without.Count > 0)
                _ledger.KeepOverdue(number, without);
        }

        return await Task.WhenAll(awaited.Except(without).Select(trial => _outcomes[trial].Task)).WaitAsync(token).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<int>> OverdueAsync(int[] awaited, CancellationToken token)
    {
        if (_times.Wait is not { } most)
            return [];
        var overdue = new List<int>();
        foreach (int trial in awaited)
        {
            var left = most - _options.TimeProvider.GetElapsedTime(_starts[trial]);
            try
            {
                await _outcomes[trial].Task.WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, _options.TimeProvider, token)
                    .ConfigureAwait(false);
            }
            catch (TimeoutException)
            {
                overdue.Add(trial);
            }
        }

        return overdue;
    }

    private Trial? Propose(int number, TrialOutcome[] known)
    {
        int seed = StableHash.Seed(_options.Seed, number);
        var next = number < _defaults.Length
            ? (_defaults[number], _space.Candidates[_defaults[number]].Space.DefaultPosition())
            : _proposal.Next(_tried, known, new Random(seed));
        return next is var (candidate, position)
            ? new Trial(number, candidate, _space.Candidates[candidate].Name, position, _space.OptionsAt(candidate, position), seed)
            : null;
    }

    private async Task RunAsync(Trial trial, TrialOutcome[] known, TaskCompletionSource<TrialOutcome> end, CancellationToken token)
    {
        var candidate = _space.Candidates[trial.Candidate];
        var rungs = new List<RungResult>();
        var spent = TimeSpan.Zero;
        TransformerPair? model = null;
        TrialOutcome outcome;
        try
        {
            outcome = await ClimbAsync().ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (token.IsCancellationRequested)
        {
            // What was reached so far stays in the ledger, and counts.
            outcome = new TrialOutcome(trial, rungs, SweepTrialState.Interrupted, "the sweep ended");
        }

        if (_models.Add(outcome, model))
            _budget.Reserve(TimeForWinner.Reserved(outcome.Last!, _plan));
        _progress.Ended(outcome, spent);
        end.SetResult(outcome);

        async Task<TrialOutcome> ClimbAsync()
        {
            double cost = candidate.CostOf(candidate.Space.At(trial.Position));
            for (int rung = NextRung(-1); ; rung = NextRung(rung))
            {
                token.ThrowIfCancellationRequested();
                double share = candidate.TimeShare(_plan.Rungs[rung], _plan.Rungs[^1]);
                var row = _ledger.Find(trial, rung, _plan.Rungs[rung], _plan.Compared);
                if (row is null)
                {
                    long start = _options.TimeProvider.GetTimestamp();
                    // Never the first fit: nothing would be left to show of the trial.
                    var watch = rungs.Count == 0 ? null : new FitWatch(_fitRule, known);
                    var run = await _runner.RunAsync(trial, rung, watch, _times.Limit(trial.Name, cost, share), token)
                        .ConfigureAwait(false);
                    spent += _options.TimeProvider.GetElapsedTime(start);
                    row = new LedgerRow(run.Result, run.Failure, run.Ended);
                    if (run.Ended is null)
                    {
                        model?.Release();
                        model = run.Model;
                    }
                }
                else if (row.Ended is null)
                {
                    model = null;
                }

                if (row.Result is { Point.Duration: var duration })
                    _times.Add(trial.Name, cost, share, duration);
                var (state, reason) = Judge(rung, row);
                _ledger.Append(trial, rung, _plan.Rungs[rung], row.Result, state, reason);
                if (state is { } last)
                    return new TrialOutcome(trial, rungs, last, reason);
            }
        }

        int NextRung(int after) => _pruning.NextRung(candidate, after, known, _plan.Rungs);

        (SweepTrialState? State, string? Reason) Judge(int rung, LedgerRow row)
        {
            if (row.Ended is not null)
                return (SweepTrialState.Pruned, row.Ended);
            if (row.Result is null)
                return (SweepTrialState.Failed, row.Failure);
            rungs.Add(row.Result);
            if (rung == _plan.Rungs.Count - 1)
                return (SweepTrialState.Complete, null);
            return _pruning.ReasonToStop(trial.Name, rungs, known, _plan.Rungs) is { } reason
                ? (SweepTrialState.Pruned, reason)
                : (null, null);
        }
    }
}

/// <summary>What came of the search.</summary>
/// <param name="All">All trials that ended or were interrupted, in order.</param>
/// <param name="Best">The best of them.</param>
/// <param name="ReasonForEnd">Why no more trials were started; null where a budget was spent or nothing was left to try.</param>
internal sealed record SweepOutcomes(IReadOnlyList<TrialOutcome> All, TrialOutcome Best, string? ReasonForEnd);
