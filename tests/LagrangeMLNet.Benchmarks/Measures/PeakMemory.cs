using System.Globalization;
using System.Runtime;

namespace LagrangeMLNet.Benchmarks.Measures;

/// <summary>
/// Growth of the process's resident memory while an action runs, native memory included: the peak during the action less what was
/// resident before,
/// after a compacting collection that gives free pages back. On Linux the kernel keeps the peak (VmHWM, reset through
/// /proc/self/clear_refs),
/// so nothing is missed; elsewhere a thread samples the working set every millisecond. What the collector had not yet collected counts.
/// </summary>
internal static class PeakMemory
{
    private const string Status = "/proc/self/status";
    private const string ClearReferences = "/proc/self/clear_refs";
    private const string ResetPeak = "5";

    /// <summary>How the peak is taken on this machine, in words.</summary>
    public static string Method => HasKernelPeak
        ? "growth of the resident set's peak (VmHWM, reset before the fit)"
        : "growth of the working set, sampled every millisecond";

    private static bool HasKernelPeak { get; } = CanResetPeak();

    /// <returns>Growth in bytes.</returns>
    public static long Of(Action action)
    {
        Settle();
        if (!HasKernelPeak)
            return Sample(action);
        File.WriteAllText(ClearReferences, ResetPeak);
        var before = Read("VmRSS:");
        action();
        return Math.Max(0, Read("VmHWM:") - before);
    }

    /// <summary>Collects all garbage and gives its pages back.</summary>
    private static void Settle()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        GC.WaitForPendingFinalizers();
        GCSettings.LargeObjectHeapCompactionMode = GCLargeObjectHeapCompactionMode.CompactOnce;
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
    }

    private static bool CanResetPeak()
    {
        try
        {
            File.WriteAllText(ClearReferences, ResetPeak);
            return Read("VmHWM:") > 0;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static long Read(string field)
    {
        foreach (var line in File.ReadLines(Status))
        {
            if (line.StartsWith(field, StringComparison.Ordinal))
                return 1024 * long.Parse(line.AsSpan(field.Length).Trim().TrimEnd("kB").Trim(), CultureInfo.InvariantCulture);
        }

        throw new InvalidOperationException($"{Status} has no field '{field}'.");
    }

    private static long Sample(Action action)
    {
        var before = Environment.WorkingSet;
        var peak = before;
        using var done = new ManualResetEventSlim();
        var sampler = new Thread(() =>
        {
            while (!done.Wait(1))
                peak = Math.Max(peak, Environment.WorkingSet);
        })
        { IsBackground = true };
        sampler.Start();
        action();
        done.Set();
        sampler.Join();
        return peak - before;
    }
}
