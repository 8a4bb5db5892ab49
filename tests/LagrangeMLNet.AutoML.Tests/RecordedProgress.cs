using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.AutoML.Tests;

/// <summary>All that a sweep reported, and something to do at each report.</summary>
internal sealed class RecordedProgress(Action<SweepProgress>? onReport = null) : IProgress<SweepProgress>
{
    public List<SweepProgress> Reports { get; } = [];

    public void Report(SweepProgress value)
    {
        Reports.Add(value);
        onReport?.Invoke(value);
    }
}
