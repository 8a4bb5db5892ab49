using LagrangeMLNet.AutoML.Candidates;
using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.Sweeps;
using Microsoft.ML;
using SweepProcess;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>Sweeps small enough for a test.</summary>
internal static class Samples
{
    public const string Label = nameof(SweepRow.Yes);

    public static IDataView Rows(int count = 1000, Action<List<SweepRow>>? change = null, string label = Label, bool withText = false)
    {
        var rows = SweepRow.Make(count);
        change?.Invoke(rows);
        return SweepRow.View(new MLContext(1), label, rows, withText);
    }

    public static SweepOptions Options(int trials = 8, params Candidate[] more) => new()
    {
        Candidates = [.. SampleCandidates.Quick, .. more],
        MaximumNumberOfTrials = trials,
        NumberOfWorkers = 2,
    };

    public static SweepResult Run(SweepOptions options, IDataView? rows = null, Sweep? sweep = null) =>
        Experiment(options, sweep ?? new Sweep()).Run(rows ?? Rows(), Label);

    /// <summary>An experiment that has some other parts than the product's.</summary>
    public static SweepExperiment Experiment(SweepOptions options, Sweep sweep) =>
        new SweepCatalog(new MLContext(1), sweep.Run).BinaryClassification(options);

    /// <summary>All that is said of a result's trials but how long they took, in the order of their numbers.</summary>
    public static string[] Trials(SweepResult result) =>
    [
        .. result.Leaderboard.OrderBy(trial => trial.Number).Select(trial =>
            $"{trial.Number} {trial.Candidate} {trial.Options} {trial.State} {trial.Reason} "
            + string.Join(' ', trial.Rungs.Select(rung => $"{rung.Rung}:{rung.Rows}:{rung.Loss:R}:{rung.StandardError:R}"))),
    ];

    public static Candidate Candidate(string name, Func<IEstimator<ITransformer>> make) =>
        Candidates.Candidate.Create<Nothing>(name, (_, _, _) => make());

    /// <summary>A candidate whose first fit moves a clock until it is given up, and then never returns until it is let go.</summary>
    public static Candidate Hanging(HeldClock clock, ManualResetEventSlim letGo, string name = "Hangs") =>
        Candidates.Candidate.Create<Nothing>(name, (_, _, settings) => new Spoilt(() =>
        {
            while (!settings.CancellationToken.IsCancellationRequested)
            {
                clock.Advance(TimeSpan.FromMinutes(2));
                Thread.Yield();
            }

            letGo.Wait();
        }));

    public sealed class Nothing;

    public static SweepTrial Of(SweepResult result, string candidate) => result.Leaderboard.First(trial => trial.Candidate == candidate);
}
