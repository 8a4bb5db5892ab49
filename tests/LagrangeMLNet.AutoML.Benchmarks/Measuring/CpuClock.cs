namespace LagrangeMLNet.AutoML.Benchmarks.Measuring;

/// <summary>A clock that shows the processor time that this process has used: what else the machine does is not counted.</summary>
/// <remarks>One trial runs at a time, on one thread, so its share is all that is used while it runs.</remarks>
internal sealed class CpuClock : TimeProvider
{
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override long GetTimestamp() => Environment.CpuUsage.TotalTime.Ticks;
}
