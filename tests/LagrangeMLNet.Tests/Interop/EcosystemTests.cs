using LagrangeMLNet.Tests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Interop;

/// <summary>What ML.NET does with its own trainers and models, it does with ours.</summary>
public class EcosystemTests
{
    private readonly MLContext _context = new(seed: 0);
    private readonly IDataView _data;

    public EcosystemTests() => _data = SampleRow.View(_context, 300);

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void PredictionEngine_scores_as_the_transformer(string name)
    {
        var raw = _context.Data.LoadFromEnumerable(SampleRow.Make(100).ToList());
        var pipeline = _context.Transforms.Concatenate("Features", "A", "B", "C")
            .Append(_context.Transforms.Conversion.MapValueToKey("ColourKey", "Colour"))
            .Append(TrainerCase.Of(name).Trainer(_context));
        var model = pipeline.Fit(raw);
        var scored = model.Transform(raw);
        bool isVector = scored.Schema["Score"].Type is VectorDataViewType;

        float[] expected, found;
        if (isVector)
        {
            expected = scored.GetColumn<float[]>("Score").First();
            found = _context.Model.CreatePredictionEngine<SampleRow, VectorScore>(model).Predict(SampleRow.Make(1).First()).Score;
        }
        else
        {
            expected = [scored.GetColumn<float>("Score").First()];
            found = [_context.Model.CreatePredictionEngine<SampleRow, ScalarScore>(model).Predict(SampleRow.Make(1).First()).Score];
        }

        Assert.Equal(expected, found);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void A_loaded_model_is_of_the_saved_type(string name)
    {
        var model = TrainerCase.Of(name).Trainer(_context).Fit(_data);
        using var stream = new MemoryStream();
        _context.Model.Save(model, _data.Schema, stream);
        stream.Position = 0;
        Assert.IsType(model.GetType(), new MLContext().Model.Load(stream, out var schema));
        Assert.NotNull(schema.GetColumnOrNull("Features"));
    }

    [Fact]
    public void Cross_validation_of_logistic_regression()
    {
        var results = _context.BinaryClassification.CrossValidate(_data, TrainerCase.Logistic.Trainer(_context), 3, "Yes");
        Assert.Equal(3, results.Count);
        Assert.All(results, fold => Assert.InRange(fold.Metrics.AreaUnderRocCurve, 0.6, 1));
    }

    [Fact]
    public void Cross_validation_of_maximum_entropy()
    {
        var results = _context.MulticlassClassification.CrossValidate(_data, TrainerCase.MaximumEntropy.Trainer(_context), 3, "ColourKey");
        Assert.Equal(3, results.Count);
        Assert.All(results, fold => Assert.True(fold.Metrics.LogLossReduction > 0.05));
    }

    [Theory]
    [InlineData("Regression", 0.8)]
    [InlineData("Poisson", 0)]
    public void Cross_validation_of_regression(string name, double worst)
    {
        var trainer = TrainerCase.Of(name);
        var results = _context.Regression.CrossValidate(_data, trainer.Trainer(_context), 3, trainer.Label);
        Assert.Equal(3, results.Count);
        Assert.All(results, fold => Assert.True(fold.Metrics.RSquared > worst));
    }

    [Fact]
    public void Permutation_feature_importance_of_logistic_regression()
    {
        var model = _context.BinaryClassification.Trainers.LagrangianLogisticRegression("Yes").Fit(_data);
        var importance = _context.BinaryClassification.PermutationFeatureImportance(model, model.Transform(_data), "Yes");
        Assert.Equal(3, importance.Length);
        Assert.True(importance[0].AreaUnderRocCurve.Mean < importance[2].AreaUnderRocCurve.Mean);
    }

    [Fact]
    public void Permutation_feature_importance_of_maximum_entropy()
    {
        var model = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy("ColourKey").Fit(_data);
        var importance = _context.MulticlassClassification.PermutationFeatureImportance(model, model.Transform(_data), "ColourKey");
        Assert.Equal(3, importance.Length);
        Assert.True(importance[0].MicroAccuracy.Mean < importance[2].MicroAccuracy.Mean);
    }

    [Fact]
    public void Permutation_feature_importance_of_regression()
    {
        var model = _context.Regression.Trainers.Lagrangian("Amount").Fit(_data);
        var importance = _context.Regression.PermutationFeatureImportance(model, model.Transform(_data), "Amount");
        Assert.True(importance[0].RSquared.Mean < importance[2].RSquared.Mean);
    }

    [Fact]
    public void Permutation_feature_importance_of_Poisson_regression()
    {
        var model = _context.Regression.Trainers.LagrangianPoisson("Count").Fit(_data);
        var importance = _context.Regression.PermutationFeatureImportance(model, model.Transform(_data), "Count");
        Assert.True(importance[0].RSquared.Mean < importance[2].RSquared.Mean);
    }

    [Fact]
    public void One_versus_all_over_the_binary_trainer()
    {
        // OneVersusAll hands its binary trainer a Boolean under the label column's own name.
        var binary = _context.BinaryClassification.Trainers.LagrangianLogisticRegression("ColourKey");
        var trainer = _context.MulticlassClassification.Trainers.OneVersusAll(binary, "ColourKey");

        var model = trainer.Fit(_data);
        Assert.True(_context.MulticlassClassification.Evaluate(model.Transform(_data), "ColourKey").LogLossReduction > 0.05);

        using var stream = new MemoryStream();
        _context.Model.Save(model, _data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out _);
        Assert.Equal(model.Transform(_data).GetColumn<float[]>("Score"), loaded.Transform(_data).GetColumn<float[]>("Score"));
    }

    [Fact]
    public void Feature_contributions_of_a_calibrated_model()
    {
        var model = _context.BinaryClassification.Trainers.LagrangianLogisticRegression("Yes").Fit(_data);
        var scored = model.Transform(_data);
        var explained = _context.Transforms.CalculateFeatureContribution(model, normalize: false).Fit(scored).Transform(scored);
        AssertContributions(explained, [.. model.Model.SubModel.Weights]);
    }

    [Fact]
    public void Feature_contributions_of_a_regression_model()
    {
        var model = _context.Regression.Trainers.Lagrangian("Amount").Fit(_data);
        var scored = model.Transform(_data);
        var explained = _context.Transforms.CalculateFeatureContribution(model, normalize: false).Fit(scored).Transform(scored);
        AssertContributions(explained, [.. model.Model.Weights]);
    }

    [Fact]
    public void Feature_contributions_of_a_Poisson_model()
    {
        var model = _context.Regression.Trainers.LagrangianPoisson("Count").Fit(_data);
        var scored = model.Transform(_data);
        var explained = _context.Transforms.CalculateFeatureContribution(model, normalize: false).Fit(scored).Transform(scored);
        AssertContributions(explained, [.. model.Model.Weights]);
    }

    [Fact]
    public void Trainers_work_in_a_cached_pipeline()
    {
        var raw = _context.Data.LoadFromEnumerable(SampleRow.Make(100).ToList());
        var model = _context.Transforms.Concatenate("Features", "A", "B", "C")
            .AppendCacheCheckpoint(_context)
            .Append(_context.Regression.Trainers.Lagrangian("Amount"))
            .Fit(raw);
        Assert.IsType<RegressionPredictionTransformer<LinearRegressionModelParameters>>(model.LastTransformer);
    }

    private static void AssertContributions(IDataView explained, float[] weights)
    {
        float[] features = explained.GetColumn<float[]>("Features").First();
        float[] contributions = explained.GetColumn<float[]>("FeatureContributions").First();
        for (int slot = 0; slot < weights.Length; slot++)
            Assert.Equal(weights[slot] * features[slot], contributions[slot], 1e-4f);
    }

    private sealed class ScalarScore
    {
        public float Score { get; set; }
    }

    private sealed class VectorScore
    {
        public float[] Score { get; set; } = [];
    }
}
