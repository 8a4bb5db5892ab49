using LagrangeMLNet.Networks;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Xunit;

namespace LagrangeMLNet.TorchTests.Trainers;

/// <summary>What ML.NET offers for its own trainers works with a network.</summary>
public class EcosystemTests : TorchTest
{
    private static readonly MLContext Context = new(seed: 0);

    private static LagrangianNetworkBinaryTrainer.Options Quick => new()
    {
        LabelColumnName = nameof(NetworkRow.Yes),
        Width = 32,
        EmbeddingPieces = 8,
        MaximumNumberOfEpochs = 20,
        Device = NetworkDevice.Cpu,
    };

    [Fact]
    public void A_pipeline_with_a_network_is_cross_validated_and_sees_the_interaction()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(1500));
        var pipeline = Context.Transforms.CopyColumns("Features", "Features")
            .Append(Context.BinaryClassification.Trainers.LagrangianNetwork(Quick));

        var folds = Context.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 2, labelColumnName: nameof(NetworkRow.Yes));

        // The sign of a product: a linear model has 0.5.
        Assert.All(folds, fold => Assert.InRange(fold.Metrics.AreaUnderRocCurve, 0.95, 1));
    }

    [Fact]
    public void A_prediction_engine_gives_the_scores_of_Transform()
    {
        NetworkRow[] rows = NetworkRow.Make(300);
        IDataView data = NetworkRow.View(Context, rows);
        var model = Context.BinaryClassification.Trainers.LagrangianNetwork(Quick).Fit(data);
        using var engine = Context.Model.CreatePredictionEngine<NetworkRow, Prediction>(model);

        float[] expected = [.. model.Transform(data).GetColumn<float>("Score")];

        for (int row = 0; row < 20; row++)
            Assert.Equal(expected[row], engine.Predict(rows[row]).Score);
    }

    [Fact]
    public void Permutation_importance_is_that_of_the_features_given()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(1500));
        var model = Context.BinaryClassification.Trainers.LagrangianNetwork(Quick).Fit(data);

        var importance = Context.BinaryClassification.PermutationFeatureImportance(model, data, nameof(NetworkRow.Yes));

        Assert.Equal(NetworkRow.Slots, importance.Length);
        Assert.True(importance[0].AreaUnderRocCurve.Mean < -0.1 && importance[1].AreaUnderRocCurve.Mean < -0.1);
        Assert.InRange(importance[3].AreaUnderRocCurve.Mean, -0.05, 0.05);
    }

    [Fact]
    public void A_loaded_model_gives_the_same_bits_and_its_metrics()
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(300));
        var model = Context.BinaryClassification.Trainers.LagrangianNetwork(Quick).Fit(data);
        using var memory = new MemoryStream();
        Context.Model.Save(model, data.Schema, memory);
        memory.Position = 0;

        ITransformer loaded = Context.Model.Load(memory, out _);

        Assert.IsType<TransformerChain<ITransformer>>(loaded);
        Assert.Equal(model.Transform(data).GetColumn<float>("Probability"), loaded.Transform(data).GetColumn<float>("Probability"));
    }

    [Theory]
    [MemberData(nameof(NetworkCase.Names), MemberType = typeof(NetworkCase))]
    public void What_the_schema_promises_is_what_Transform_gives(string name)
    {
        IDataView data = NetworkRow.View(Context, NetworkRow.Make(100));
        var trainer = NetworkCase.Of(name).Trainer(Context, options => options.MaximumNumberOfEpochs = 1);

        SchemaShape promised = trainer.GetOutputSchema(LagrangeMLNet.Interop.MLNetInternals.CreateSchemaShape(null, data.Schema));
        IDataView scored = trainer.Fit(data).Transform(data);

        Assert.Equal(
            promised.Select(column => column.Name).Order(),
            scored.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order());
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
