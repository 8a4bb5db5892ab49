using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>Penalties, weights and offsets mean what the built-in trainers, or a closed form, mean by them.</summary>
public class MeaningTests
{
    private const double Strict = 1e-6;

    private readonly MLContext _context = new(seed: 0);
    private readonly IDataView _data;

    public MeaningTests() => _data = SampleRow.View(_context, 400);

    /// <summary>Weight column, λ₁, λ₂.</summary>
    public static TheoryData<string?, float, float> Penalties => new()
    {
        { null, 0, 0.5f },
        { null, 0, 20 },
        { null, 5, 0 },
        { null, 2, 3 },
        { "Weight", 0, 5 },
        { "Weight", 5, 0 },
    };

    [Theory]
    [MemberData(nameof(Penalties))]
    public void Penalties_of_logistic_regression_mean_what_Lbfgs_means(string? weight, float l1, float l2)
    {
        var expected = _context.BinaryClassification.Trainers.LbfgsLogisticRegression(
            "Yes", "Features", weight, l1, l2, optimizationTolerance: 1e-9f).Fit(_data).Model.SubModel;
        var options = Set(new LagrangianLogisticRegressionBinaryTrainer.Options(), "Yes", weight, l1, l2);
        var found = _context.BinaryClassification.Trainers.LagrangianLogisticRegression(options).Fit(_data).Model.SubModel;
        AssertClose(expected, found);
    }

    [Theory]
    [MemberData(nameof(Penalties))]
    public void Penalties_of_Poisson_regression_mean_what_Lbfgs_means(string? weight, float l1, float l2)
    {
        var expected = _context.Regression.Trainers.LbfgsPoissonRegression(
            "Count", "Features", weight, l1, l2, optimizationTolerance: 1e-9f).Fit(_data).Model;
        var options = Set(new LagrangianPoissonRegressionTrainer.Options(), "Count", weight, l1, l2);
        AssertClose(expected, _context.Regression.Trainers.LagrangianPoisson(options).Fit(_data).Model);
    }

    [Theory]
    [MemberData(nameof(Penalties))]
    public void Penalties_of_maximum_entropy_mean_what_Lbfgs_means(string? weight, float l1, float l2)
    {
        var expected = _context.MulticlassClassification.Trainers.LbfgsMaximumEntropy(
            "ColourKey", "Features", weight, l1, l2, optimizationTolerance: 1e-9f).Fit(_data);
        var options = Set(new LagrangianMaximumEntropyMulticlassTrainer.Options(), "ColourKey", weight, l1, l2);
        var found = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy(options).Fit(_data);
        Scores.AssertClose(Scores.Of(expected.Transform(_data)), Scores.Of(found.Transform(_data)), 5e-3f);
    }

    [Theory]
    [InlineData(0.5f)]
    [InlineData(20f)]
    public void L2_of_regression_is_the_ridge_of_the_normal_equations(float l2)
    {
        var options = Set(new LagrangianRegressionTrainer.Options(), "Amount", null, null, l2);
        var model = _context.Regression.Trainers.Lagrangian(options).Fit(_data).Model;

        // At the minimum of Σ ½(y − ŷ)² + ½λ‖w‖²: Σ (y − ŷ) x = λ w, and Σ (y − ŷ) = 0.
        var gradient = new double[4];
        foreach (var row in SampleRow.Make(400))
        {
            float[] x = [row.A, row.B, row.C, 1];
            double residual = row.Amount - model.Bias - Enumerable.Range(0, 3).Sum(slot => (double)model.Weights[slot] * x[slot]);
            for (int slot = 0; slot < 4; slot++)
                gradient[slot] += residual * x[slot];
        }

        Assert.Equal(0, gradient[3], 0.02);
        double[] spread = [1, 10, 0.1];
        for (int slot = 0; slot < 3; slot++)
            Assert.Equal(l2 * model.Weights[slot] / spread[slot], gradient[slot] / spread[slot], 0.02);
    }

    [Fact]
    public void An_offset_is_the_log_of_the_exposure()
    {
        var data = SampleRow.View(_context, 20_000);
        var options = new LagrangianPoissonRegressionTrainer.Options { LabelColumnName = "Count", OffsetColumnName = "LogExposure" };
        var with = _context.Regression.Trainers.LagrangianPoisson(options).Fit(data).Model;
        options.OffsetColumnName = null;
        var without = _context.Regression.Trainers.LagrangianPoisson(options).Fit(data).Model;

        // The rows were made with weights 0.3, −0.02, 0 and bias 0.5; exposure exp(N(0, ½)) has the mean exp(⅛), which is what a model
        // that is not told of it finds.
        Assert.Equal(0.3f, with.Weights[0], 0.02f);
        Assert.Equal(-0.02f, with.Weights[1], 0.002f);
        Assert.Equal(0.5f, with.Bias, 0.02f);
        Assert.Equal(0.625f, without.Bias, 0.03f);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void An_example_weight_of_two_is_the_row_twice(string name)
    {
        var rows = SampleRow.Make(150).ToList();
        foreach (var row in rows)
            row.Weight = row.A > 0 ? 2 : 1;
        var weighted = SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows));
        var twice = SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows.Concat(rows.Where(row => row.A > 0)).ToList()));

        var trainer = TrainerCase.Of(name);
        var one = trainer.Trainer(_context, o => (o.ExampleWeightColumnName, o.Tolerance, o.L2Regularization) = ("Weight", Strict, 1));
        var other = trainer.Trainer(_context, o => (o.Tolerance, o.L2Regularization) = (Strict, 1));
        Scores.AssertClose(
            Scores.Of(other.Fit(twice).Transform(weighted)), Scores.Of(one.Fit(weighted).Transform(weighted)), 0.01f);
    }

    [Theory]
    [MemberData(nameof(TrainerCase.Names), MemberType = typeof(TrainerCase))]
    public void The_same_seed_gives_the_same_bits(string name)
    {
        var trainer = TrainerCase.Of(name);
        float[] first = Scores.Of(trainer.Trainer(_context).Fit(_data).Transform(_data));
        float[] second = Scores.Of(trainer.Trainer(new MLContext(seed: 99)).Fit(_data).Transform(_data));
        Assert.Equal(first, second);
    }

    [Fact]
    public void Balanced_classes_predict_each_class_as_often()
    {
        var rows = SampleRow.Make(2_000).Where((row, i) => row.Yes || i % 5 == 0).ToList();
        var data = SampleRow.Prepare(_context, _context.Data.LoadFromEnumerable(rows));
        var options = new LagrangianLogisticRegressionBinaryTrainer.Options { LabelColumnName = "Yes", BalanceClasses = true };
        var scored = _context.BinaryClassification.Trainers.LagrangianLogisticRegression(options).Fit(data).Transform(data);

        // A logistic fit with a bias matches the weighted mean of p to the weighted share of positives: one half.
        float[] p = [.. scored.GetColumn<float>("Probability")];
        double positives = rows.Count(row => row.Yes), negatives = rows.Count - positives;
        double mean = rows.Zip(p, (row, value) => value / (row.Yes ? positives : negatives)).Sum() / 2;
        Assert.Equal(0.5, mean, 0.01);
    }

    private static T Set<T>(T options, string label, string? weight, float? l1, float? l2)
        where T : LagrangianTrainerOptions
    {
        (options.LabelColumnName, options.ExampleWeightColumnName) = (label, weight);
        (options.L1Regularization, options.L2Regularization, options.Tolerance) = (l1, l2, Strict);
        return options;
    }

    private static void AssertClose(LinearModelParameters expected, LinearModelParameters found)
    {
        float[] spread = [1, 10, 0.1f];
        for (int slot = 0; slot < spread.Length; slot++)
            Assert.Equal(expected.Weights[slot] * spread[slot], found.Weights[slot] * spread[slot], 5e-3f);
        Assert.Equal(expected.Bias, found.Bias, 5e-3f);
    }
}
