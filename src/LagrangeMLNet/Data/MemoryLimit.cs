namespace LagrangeMLNet.Data;

/// <summary>What <c>MaximumMemoryInMegabytes</c> means, wherever it is an option.</summary>
internal static class MemoryLimit
{
    /// <summary>The limit, in bytes.</summary>
    /// <param name="megabytes">What the caller set, in MiB, or null.</param>
    /// <param name="share">Where nothing was set, the share of what the process may use, which heeds a container's limit.</param>
    public static long InBytes(int? megabytes, double share) => megabytes is { } limit
        ? (long)limit << 20
        : (long)(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes * share);
}
