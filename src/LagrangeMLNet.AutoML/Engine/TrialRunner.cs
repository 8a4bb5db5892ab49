using System.Text.Json.Nodes;
using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Interop;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Fits a trial on a rung's rows and scores the validation rows, on a thread of its own that can be left behind.</summary>
internal sealed class TrialRunner(TrialData data, IReadOnlyList<Candidate> candidates, SweepOptions options)
{
    /// <summary>Fits and scores.</summary>
    /// <returns>The result and the fitted model; or why there is none.</returns>
    /// <exception cref="OperationCanceledException">The sweep ends.</exception>
    public async Task<TrialRun> RunAsync(Trial trial, int rung, CancellationToken token)
    {
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(token);
        var context = new MLContext(trial.Seed);
        var work = Task.Factory.StartNew(
            () => Run(context, trial, rung, ended.Token), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        try
        {
            return await work.WaitAsync(options.MaximumTrialDuration ?? Timeout.InfiniteTimeSpan, options.TimeProvider, token).ConfigureAwait(false);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !work.IsCompleted)
        {
            // No thread can be stopped from outside; it is asked to end, and not waited for.
            ended.Cancel();
            MLNetInternals.CancelExecution(context);
            _ = work.ContinueWith(left => left.Exception, TaskScheduler.Default);
            token.ThrowIfCancellationRequested();
            return new TrialRun(null, null, $"took longer than {options.MaximumTrialDuration} on rung {rung}");
        }
        catch (Exception) when (token.IsCancellationRequested)
        {
            throw new OperationCanceledException(token);
        }
        catch (Exception e)
        {
            return new TrialRun(null, null, $"{e.GetType().Name}: {e.Message}");
        }
    }

    /// <summary>Fits a trial's estimator to rows.</summary>
    public ITransformer Fit(MLContext context, Trial trial, IDataView rows, CancellationToken token)
    {
        var settings = new TrialSettings(data.Label.Name, Featurization.Features, trial.Seed, NumberOfThreads: 1, token);
        var swept = (JsonObject)JsonNode.Parse(trial.Options)!;
        return candidates[trial.Candidate].CreateEstimator(context, swept, settings).Fit(rows);
    }

    private TrialRun Run(MLContext context, Trial trial, int rung, CancellationToken token)
    {
        var rows = data.Rung(rung);
        token.ThrowIfCancellationRequested();
        long start = options.TimeProvider.GetTimestamp();
        var model = Fit(context, trial, rows.Training, token);
        token.ThrowIfCancellationRequested();
        float[] losses = RowLosses.Of(model.Transform(rows.Held), data.Task, data.Label.Name);
        var result = RungResult.Of(rung, data.Plan.Rungs[rung], losses, options.TimeProvider.GetElapsedTime(start));
        return double.IsFinite(result.Point.Loss)
            ? new TrialRun(result, new TransformerPair(rows.Featuriser, model), null)
            : new TrialRun(null, null, $"its loss on rung {rung} is {result.Point.Loss}");
    }
}

/// <summary>What came of a trial on a rung: a result and a model, or the reason for a failure.</summary>
internal sealed record TrialRun(RungResult? Result, TransformerPair? Model, string? Failure);

/// <summary>Fitted featurisers and the model behind them.</summary>
internal sealed record TransformerPair(ITransformer Featuriser, ITransformer Model);
