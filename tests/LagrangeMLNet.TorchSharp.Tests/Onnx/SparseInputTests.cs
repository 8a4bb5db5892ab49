using LagrangeMLNet.Networks;
using LagrangeMLNet.TorchTests.Networks;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Onnx;

/// <summary>Wide sparse rows are learnt through an embedding bag, and score the same as an ONNX graph.</summary>
public class SparseInputTests : TorchTest
{
    private const int Slots = 3000;

    [Fact]
    public void Wide_sparse_rows_go_through_the_bag_and_score_as_in_TorchSharp()
    {
        var context = new MLContext(seed: 0);
        var random = new Random(5);
        SparseRow[] rows = [.. Enumerable.Range(0, 600).Select(_ => SparseRow.Make(random))];
        IDataView data = context.Data.LoadFromEnumerable(rows);
        var trainer = context.BinaryClassification.Trainers.LagrangianNetwork(new LagrangianNetworkBinaryTrainer.Options
        {
            Width = 32,
            MaximumNumberOfEpochs = 10,
            Device = NetworkDevice.Cpu,
        });

        var model = trainer.Fit(data);

        Assert.True(model.Network.Shape.Bag > Slots / 2);
        float[][] expected = TorchScores.Of(model.Network, [.. rows.Select(row => row.Features.DenseValues().ToArray())]);
        float[] found = [.. model.Transform(data).GetColumn<float>("Score")];
        for (int row = 0; row < rows.Length; row++)
            Assert.Equal(expected[row][0], found[row], 1e-5f * Math.Max(1, Math.Abs(found[row])));
        Assert.True(trainer.LastReport!.HeldOutLoss < 0.9 * trainer.LastReport.Path[0].Velocity);
    }

    private sealed class SparseRow
    {
        [VectorType(Slots)]
        public VBuffer<float> Features { get; set; }

        public bool Label { get; set; }

        public static SparseRow Make(Random random)
        {
            bool label = random.Next(2) == 1;
            // A few words of the class's own, many of both.
            int[] own = [.. Enumerable.Range(0, 3).Select(_ => (label ? 0 : 20) + random.Next(20))];
            int[] slots = [.. own.Concat(Enumerable.Range(0, 20).Select(_ => 40 + random.Next(Slots - 40))).Distinct().Order()];
            return new SparseRow
            {
                Label = label,
                Features = new VBuffer<float>(Slots, slots.Length, [.. slots.Select(_ => 1f)], slots),
            };
        }
    }
}
