using LagrangeMLNet.Networks;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>A fit goes on from an earlier network.</summary>
public class WarmStartTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void A_fit_that_goes_on_begins_where_the_earlier_one_ended()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(1000));
        var trainer = Trainer(width: 32, epochs: 10);
        var model = trainer.Fit(data);
        NetworkReport first = trainer.LastReport!;

        trainer.Fit(data, model);

        Assert.Equal(first.HeldOutLoss, trainer.LastReport!.Path[0].Velocity, 1e-6);
    }

    [Fact]
    public void A_network_of_another_architecture_is_refused_by_name()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(200));
        var earlier = Trainer(width: 16, epochs: 1).Fit(data);

        var error = Assert.Throws<InvalidOperationException>(() => Trainer(width: 32, epochs: 1).Fit(data, earlier));

        Assert.Contains("another architecture", error.Message, StringComparison.Ordinal);
        Assert.Contains("Width = 16", error.Message, StringComparison.Ordinal);
    }

    private static LagrangianNetworkRegressionTrainer Trainer(int width, int epochs) => Context.Regression.Trainers.LagrangianNetwork(
        new LagrangianNetworkRegressionTrainer.Options
        {
            LabelColumnName = nameof(NetworkRow.Number),
            Width = width,
            EmbeddingPieces = 8,
            MaximumNumberOfEpochs = epochs,
            Device = NetworkDevice.Cpu,
        });
}
