using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Interop;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Fits a trial on a subset's rows and scores the validation rows, on a thread that can be left behind.</summary>
internal sealed class TrialRunner(TrialData data, IReadOnlyList<Candidate> candidates, SweepOptions options, Func<double> memoryInUse)
    : ITrialRunner, IDisposable
{
    /// <summary>Hung trials tolerated; with more of them no other trial could be timed.</summary>
    private const int MostLeftBehind = 4;

    /// <summary>Time that a trial gets to free its memory before the process is looked at again.</summary>
    private static readonly TimeSpan TimeToLetGo = TimeSpan.FromSeconds(3);

    private readonly MemoryBudget _memory = new(options, memoryInUse);
    private readonly PoolThreads _threads = new(SweepEngine.MostAtOnce);
    private int _leftBehind;
    private string _reasonOfLast = "";

    /// <summary>Trials that were told to end and have not yet: each holds a thread.</summary>
    public int LeftBehind => Volatile.Read(ref _leftBehind);

    /// <inheritdoc/>
    public string? ReasonNotToStart() => LeftBehind >= MostLeftBehind
        ? $"No further trial was started: {LeftBehind} that {Volatile.Read(ref _reasonOfLast)} could not be ended and hold the processor."
        : _memory.ReasonNotToStart();

    public void Dispose()
    {
        _memory.Dispose();
        _threads.Dispose();
    }

    /// <inheritdoc/>
    public async Task<TrialRun> RunAsync(Trial trial, int rung, FitWatch? watch, TimeSpan? limit, CancellationToken token)
    {
        bool isOwnLimit = limit < (options.MaximumTrialDuration ?? TimeSpan.MaxValue);
        var most = isOwnLimit ? limit : options.MaximumTrialDuration;
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        // Not disposed of: a trial that is left behind may still look at it.
        var fit = CancellationTokenSource.CreateLinkedTokenSource(ended.Token);
        var running = _memory.Begin(data.Plan.Rungs[rung], ended);
        var context = new MLContext(trial.Seed);
        watch?.Attach(context, fit);
        var work = Task.Run(() => Run(context, trial, rung, ended.Token), CancellationToken.None);
        try
        {
            return await work.WaitAsync(most ?? Timeout.InfiniteTimeSpan, options.TimeProvider, ended.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !work.IsCompleted)
        {
            string tooLong = $"took longer than {most}";
            Leave(work, context, ended, tooLong);
            token.ThrowIfCancellationRequested();
            if (running.Reason is not null)
                await Task.WhenAny(work, Task.Delay(TimeToLetGo, token)).ConfigureAwait(false);
            return new TrialRun(null, null, running.Reason ?? (isOwnLimit
                ? $"{tooLong} on subset {rung}, all that a sweep of {options.MaximumDuration} and what its kind took before leave it"
                : $"{tooLong} on subset {rung}"));
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
        catch (OperationCanceledException) when (watch?.Reason is not null)
        {
            return new TrialRun(null, null, null, watch.Reason);
        }
        catch (Exception e)
        {
            return new TrialRun(null, null, running.Reason ?? $"{e.GetType().Name}: {e.Message}");
        }
        finally
        {
            _memory.End(running);
        }
    }

    /// <summary>Fits a trial's estimator to rows, on a thread that is left behind when it has to end.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="work">The work; its token is set when it has to end.</param>
    /// <param name="limit">Time that it may take; null where nothing but the token bounds it.</param>
    /// <param name="token">Set when the sweep ends.</param>
    /// <exception cref="OperationCanceledException">The sweep had to end.</exception>
    /// <exception cref="TimeoutException">The work took longer than it may.</exception>
    public T Await<T>(Trial trial, Func<MLContext, CancellationToken, T> work, TimeSpan? limit, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        var context = new MLContext(trial.Seed);
        // Not disposed of: work that is left behind may still look at it.
        var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        var task = Task.Run(() => work(context, ended.Token), CancellationToken.None);
        try
        {
            return task.WaitAsync(limit ?? Timeout.InfiniteTimeSpan, options.TimeProvider, token).GetAwaiter().GetResult();
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !task.IsCompleted)
        {
            Leave(task, context, ended, $"took longer than {limit}");
            throw;
        }
    }

    /// <summary>No thread can be stopped from outside; it is asked to end, and not waited for.</summary>
    private void Leave(Task work, MLContext context, CancellationTokenSource ended, string reason)
    {
        Volatile.Write(ref _reasonOfLast, reason);
        Interlocked.Increment(ref _leftBehind);
        ended.Cancel();
        MLNetInternals.CancelExecution(context);
        _ = work.ContinueWith(
            left =>
            {
                Interlocked.Decrement(ref _leftBehind);
                return left.Exception;
            },
            TaskScheduler.Default);
    }

    /// <summary>Fits a trial's estimator to rows.</summary>
    /// <returns>The model, and whether it has types of a copy of its package.</returns>
    public (ITransformer Model, bool IsCopy) Fit(MLContext context, Trial trial, IDataView rows, CancellationToken token)
    {
        var settings = new TrialSettings(data.Label.Name, Featurization.Features, trial.Seed, NumberOfThreads: 1, token)
        {
            ExampleWeightColumnName = data.Weights.Name,
        };
        var swept = (JsonObject)JsonNode.Parse(trial.Options)!;
        var candidate = candidates[trial.Candidate];
        if (candidate.StockTrees is not { } task || TreePackages.Rent() is not { } trees)
            return (candidate.CreateEstimator(context, swept, settings).Fit(rows), false);
        try
        {
            return (trees.CreateEstimator(context, task, candidate.Name, swept, settings).Fit(rows), !trees.IsOwn);
        }
        finally
        {
            // When the fit has ended, and not when nobody waits for it any more.
            TreePackages.Return(trees);
        }
    }

    private TrialRun Run(MLContext context, Trial trial, int rung, CancellationToken token)
    {
        var folds = data.Folds(rung);
        token.ThrowIfCancellationRequested();
        long start = options.TimeProvider.GetTimestamp();
        TransformerPair? first = null;
        var losses = new List<float>();
        foreach (var fold in folds)
        {
            var (model, isCopy) = Fit(context, trial, fold.Training, token);
            token.ThrowIfCancellationRequested();
            losses.AddRange(data.LossesOf(model, fold));
            var pair = new TransformerPair(fold.Featuriser, model, isCopy);
            if (first is null)
                first = pair;
            else
                pair.Release();
        }

        var result = RungResult.Of(rung, data.Plan.Rungs[rung], [.. losses], options.TimeProvider.GetElapsedTime(start));
        return double.IsFinite(result.Point.Loss)
            ? new TrialRun(result, first, null)
            : new TrialRun(null, null, FormattableString.Invariant($"its loss on subset {rung} is {result.Point.Loss}"));
    }
}

/// <summary>What came of a trial on a subset: a result and a model, the reason for a failure, or why the fit was ended.</summary>
internal sealed record TrialRun(RungResult? Result, TransformerPair? Model, string? Failure, string? Ended = null);

/// <summary>Fitted featurisers and the model behind them.</summary>
/// <param name="Featuriser">The featurisers.</param>
/// <param name="Model">The model.</param>
/// <param name="IsCopy">Whether the model has types of a copy of its package, and not the stock ones.</param>
internal sealed record TransformerPair(ITransformer Featuriser, ITransformer Model, bool IsCopy)
{
    /// <summary>
    /// Frees what the model holds beside managed memory, a network's session and file; the featurisers are other trials' too.
    /// </summary>
    public void Release() => (Model as IDisposable)?.Dispose();
}
