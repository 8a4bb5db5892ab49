using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Writes down what a sweep found, with all that a reader should know of it.</summary>
/// <param name="data">The rows.</param>
/// <param name="runner">What fitted them.</param>
/// <param name="remarks">What was noticed before the search.</param>
internal sealed class Conclusion(TrialData data, TrialRunner runner, IReadOnlyList<string> remarks)
{
    public SweepResult Of(SweepOutcomes outcomes, Winner winner)
    {
        var best = winner.Outcome.ToRecord();
        return new SweepResult(
            winner.Model,
            best,
            winner.Loss,
            winner.Error,
            data.Plan.Test.AsSpan().Count(true),
            [.. TrialOutcome.Rank(outcomes.All).Concat(outcomes.All.Where(outcome => outcome.State == SweepTrialState.Failed))
                .Select(outcome => outcome.ToRecord())],
            string.Join('\n', [.. data.Featurization.Describe(), $"trainer: {best.Candidate}, {best.OptionsText}"]),
            winner.IsRefitted,
            [.. Remarks(outcomes, winner)])
        {
            Metric = data.Task == PredictionTask.Regression ? SweepResult.SquaredError : SweepResult.LogLoss,
            Columns = data.Columns,
        };
    }

    private IEnumerable<string> Remarks(SweepOutcomes outcomes, Winner winner)
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
        foreach (string remark in OnTheWinner(outcomes, winner))
            yield return remark;
        if (data.Plan.Compared < 200)
            yield return $"Trials were compared on {data.Plan.Compared} rows: differences between them are mostly luck.";
    }

    private static IEnumerable<string> OnTheWinner(SweepOutcomes outcomes, Winner winner)
    {
        var (best, isRefitted) = (winner.Outcome, winner.IsRefitted);
        var passed = winner.PassedOver.Where(one => one.Outcome != best).ToList();
        foreach (var one in passed)
            yield return $"Trial {one.Outcome.Trial.Number} ({one.Outcome.Trial.Name}) was better, but is not the winner: {one.Reason}.";
        if (best.State != SweepTrialState.Complete)
            yield return "No trial learnt from all training rows before the sweep ended; the best so far was taken.";
        if (!isRefitted)
        {
            string why = winner.PassedOver.FirstOrDefault(one => one.Outcome == best) is { } own ? $" ({own.Reason})" : "";
            yield return $"The sweep ended before the winner had learnt from all rows{why}; the model is the trial's own, from its "
                + "training rows.";
        }

        if (double.IsNaN(winner.Loss))
            yield return "The sweep was cancelled before the winner was measured on the rows kept for that: its test loss is not known "
                + "(NaN).";
        if (best != outcomes.Best && passed.Count == 0)
            yield return $"Trial {outcomes.Best.Trial.Number} was better, but its model is not there any more; resume the ledger to fit "
                + "it.";
    }
}
