using BenchmarkDotNet.Configs;
using BenchmarkDotNet.Jobs;
using BenchmarkDotNet.Running;
using BenchmarkDotNet.Toolchains.InProcess.Emit;

namespace LagrangeMLNet.Benchmarks.Commands;

/// <summary>Micro-benchmarks of the core's inner loops: every class of the Kernels folder.</summary>
internal static class KernelsCommand
{
    /// <summary>Runs in this process: BenchmarkDotNet would otherwise build a project of its own below this one's build files.</summary>
    public static int Run(string[] args)
    {
        var config = DefaultConfig.Instance.AddJob(Job.ShortRun.WithToolchain(InProcessEmitToolchain.Instance));
        string[] filter = args.Length > 0 ? args : ["--filter", "*"];
        BenchmarkSwitcher.FromAssembly(typeof(KernelsCommand).Assembly).Run(filter, config);
        return 0;
    }
}
