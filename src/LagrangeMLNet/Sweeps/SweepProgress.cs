namespace LagrangeMLNet.Sweeps;

/// <summary>Where a sweep stands, as reported to <see cref="IProgress{T}"/> whenever a trial ends or a phase begins.</summary>
/// <param name="Phase">What the sweep is doing.</param>
/// <param name="Finished">Trials that have ended, failed ones included.</param>
/// <param name="MaximumTrials">Trials that may run at most; <see cref="int.MaxValue"/> where only time ends the sweep.</param>
/// <param name="Elapsed">Time since the sweep began; a resumed sweep counts from its resumption.</param>
/// <param name="Remaining">
/// Estimate of the time until the search ends: the mean time of the trials so far times those that may still run, divided by the workers,
/// and no more than what is left of the time budget. Null until a trial has ended, and where neither trials nor time are limited.
/// </param>
/// <param name="Latest">The trial that has just ended; null when a phase begins.</param>
/// <param name="Best">The best trial so far; null before there is one.</param>
public sealed record SweepProgress(
    SweepPhase Phase, int Finished, int MaximumTrials, TimeSpan Elapsed, TimeSpan? Remaining, SweepTrial? Latest, SweepTrial? Best);
