using LagrangeMLNet.Networks;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
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

    [Fact]
    public void A_network_of_other_members_is_refused_by_name()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(200));
        var earlier = Trainer(width: 16, epochs: 1, members: 1).Fit(data);

        var error = Assert.Throws<InvalidOperationException>(() => Trainer(width: 16, epochs: 1, members: 2).Fit(data, earlier));

        Assert.Contains("Members = 1", error.Message, StringComparison.Ordinal);
        Assert.Contains("Members = 2", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void A_model_that_was_saved_and_loaded_is_gone_on_from_as_one_in_memory(string name)
    {
        NetworkCase one = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        ITransformer model = one.Trainer(Context, null).Fit(data);

        NetworkWeights inMemory = one.Network(model), read = one.Read(Reload(model, data.Schema));

        Assert.Equal(inMemory.Shape, read.Shape);
        Assert.Equivalent(inMemory.Encoding, read.Encoding, strict: true);
        Assert.Equal((inMemory.LabelCentre, inMemory.LabelScale), (read.LabelCentre, read.LabelScale));
        // The heads' weights leave in units of the label and in single precision; all else has the same bits.
        int ofMember = inMemory.Values.Count / inMemory.Shape.Members;
        for (int i = 0; i < inMemory.Values.Count; i++)
        {
            if (i % ofMember != ofMember - 2)
                Assert.Equal(inMemory.Values[i], read.Values[i]);
            else
                Assert.All(inMemory.Values[i].Zip(read.Values[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
        }
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void A_fit_goes_on_from_a_loaded_pipeline(string name)
    {
        NetworkCase one = NetworkCase.Of(name);
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(500));
        var earlier = one.Trainer(Context, null);
        ITransformer pipeline = Context.Transforms.CopyColumns("Copy", "Features").Append(earlier).Fit(data);
        double reached = one.Report(earlier)!.HeldOutLoss;

        foreach (ITransformer model in new[] { pipeline, Reload(pipeline, data.Schema) })
        {
            var trainer = one.Trainer(Context, options => options.MaximumNumberOfEpochs = 1);
            one.GoneOn(trainer, data, model);
            Assert.Equal(reached, one.Report(trainer)!.Path[0].Velocity, 1e-5);
        }
    }

    [Fact]
    public void A_loaded_network_with_a_bag_is_the_same_network()
    {
        const int slots = 2000;
        var random = new Random(5);
        SchemaDefinition schema = SchemaDefinition.Create(typeof(NetworkRow));
        schema[nameof(NetworkRow.Features)].ColumnType = new VectorDataViewType(NumberDataViewType.Single, slots);
        NetworkRow[] rows = NetworkRow.Make(200);
        foreach (NetworkRow row in rows)
        {
            float[] wide = new float[slots];
            (wide[0], wide[1]) = (row.Features[0], row.Features[1]);
            for (int i = 0; i < 10; i++)
                wide[random.Next(2, slots)] = 1;
            row.Features = wide;
        }

        NetworkCase one = NetworkCase.Of("regression");
        IDataView data = Context.Data.LoadFromEnumerable(rows, schema);
        ITransformer model = one.Trainer(Context, null).Fit(data);

        NetworkWeights inMemory = one.Network(model), read = one.Read(Reload(model, data.Schema));

        Assert.True(inMemory.Shape.Bag > slots / 2 && inMemory.Shape.Encoded > 0);
        Assert.Equal(inMemory.Shape, read.Shape);
        Assert.Equivalent(inMemory.Encoding, read.Encoding, strict: true);
        for (int i = 0; i < inMemory.Values.Count; i++)
            Assert.All(inMemory.Values[i].Zip(read.Values[i]), pair => Assert.Equal(pair.First, pair.Second, 1e-5f));
    }

    [Fact]
    public void A_model_without_a_network_of_the_task_is_refused()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(100));
        ITransformer linear = Context.Regression.Trainers.Sdca(nameof(NetworkRow.Number)).Fit(data);
        ITransformer binary = NetworkCase.Of("binary").Trainer(Context, null).Fit(data);

        foreach (ITransformer other in new[] { linear, binary, Reload(binary, data.Schema) })
        {
            var error = Assert.Throws<InvalidOperationException>(() => Trainer(width: 32, epochs: 1).Fit(data, other));
            Assert.Contains("holds no LagrangianNetwork of this task", error.Message, StringComparison.Ordinal);
        }
    }

    private static ITransformer Reload(ITransformer model, DataViewSchema schema)
    {
        using var memory = new MemoryStream();
        Context.Model.Save(model, schema, memory);
        memory.Position = 0;
        return Context.Model.Load(memory, out _);
    }

    private static LagrangianNetworkRegressionTrainer Trainer(int width, int epochs, int members = 2) =>
        Context.Regression.Trainers.LagrangianNetwork(
        new LagrangianNetworkRegressionTrainer.Options
        {
            LabelColumnName = nameof(NetworkRow.Number),
            Width = width,
            Members = members,
            EmbeddingPieces = 8,
            MaximumNumberOfEpochs = epochs,
            Device = NetworkDevice.Cpu,
        });
}
