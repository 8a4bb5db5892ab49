using System.Runtime.InteropServices;
using LagrangeMLNet.Benchmarks.Peers;

namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>What the figures were taken on: enough to judge them, nothing that tells whose machine it is.</summary>
internal static class Machine
{
    public static string Line
    {
        get
        {
            var system = OperatingSystem.IsWindows() ? "Windows" : OperatingSystem.IsMacOS() ? "macOS" : "Linux";
            var memory = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / (double)(1L << 30);
            var processor = $"{Environment.ProcessorCount} cores ({RuntimeInformation.ProcessArchitecture})";
            var software = $"{system}, {RuntimeInformation.FrameworkDescription}, Microsoft.ML {MLVersion}";
            return Text.Write($"{processor}, {memory:0} GiB, {software}; LightGBM on {Trees.LightGbmThreads} thread(s)");
        }
    }

    private static string MLVersion
    {
        get
        {
            var version = typeof(Microsoft.ML.MLContext).Assembly.GetCustomAttributes(false)
                .OfType<System.Reflection.AssemblyInformationalVersionAttribute>().FirstOrDefault()?.InformationalVersion ?? "?";
            return version.Split('+')[0];
        }
    }
}
