using System.Diagnostics;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>Wall-clock time of one action, started on a heap without garbage.</summary>
internal static class FitClock
{
    /// <returns>Seconds.</returns>
    public static double Time(Action action)
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        var start = Stopwatch.GetTimestamp();
        action();
        return Stopwatch.GetElapsedTime(start).TotalSeconds;
    }

    /// <summary>The middle value, or the mean of the two in the middle.</summary>
    public static double Median(IReadOnlyList<double> seconds)
    {
        double[] sorted = [.. seconds.Order()];
        return (sorted[sorted.Length / 2] + sorted[(sorted.Length - 1) / 2]) / 2;
    }
}
