using System.Globalization;
using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>How long to measure.</summary>
/// <param name="Runs">Timed warm runs of a side.</param>
/// <param name="SecondsPerSide">A slow side gets fewer runs: as many as fit into this time, and none if its warm-up took longer.</param>
internal sealed record TimingPlan(int Runs, double SecondsPerSide)
{
    public int RunsFor(double warmUpSeconds) => Math.Min(Runs, (int)(SecondsPerSide / Math.Max(warmUpSeconds, 1e-6)));
}

/// <summary>
/// Measures all sides of one set: the grids first, then one warm-up fit of each side, which gives its metrics, then one fit for
/// its memory, then fits for a fixed time until all code is compiled for good, then the timed fits, the sides alternating run by run so that whatever else the machine does hits all alike.
/// </summary>
internal sealed class PeerComparison(DataSet set, TimingPlan plan, Action<string> say, Action<IReadOnlyList<Measurement>> show)
{
    /// <summary>Sides slower than this are not fitted once more for their memory; it is taken from the warm-up.</summary>
    private const double SlowestMemoryRun = 10;

    /// <summary>
    /// The held-out loss falls and then rises as the strength shrinks; once it is this share above its least, weaker strengths, whose
    /// fits take longest, are left out.
    /// </summary>
    private const double RiseThatEndsGrid = 0.01;

    /// <summary>
    /// Compiled code is replaced by better code while it runs, which takes a second or so: every side is fitted for this long before its
    /// time is taken, so that fast and slow ones are equally warm.
    /// </summary>
    private const double WarmUpSeconds = 2;

    private readonly List<Measurement> _measurements = [];

    public SetResult Run()
    {
        var field = Fields.Of(set);
        List<Competitor> sides = [.. field.Competitors];
        var grids = field.Grids.Select(grid => Search(grid, sides)).ToList();
        foreach (var side in sides)
        {
            _measurements.Add(WarmUp(side));
            show(_measurements);
        }

        foreach (var measurement in _measurements)
            KeepWarm(measurement);
        TimeAlternately();
        return new SetResult(
            set.Name, set.Task, set.Family, set.IsSynthetic, set.TrainSize, set.TestSize.Rows, _measurements, grids);
    }

    /// <summary>
    /// Fits the strengths once each, until the held-out loss has passed its minimum, and enters the best as a side, behind the last
    /// linear peer.
    /// </summary>
    private GridResult Search(PeerGrid grid, List<Competitor> sides)
    {
        var points = new List<(float Strength, double Seconds, double Loss)>();
        var (best, least) = (PeerGrid.Strengths[0], double.PositiveInfinity);
        foreach (var strength in PeerGrid.Strengths)
        {
            say(string.Create(CultureInfo.InvariantCulture, $"{grid.Name}, grid, L2 = {strength:g}"));
            Fitted? fitted = null;
            var seconds = FitClock.Time(() => fitted = grid.At(strength)(set.Train));
            var loss = ScoredRows.Measure(set.Task, fitted!.Score(set.Test)).Loss;
            points.Add((strength, seconds, loss));
            if (loss < least)
                (best, least) = (strength, loss);
            if (loss > least * (1 + RiseThatEndsGrid))
                break;
        }

        var name = string.Create(CultureInfo.InvariantCulture, $"{grid.Name}, best L2 = {best:g}");
        var after = sides.FindLastIndex(side => side.IsLinearPeer);
        sides.Insert(after + 1, new Competitor(name, grid.Role, grid.At(best)));
        return new GridResult(grid.Name, points);
    }

    private Measurement WarmUp(Competitor side)
    {
        say($"{side.Name}, warm-up");
        try
        {
            Fitted? fitted = null;
            var seconds = double.NaN;
            var peak = PeakMemory.Of(() => seconds = FitClock.Time(() => fitted = side.Fit(set.Train)));
            var metrics = ScoredRows.Measure(set.Task, fitted!.Score(set.Test));
            if (seconds < SlowestMemoryRun)
                peak = PeakMemory.Of(() => side.Fit(set.Train));
            return new Measurement
            {
                Competitor = side,
                Seconds = seconds,
                PeakBytes = peak,
                Metrics = metrics,
                Remark = string.Join("; ", new[] { fitted.Remark, side.Remark }.Where(remark => remark.Length > 0)),
            };
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            // A side that fails is a finding; the others are measured all the same.
            return new Measurement { Competitor = side, Remark = $"failed: {e.Message.ReplaceLineEndings(" ")}" };
        }
    }

    private void KeepWarm(Measurement measurement)
    {
        if (measurement.Metrics is null || plan.RunsFor(measurement.Seconds) == 0)
            return;
        say($"{measurement.Competitor.Name}, warm-up for {WarmUpSeconds:0} s");
        for (var spent = 0.0; spent < WarmUpSeconds;)
            spent += FitClock.Time(() => measurement.Competitor.Fit(set.Train));
    }

    private void TimeAlternately()
    {
        var seconds = _measurements.Select(_ => new List<double>()).ToList();
        var runs = _measurements.Select(m => m.Metrics is null ? 0 : plan.RunsFor(m.Seconds)).ToList();
        for (var run = 0; run < plan.Runs; run++)
        {
            for (var i = 0; i < _measurements.Count; i++)
            {
                if (run >= runs[i])
                    continue;
                var side = _measurements[i].Competitor;
                say($"{side.Name}, run {run + 1} of {runs[i]}");
                seconds[i].Add(FitClock.Time(() => side.Fit(set.Train)));
                _measurements[i] = _measurements[i] with { Seconds = FitClock.Median(seconds[i]), Runs = run + 1 };
                show(_measurements);
            }
        }
    }
}
