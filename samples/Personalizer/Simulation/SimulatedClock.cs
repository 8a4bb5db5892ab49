namespace Personalizer.Simulation;

/// <summary>A clock that stands still until it is moved: waits of hours pass in a moment, and a test needs none.</summary>
internal sealed class SimulatedClock : TimeProvider
{
    private long _ticks = new DateTime(2026, 10, 1, 8, 0, 0, DateTimeKind.Utc).Ticks;

    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _ticks), TimeSpan.Zero);

    public void Advance(TimeSpan by) => Interlocked.Add(ref _ticks, by.Ticks);

    public void GoTo(DateTimeOffset time) => Interlocked.Exchange(ref _ticks, time.UtcTicks);
}
