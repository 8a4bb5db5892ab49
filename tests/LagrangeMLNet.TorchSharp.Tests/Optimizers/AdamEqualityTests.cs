using System.Runtime;
using LagrangeMLNet.Optimizers;
using TorchSharp;
using TorchSharp.Modules;
using Xunit;

namespace LagrangeMLNet.TorchTests.Optimizers;

public sealed class AdamEqualityTests : TorchTest
{
    private const int Steps = 1000;
    private const double Agreement = 1e-6;
    private const long QuietBytes = 200 << 20;

    public static TheoryData<string> Names => [.. Modules.All.Select(module => module.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public void Diagonal_root_is_Adam(string name) => AreEqual(
        name,
        parameters => torch.optim.Adam(parameters, 1e-3),
        new LagrangianOptions { LearningRate = 1e-3, Momentum = 0.9, FisherRetention = 0.999 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Diagonal_root_with_weight_decay_is_AdamW(string name) => AreEqual(
        name,
        parameters => torch.optim.AdamW(parameters, 1e-3, weight_decay: 0.05),
        new LagrangianOptions { LearningRate = 1e-3, WeightDecay = 0.05 });

    [Theory]
    [MemberData(nameof(Names))]
    public void Diagonal_root_without_momentum_is_RMSprop(string name) => AreEqual(
        name,
        parameters => torch.optim.RMSProp(parameters, 1e-3, alpha: 0.99),
        new LagrangianOptions { LearningRate = 1e-3, Momentum = 0, FisherRetention = 0.99, CorrectsBias = false });

    private static void AreEqual(
        string name, Func<IEnumerable<Parameter>, torch.optim.Optimizer> theirs, LagrangianOptions ours)
    {
        // TorchSharp's own optimizers hand torch numbers that nothing holds, and a collection would free.
        Assert.True(GC.TryStartNoGCRegion(QuietBytes));
        torch.nn.Module expected;
        double[] expectedLosses;
        try
        {
            (expected, expectedLosses) = Modules.Named(name).Train(theirs, Steps);
            Assert.Equal(GCLatencyMode.NoGCRegion, GCSettings.LatencyMode);
        }
        finally
        {
            if (GCSettings.LatencyMode == GCLatencyMode.NoGCRegion)
                GC.EndNoGCRegion();
        }

        (torch.nn.Module found, double[] losses) = Modules.Named(name).Train(
            parameters => LagrangianOptimizer.Diagonal(parameters, ours), Steps);

        Assert.True(expectedLosses[^1] < 0.7 * expectedLosses[0], "The module did not learn, so that equality says nothing.");
        double difference = Modules.Difference(expected, found);
        Assert.True(difference <= Agreement, $"After {Steps} steps the parameters differ by {difference}.");
        Assert.Equal(expectedLosses[^1], losses[^1], Agreement);
    }
}
