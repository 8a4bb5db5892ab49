using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Runtime;
using LagrangeMLNet.TorchTests.Trainers;
using Microsoft.ML;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.Runtime;

/// <summary>Torch's threads while a network is trained, and afterwards.</summary>
public class TorchThreadsTests : TorchTest
{
    [Theory]
    [InlineData(null, 1)]
    [InlineData(2, 2)]
    public void A_fit_takes_as_many_as_were_set_and_gives_them_back(int? set, int expected)
    {
        var context = new MLContext(seed: 0);
        torch.set_num_threads(3);
        var seen = new List<int>();
        NetworkCase.Of("regression").Trainer(context, options =>
        {
            (options.NumberOfThreads, options.MaximumNumberOfEpochs) = (set, 1);
            options.Progress = new Told(() => seen.Add(torch.get_num_threads()));
        }).Fit(NetworkRow.View(context, NetworkRow.Make(60)));

        Assert.NotEmpty(seen);
        Assert.All(seen, threads => Assert.Equal(expected, threads));
        Assert.Equal(3, torch.get_num_threads());
    }

    [Fact]
    public void Large_matrices_alone_are_worth_several_threads()
    {
        Assert.Equal(1, TorchThreads.Choose(null, 256L * 128 * 128));
        Assert.Equal(Math.Min(8, Environment.ProcessorCount), TorchThreads.Choose(null, 1024L * 1024 * 1024));
        Assert.Equal(5, TorchThreads.Choose(5, 1));
    }

    private sealed class Told(Action act) : IProgress<LearningState>
    {
        public void Report(LearningState value) => act();
    }
}
