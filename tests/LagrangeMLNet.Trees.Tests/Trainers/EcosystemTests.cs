using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers.FastTree;
using Xunit;

namespace LagrangeMLNet.TreesTests.Trainers;

/// <summary>What ML.NET offers for its own trees works with ours.</summary>
public class EcosystemTests
{
    private static readonly MLContext Context = new(seed: 0);

    [Fact]
    public void A_pipeline_with_trees_is_cross_validated_and_sees_the_interaction()
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(1500));
        var pipeline = Context.Transforms.CopyColumns("Features", "Features")
            .Append(Context.BinaryClassification.Trainers.LagrangianTrees(TreeCase.Binary(_ => { })));

        var folds = Context.BinaryClassification.CrossValidate(data, pipeline, numberOfFolds: 2, labelColumnName: nameof(TreeRow.Yes));

        Assert.All(folds, fold => Assert.InRange(fold.Metrics.AreaUnderRocCurve, 0.85, 1));
    }

    [Fact]
    public void A_prediction_engine_gives_the_scores_of_Transform()
    {
        TreeRow[] rows = TreeRow.Make(300);
        IDataView data = TreeRow.View(Context, rows);
        ITransformer model = TreeCase.Of("regression").Learn(Context, data).Model;
        var schema = SchemaDefinition.Create(typeof(TreeRow));
        schema["Features"].ColumnType = new VectorDataViewType(NumberDataViewType.Single, TreeRow.Slots);
        schema["Class"].ColumnType = new KeyDataViewType(typeof(uint), 3);
        using var engine = Context.Model.CreatePredictionEngine<TreeRow, Prediction>(model, inputSchemaDefinition: schema);

        float[] expected = Scores.Of(model, data);

        for (int row = 0; row < 20; row++)
            Assert.Equal(expected[row], engine.Predict(rows[row]).Score);
    }

    [Fact]
    public void Permutation_importance_and_contributions_are_those_of_the_features_that_count()
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(1500, missing: 0));
        var model = Context.Regression.Trainers.LagrangianTrees(TreeCase.Regression(_ => { })).Fit(data);

        var importance = Context.Regression.PermutationFeatureImportance(model, data, nameof(TreeRow.Number));
        VBuffer<float> weights = default;
        model.Model.GetFeatureWeights(ref weights);
        float[] gains = [.. weights.DenseValues()];
        IDataView explained = Context.Transforms.CalculateFeatureContribution(model).Fit(model.Transform(data)).Transform(model.Transform(data));

        Assert.True(importance[0].RSquared.Mean < -0.3 && importance[1].RSquared.Mean < -0.3);
        Assert.InRange(importance[4].RSquared.Mean, -0.05, 0.05);
        Assert.True(gains[0] > gains[4] && gains[1] > gains[4]);
        Assert.Equal(1500, explained.GetColumn<float[]>("FeatureContributions").Count(values => values.Length == TreeRow.Slots));
    }

    [Theory]
    [MemberData(nameof(TreeCase.Names), MemberType = typeof(TreeCase))]
    public void A_loaded_model_gives_the_same_bits(string name)
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(300));
        ITransformer model = TreeCase.Of(name).Learn(Context, data, options => options.NumberOfRounds = 20).Model;
        using var memory = new MemoryStream();
        Context.Model.Save(model, data.Schema, memory);
        memory.Position = 0;

        ITransformer loaded = Context.Model.Load(memory, out _);

        Assert.Equal(Scores.Of(model, data), Scores.Of(loaded, data));
    }

    [Theory]
    [MemberData(nameof(TreeCase.Names), MemberType = typeof(TreeCase))]
    public void What_the_schema_promises_is_what_Transform_gives(string name)
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(100));
        IEstimator<ITransformer> trainer = TreeCase.Of(name).Trainer(Context);

        SchemaShape promised = trainer.GetOutputSchema(MLNetInternals.CreateSchemaShape(null, data.Schema));
        IDataView scored = trainer.Fit(data).Transform(data);

        Assert.Equal(
            promised.Select(column => column.Name).Order(),
            scored.Schema.Where(column => !column.IsHidden).Select(column => column.Name).Order());
    }

    [Fact]
    public void Probabilities_are_those_of_the_log_odds()
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(500));
        IDataView scored = TreeCase.Of("binary").Learn(Context, data).Model.Transform(data);

        foreach ((float score, float probability) in scored.GetColumn<float>("Score").Zip(scored.GetColumn<float>("Probability")))
            Assert.Equal(1 / (1 + Math.Exp(-score)), probability, 1e-6);
    }

    [Fact]
    public void A_model_of_classes_has_a_tree_ensemble_a_class_and_probabilities_of_sum_1()
    {
        IDataView data = TreeRow.View(Context, TreeRow.Make(500));
        var model = Context.MulticlassClassification.Trainers.LagrangianTrees(TreeCase.Multiclass(_ => { })).Fit(data);

        Assert.All(TreeInternals.PartsOf(model.Model), part => Assert.IsType<FastTreeBinaryModelParameters>(part));
        Assert.All(model.Transform(data).GetColumn<float[]>("Score"), scores => Assert.Equal(1, scores.Sum(), 1e-5));
    }

    private sealed class Prediction
    {
        public float Score { get; set; }
    }
}
