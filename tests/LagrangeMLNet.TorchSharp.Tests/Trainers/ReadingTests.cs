using LagrangeMLNet.Networks;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>How often data is read: once where it fits the memory it may take, else anew in every epoch.</summary>
public class ReadingTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void Data_that_fits_is_read_once()
    {
        var data = new CountedView(NetworkRow.View(Context, NetworkRow.Make(300)));

        NetworkCase.Of("binary").Trainer(Context, null).Fit(data);

        Assert.Equal(1, data.Passes);
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void Data_that_does_not_fit_is_read_anew_in_every_epoch_and_learnt_from_as_well(string name)
    {
        NetworkCase one = NetworkCase.Of(name);
        NetworkRow[] rows = NetworkRow.Make(60_000);
        var data = new CountedView(NetworkRow.View(Context, rows));
        var streamed = one.Trainer(Context, options => Set(options, 1));
        var inMemory = one.Trainer(Context, options => Set(options, 100));

        float[][] values = [.. one.Network(streamed.Fit(data)).Values];
        inMemory.Fit(NetworkRow.View(Context, rows));

        // To see that it does not fit, for the rows held out, for their means, and for each epoch.
        NetworkReport found = one.Report(streamed)!, expected = one.Report(inMemory)!;
        Assert.Equal(3 + 2, data.Passes);
        Assert.Equal((expected.Rows, expected.HeldOutRows), (found.Rows, found.HeldOutRows));
        Assert.Equal(expected.Path[0].Velocity, found.Path[0].Velocity, 1e-4);
        Assert.True(
            found.Path[0].Velocity - found.HeldOutLoss > 0.8 * (expected.Path[0].Velocity - expected.HeldOutLoss),
            $"{found.HeldOutLoss} and {expected.HeldOutLoss}");
        Assert.Equal(values, one.Network(one.Trainer(Context, options => Set(options, 1)).Fit(data)).Values);

        static void Set(LagrangeMLNet.Trainers.LagrangianNetworkOptions options, int memory) =>
            (options.MaximumMemoryInMegabytes, options.MaximumNumberOfEpochs, options.Tolerance) = (memory, 2, 0);
    }

    [Fact]
    public void Sparse_rows_are_not_filled_up()
    {
        // 300 rows of 100,000 slots are 115 MiB when they are filled up with zeros, and 60 KiB when they are not.
        const int slots = 100_000;
        var random = new Random(5);
        SparseRow[] rows = [.. Enumerable.Range(0, 300).Select(_ => SparseRow.Make(random, slots))];
        SchemaDefinition schema = SchemaDefinition.Create(typeof(SparseRow));
        schema[nameof(SparseRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
        var data = new CountedView(Context.Data.LoadFromEnumerable(rows, schema));
        var trainer = Context.BinaryClassification.Trainers.LagrangianNetwork(new LagrangeMLNet.Trainers.LagrangianNetworkBinaryTrainer.Options
        {
            LabelColumnName = nameof(SparseRow.Yes),
            Width = 16,
            MaximumNumberOfEpochs = 2,
            MaximumMemoryInMegabytes = 1,
            Device = NetworkDevice.Cpu,
        });

        trainer.Fit(data);

        Assert.Equal(1, data.Passes);
        Assert.Equal(slots, trainer.LastReport!.Features);
    }

    private sealed class SparseRow
    {
        public VBuffer<float> Features { get; set; }

        public bool Yes { get; set; }

        public static SparseRow Make(Random random, int slots)
        {
            int[] indices = [.. Enumerable.Range(0, 20).Select(_ => random.Next(slots)).Distinct().Order()];
            return new SparseRow { Features = new VBuffer<float>(slots, indices.Length, [.. indices.Select(_ => 1f)], indices), Yes = random.Next(2) == 1 };
        }
    }
}
