using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Trainers;

namespace LagrangeMLNet.Benchmarks.Selection;

/// <summary>
/// A planned and a uniform share of the rows against all of them, on one set: held-out loss for several seeds, in pairs, and time.
/// </summary>
internal sealed record SelectionComparison
{
    /// <summary>Share of the rows.</summary>
    public const double Fraction = 0.1;

    public required string Set { get; init; }
    public required LearningTask Task { get; init; }
    public required long Rows { get; init; }

    /// <summary>Held-out loss of a fit to all rows, at seed 0.</summary>
    public required double FullLoss { get; init; }

    /// <summary>Loss over <see cref="FullLoss"/>, less 1.</summary>
    public required Sample Planned { get; init; }

    /// <inheritdoc cref="Planned"/>
    public required Sample Uniform { get; init; }

    /// <summary>Planned less uniform, seed by seed.</summary>
    public required Sample Difference { get; init; }

    /// <summary>What the reports expected, nats.</summary>
    public required Sample ExpectedExcess { get; init; }

    public required Sample CandidateRows { get; init; }
    public required Sample SelectedRows { get; init; }
    public required Sample Corrections { get; init; }

    /// <summary>Fits whose expected loss held on the rows that the trainer held out.</summary>
    public required int Confirmed { get; init; }

    public required double FullSeconds { get; init; }
    public required double PlannedSeconds { get; init; }
    public required double UniformSeconds { get; init; }

    public static SelectionComparison Of(DataSet set, int seeds, int runs)
    {
        Fitted Fit(DataSelection? selection, int seed) =>
            Ours.Fit(set.Context, set.Task, set.Train, options => (options.DataSelection, options.Seed) = (selection, seed));
        double Loss(Fitted fitted) => ScoredRows.Measure(set.Task, fitted.Score(set.Test)).Loss;

        var full = Loss(Fit(null, 0));
        Sample planned = new(), uniform = new(), difference = new(), excess = new(), candidates = new(), selected = new(), corrections = new();
        var confirmed = 0;
        for (var seed = 0; seed < seeds; seed++)
        {
            var fit = Fit(new PlannedSelection(Fraction), seed);
            var (own, other) = (Loss(fit) / full - 1, Loss(Fit(new UniformSelection(Fraction), seed)) / full - 1);
            planned.Add(own);
            uniform.Add(other);
            difference.Add(own - other);
            if (fit.Selection is not { } report)
                continue;
            excess.Add(report.ExpectedExcess);
            candidates.Add(report.CandidateRows);
            selected.Add(report.SelectedRows);
            corrections.Add(report.Corrections);
            confirmed += report.IsConfirmed == true ? 1 : 0;
        }

        var seconds = Seconds(runs, [() => Fit(null, 0), () => Fit(new PlannedSelection(Fraction), 0), () => Fit(new UniformSelection(Fraction), 0)]);
        return new SelectionComparison
        {
            Set = set.Name,
            Task = set.Task,
            Rows = set.TrainSize.Rows,
            FullLoss = full,
            Planned = planned,
            Uniform = uniform,
            Difference = difference,
            ExpectedExcess = excess,
            CandidateRows = candidates,
            SelectedRows = selected,
            Corrections = corrections,
            Confirmed = confirmed,
            FullSeconds = seconds[0],
            PlannedSeconds = seconds[1],
            UniformSeconds = seconds[2],
        };
    }

    /// <summary>Medians; the sides alternate run by run.</summary>
    private static double[] Seconds(int runs, Action[] sides)
    {
        var seconds = sides.Select(_ => new List<double>()).ToArray();
        for (var run = 0; run < runs; run++)
        {
            for (var side = 0; side < sides.Length; side++)
                seconds[side].Add(FitClock.Time(sides[side]));
        }

        return [.. seconds.Select(FitClock.Median)];
    }
}
