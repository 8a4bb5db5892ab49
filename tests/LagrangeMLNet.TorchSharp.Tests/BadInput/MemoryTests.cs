using LagrangeMLNet.Networks;
using LagrangeMLNet.Optimizers;
using LagrangeMLNet.TorchTests.Checkpoints;
using LagrangeMLNet.TorchTests.Trainers;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using TorchSharp;
using Xunit;

namespace LagrangeMLNet.TorchTests.BadInput;

/// <summary>A network too large for the memory ends in one sentence that says what to make smaller.</summary>
public class MemoryTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void A_process_that_may_not_have_more_memory_ends_in_one_error_with_advice()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The address space of a process is limited with ulimit.");
        var options = new LagrangianNetworkRegressionTrainer.Options
        {
            Width = 2048,
            BatchSize = 100_000,
            MaximumNumberOfEpochs = 1,
            Device = NetworkDevice.Cpu,
        };

        (string[] lines, int code) = LearningProcess.Run(options, rows: 100_000, slots: 6, kibibytes: 5_000_000);

        Assert.Equal(2, code);
        Assert.Matches(
            @"^error The memory of the machine does not suffice to train \d+ parameters with mini-batches of \d+ rows: lower BatchSize or Width\.$",
            lines[^1]);
    }

    [Fact]
    public void What_cannot_fit_is_refused_before_it_is_asked_for()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(100));
        var trainer = NetworkCase.Of("binary").Trainer(Context, options => (options.Width, options.Blocks) = (8192, 64));

        string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(data)).Message;

        // 64 blocks of two matrices of 8192 x 8192 numbers, six times, are 200 GiB; the machine of a test has less.
        Assert.Contains("MiB at the least", message, StringComparison.Ordinal);
        Assert.Contains("lower BatchSize, Width or Blocks", message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(10, 0, 0, 16, 2, 1, 1)]
    [InlineData(10, 5, 4, 8, 0, 3, 4)]
    [InlineData(0, 50, 4, 8, 1, 1, 2)]
    public void The_shape_knows_how_many_parameters_the_network_has(
        int encoded, int bag, int bagWidth, int width, int blocks, int outputs, int members)
    {
        var shape = new NetworkShape(encoded, bag, bagWidth, width, blocks, outputs, members);
        var encoding = new InputEncoding
        {
            Slots = encoded + bag,
            Numbers = [.. Enumerable.Range(0, encoded)],
            Centre = new float[encoded],
            Scale = new float[encoded],
            Piece = [],
            PieceStart = [],
            PieceScale = [],
            Bag = [.. Enumerable.Range(encoded, bag)],
            BagScale = 1,
        };

        using var network = new ResidualNetwork(shape, encoding, new float[outputs], seed: 1, torch.CPU);

        Assert.Equal(network.Size, shape.Parameters);
    }

    [Fact]
    public void The_full_metric_of_a_large_network_is_refused_by_name()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(100));
        var trainer = NetworkCase.Of("binary").Trainer(Context, options => (options.Width, options.Metric) = (128, FisherStructure.Full));

        string message = Assert.Throws<InvalidOperationException>(() => trainer.Fit(data)).Message;

        Assert.Contains("Metric is Full", message, StringComparison.Ordinal);
        Assert.Contains("set Metric to Kronecker or lower Width", message, StringComparison.Ordinal);
    }
}
