using LagrangeMLNet.AutoML.Trials;
using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Engine;

/// <summary>Tells the caller where the sweep stands; one call at a time, from any thread.</summary>
internal sealed class ProgressReporter(SweepOptions options)
{
    private readonly Lock _lock = new();
    private readonly long _start = options.TimeProvider.GetTimestamp();
    private readonly List<TrialOutcome> _ended = [];
    private TimeSpan _spent;
    private int _measured;

    /// <summary>Time since the sweep began.</summary>
    public TimeSpan Elapsed => options.TimeProvider.GetElapsedTime(_start);

    /// <summary>A phase begins.</summary>
    public void Report(SweepPhase phase)
    {
        lock (_lock)
            options.Progress?.Report(State(phase, null));
    }

    /// <summary>A trial has ended.</summary>
    /// <param name="outcome">The trial.</param>
    /// <param name="spent">Time that this process spent on it: nothing where the ledger held all of it.</param>
    public void Ended(TrialOutcome outcome, TimeSpan spent)
    {
        lock (_lock)
        {
            _ended.Add(outcome);
            if (spent > TimeSpan.Zero)
                (_spent, _measured) = (_spent + spent, _measured + 1);
            options.Progress?.Report(State(SweepPhase.Searching, outcome));
        }
    }

    private SweepProgress State(SweepPhase phase, TrialOutcome? latest) => new(
        phase,
        _ended.Count,
        options.MaximumNumberOfTrials,
        Elapsed,
        Remaining(phase),
        latest?.ToRecord(),
        TrialOutcome.Best(_ended)?.ToRecord());

    private TimeSpan? Remaining(SweepPhase phase)
    {
        if (phase is SweepPhase.Done or SweepPhase.Refitting)
            return TimeSpan.Zero;
        if (_measured == 0)
            return null;
        int workers = Math.Min(options.NumberOfWorkers ?? SweepEngine.DefaultWorkers, SweepEngine.MostAtOnce);
        double seconds = double.PositiveInfinity;
        if (options.MaximumNumberOfTrials < int.MaxValue)
            seconds = _spent.TotalSeconds / _measured * (options.MaximumNumberOfTrials - _ended.Count) / workers;
        if (options.MaximumDuration is { } most)
            seconds = Math.Min(seconds, (most - Elapsed).TotalSeconds);
        // Centuries are no estimate, and more than a TimeSpan holds.
        return seconds < 1e10 ? TimeSpan.FromSeconds(Math.Max(0, seconds)) : null;
    }
}
