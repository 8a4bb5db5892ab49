using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Data;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Benchmarks.Measuring;

/// <summary>Runs a trial, or takes what it gave when it was run before.</summary>
internal sealed class MeasuredRunner(
    string sweep, SweepSubsets subsets, TrialData data, IReadOnlyList<Candidate> candidates, ITrialRunner runner, EvaluationCache cache) : ITrialRunner
{
    private readonly HashSet<int> _warm = [];

    /// <summary>Fits that were done in this process.</summary>
    public int Fitted { get; private set; }

    public async Task<TrialRun> RunAsync(Trial trial, int rung, FitWatch? watch, TimeSpan? limit, CancellationToken token)
    {
        token.ThrowIfCancellationRequested();
        // A trial's seed depends on its number; equal options of other numbers are other trials.
        // All training rows are the same ones, however those of the smaller rungs were chosen.
        string rows = $"{data.Plan.Rungs[rung]}{(subsets == SweepSubsets.Planned && rung < data.Plan.Rungs.Count - 1 ? " planned" : "")}";
        string key = $"{sweep}|{trial.Name}|{trial.Options}|{rows}|{trial.Seed}";
        var (run, isFound) = cache.Find(key, rung, data.Plan.Rungs[rung]);
        if (isFound)
            return run;
        if (_warm.Count == 0)
            await WarmUpAsync(token).ConfigureAwait(false);
        if (_warm.Add(rung))
            Read(data.Rung(rung));
        Fitted++;
        run = await runner.RunAsync(trial, rung, watch: null, limit, token).ConfigureAwait(false);
        cache.Add(key, run);
        return run with { Model = null };
    }

    /// <inheritdoc/>
    public string? ReasonNotToStart() => runner.ReasonNotToStart();

    /// <summary>Fits every candidate once, so that no measured trial pays for the compilation of its code.</summary>
    private async Task WarmUpAsync(CancellationToken token)
    {
        for (int i = 0; i < candidates.Count; i++)
        {
            double[] position = candidates[i].Space.DefaultPosition();
            var trial = new Trial(-1, i, candidates[i].Name, position, candidates[i].Space.At(position).ToJsonString(), 1);
            await runner.RunAsync(trial, 0, watch: null, limit: null, token).ConfigureAwait(false);
        }
    }

    /// <summary>Reads featurised rows once, so that no trial pays for the featurisers that all share.</summary>
    private static void Read(FittedRows rows)
    {
        foreach (var view in new[] { rows.Training, rows.Held })
        {
            using var cursor = view.GetRowCursor(view.Schema);
            while (cursor.MoveNext())
            {
            }
        }
    }
}
