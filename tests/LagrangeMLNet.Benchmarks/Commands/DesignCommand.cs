using LagrangeMLNet.Benchmarks.Planning;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>Planned rows: exactness on small pools, the bound on the sphere, labels needed, and the cost on a large pool.</summary>
internal static class DesignCommand
{
    public static void Run(CommandLine line, BenchmarkReport report)
    {
        (string Name, Action<CommandLine, BenchmarkReport> Run)[] parts =
        [
            ("small", SmallPools.Run), ("sphere", SpherePools.Run), ("labels", LabelsNeeded.Run), ("large", LargePool.Run),
        ];
        foreach (var part in parts)
            if (line.Command != "design" || line.Sets is null || line.Sets.Contains(part.Name))
                part.Run(line, report);
    }
}
