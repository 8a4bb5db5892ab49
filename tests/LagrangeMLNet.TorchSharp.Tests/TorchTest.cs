using LagrangeMLNet.Runtime;
using TorchSharp;
using Xunit;
using Xunit.Sdk;
using Xunit.v3;

// torch's random numbers and threads belong to the process.
[assembly: Parallelization(Mode = ParallelMode.None)]

namespace LagrangeMLNet.TorchTests;

/// <summary>Tests that need libtorch: skipped, with the reason, where it cannot be loaded. Each starts from the same seed.</summary>
public abstract class TorchTest
{
    protected TorchTest()
    {
        Assert.SkipUnless(TorchRuntime.IsAvailable, TorchRuntime.Problem ?? "");
        Seed();
    }

    private static void Seed()
    {
        torch.set_num_threads(1);
        torch.manual_seed(1);
    }
}
