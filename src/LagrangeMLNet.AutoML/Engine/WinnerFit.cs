using System.Globalization;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Measures the winner on rows that no trial has seen, fits it to all rows, and writes down what it is. A cancellation in the midst leaves
/// the best trial's own model.
/// </summary>
internal sealed class WinnerFit(MLContext context, TrialData data, TrialRunner runner, ProgressReporter progress, SweepOptions options)
{
    /// <exception cref="OperationCanceledException">The caller asked for an end, and the best trial's model is in the ledger's past.</exception>
    public SweepResult Conclude(SweepOutcomes outcomes)
    {
        progress.Report(SweepPhase.Refitting);
        double loss = double.NaN, error = double.NaN;
        TransformerPair? model = null;
        try
        {
            (loss, error) = Await(() => Measure(outcomes.Best.Trial));
            model = Await(() =>
            {
                var rows = data.Fit(data.Plan.All(), data.Plan.Test);
                return new TransformerPair(rows.Featuriser, runner.Fit(context, outcomes.Best.Trial, rows.Training, options.CancellationToken));
            });
        }
        catch (OperationCanceledException) when (options.CancellationToken.IsCancellationRequested && outcomes.Model is not null)
        {
        }

        var result = new SweepResult(
            Assemble(model ?? outcomes.Model!),
            outcomes.Best.ToRecord(),
            loss,
            error,
            data.Plan.Test.AsSpan().Count(true),
            [.. Rank(outcomes.All).Select(outcome => outcome.ToRecord())],
            Describe(outcomes.Best.Trial),
            IsRefitted: model is not null,
            [.. Remarks(outcomes)]);
        progress.Report(SweepPhase.Done);
        return result;
    }

    private (double Mean, double StandardError) Measure(Trial trial)
    {
        var rows = data.Fit(data.Plan.TrainingAndValidation(), data.Plan.Test);
        var model = runner.Fit(context, trial, rows.Training, options.CancellationToken);
        float[] losses = RowLosses.Of(model.Transform(rows.Held), data.Task, data.Label.Name);
        return RungResult.Moments(losses.Length, i => losses[i]);
    }

    /// <summary>Runs work on a thread that is left behind when the caller asks for an end.</summary>
    private T Await<T>(Func<T> work)
    {
        options.CancellationToken.ThrowIfCancellationRequested();
        var task = Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        return task.WaitAsync(options.CancellationToken).GetAwaiter().GetResult();
    }

    /// <summary>Featurisers, model, and for a label that was made a key the way back to its values.</summary>
    private ITransformer Assemble(TransformerPair parts)
    {
        var chain = parts.Featuriser.Append(parts.Model);
        if (!data.Label.IsMapped || data.Task != SweepTask.Multiclass)
            return chain;
        var scored = chain.Transform(new RowSubsetView(data.Label.View, data.Plan.Test));
        return chain.Append(context.Transforms.Conversion.MapKeyToValue("PredictedLabel").Fit(scored));
    }

    private static IEnumerable<TrialOutcome> Rank(IReadOnlyList<TrialOutcome> all) => all
        .OrderByDescending(outcome => outcome.State == SweepTrialState.Failed ? -1 : outcome.Rungs.Count)
        .ThenBy(outcome => outcome.Last?.Point.Loss ?? double.PositiveInfinity)
        .ThenBy(outcome => outcome.Trial.Number);

    private string Describe(Trial trial) =>
        string.Join('\n', [.. data.Featurization.Describe(), $"trainer: {trial.Name} {trial.Options}"]);

    private IEnumerable<string> Remarks(SweepOutcomes outcomes)
    {
        int unlabelled = data.Label.Strata.Count(stratum => stratum < 0);
        if (unlabelled > 0)
            yield return string.Create(CultureInfo.InvariantCulture, $"{unlabelled:N0} rows without a label were left out.");
        foreach (var column in data.Featurization.Columns.Where(column => column.Role == ColumnRole.LeftOut))
            yield return $"Column '{column.Name}' was left out: {column.Reason}.";
        int failed = outcomes.All.Count(outcome => outcome.State == SweepTrialState.Failed);
        if (failed > 0)
            yield return $"{failed} trials failed; the leaderboard gives their reasons.";
        if (outcomes.Best.State != SweepTrialState.Complete)
            yield return "No trial learnt from all training rows before the sweep ended; the best so far was taken.";
        int validation = data.Plan.Validation.AsSpan().Count(true);
        if (validation < 200)
            yield return $"Trials were compared on {validation} rows: differences between them are mostly luck.";
    }
}
