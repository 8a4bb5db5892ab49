using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>
/// Measures the winner on rows that no trial has seen, fits it to all rows, and writes down what it is. An end in the midst leaves the best
/// trial's own model.
/// </summary>
/// <param name="data">The rows.</param>
/// <param name="runner">Fits.</param>
/// <param name="assembly">Puts the model together.</param>
/// <param name="models">The best models of the search.</param>
/// <param name="budget">The time.</param>
/// <param name="progress">Who is told.</param>
/// <param name="remarks">What was noticed before the search.</param>
internal sealed class WinnerFit(
    TrialData data,
    TrialRunner runner,
    ModelAssembly assembly,
    BestModels models,
    SweepBudget budget,
    ProgressReporter progress,
    IReadOnlyList<string> remarks)
{
    /// <exception cref="OperationCanceledException">The sweep had to end, and there is no model of any trial.</exception>
    public SweepResult Conclude(SweepOutcomes outcomes)
    {
        progress.Report(SweepPhase.Refitting);
        double loss = double.NaN, error = double.NaN;
        var best = outcomes.Best;
        ITransformer model;
        bool isRefitted = true;
        try
        {
            (loss, error) = runner.Await(best.Trial, context => Measure(context, best.Trial), budget.All);
            model = runner.Await(best.Trial, context => assembly.Finish(Refit(context, best.Trial)), budget.All);
        }
        catch (OperationCanceledException) when (budget.All.IsCancellationRequested)
        {
            if (models.Find(outcomes.All) is not { } own)
                throw;
            (best, model) = own;
            if (best != outcomes.Best)
                (loss, error) = (double.NaN, double.NaN);
            isRefitted = false;
        }

        var result = new SweepResult(
            model,
            best.ToRecord(),
            loss,
            error,
            data.Plan.Test.AsSpan().Count(true),
            [.. TrialOutcome.Rank(outcomes.All).Concat(outcomes.All.Where(outcome => outcome.State == SweepTrialState.Failed))
                .Select(outcome => outcome.ToRecord())],
            Describe(best.ToRecord()),
            isRefitted,
            [.. Remarks(outcomes, best, isRefitted)])
        {
            Columns = data.Columns,
        };
        progress.Report(SweepPhase.Done);
        return result;
    }

    private (double Mean, double StandardError) Measure(MLContext context, Trial trial)
    {
        var rows = data.Fit(data.Plan.TrainingAndValidation(), data.Plan.Test);
        var (model, _) = runner.Fit(context, trial, rows.Training, budget.All);
        float[] losses = data.LossesOf(model, rows);
        return RungResult.Moments(losses.Length, i => losses[i]);
    }

    private TransformerPair Refit(MLContext context, Trial trial)
    {
        var rows = data.Fit(data.Plan.All(), data.Plan.Test);
        var (model, isCopy) = runner.Fit(context, trial, rows.Training, budget.All);
        return new TransformerPair(rows.Featuriser, model, isCopy);
    }

    private string Describe(SweepTrial trial) =>
        string.Join('\n', [.. data.Featurization.Describe(), $"trainer: {trial.Candidate}, {trial.OptionsText}"]);

    private IEnumerable<string> Remarks(SweepOutcomes outcomes, TrialOutcome best, bool isRefitted)
    {
        foreach (string remark in data.Remarks)
            yield return remark;
        foreach (string remark in remarks)
            yield return remark;
        int failed = outcomes.All.Count(outcome => outcome.State == SweepTrialState.Failed);
        if (failed > 0)
            yield return $"{failed} trials failed; the leaderboard gives their reasons.";
        if (outcomes.ReasonForEnd is { } reason)
            yield return reason;
        else if (runner.LeftBehind > 0)
            yield return $"{runner.LeftBehind} trials could not be ended; each holds a thread until it ends by itself.";
        if (best.State != SweepTrialState.Complete)
            yield return "No trial learnt from all training rows before the sweep ended; the best so far was taken.";
        if (!isRefitted)
            yield return "The sweep ended before the winner had learnt from all rows; the model is the trial's own, from its training rows.";
        if (best != outcomes.Best)
            yield return $"Trial {outcomes.Best.Trial.Number} was better, but its model is not there any more; resume the ledger to fit it.";
        if (data.Plan.Compared < 200)
            yield return $"Trials were compared on {data.Plan.Compared} rows: differences between them are mostly luck.";
    }
}
