using LagrangeMLNet.Interop;
using LagrangeMLNet.Trainers;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Trainers;

/// <summary>Training goes on from earlier models, ours and built-in ones.</summary>
public class WarmStartTests
{
    private readonly MLContext _context = new(seed: 0);
    private readonly IDataView _data;

    public WarmStartTests() => _data = SampleRow.View(_context);

    [Fact]
    public void A_linear_model_is_read_exactly()
    {
        var model = _context.Regression.Trainers.Sdca("Amount", maximumNumberOfIterations: 3).Fit(_data).Model;
        var start = WarmStart.From(model);
        Assert.Equal(model.Weights, start.Weights);
        Assert.Equal([model.Bias], start.Biases);
        Assert.Equal((1, 3), (start.Outputs, start.Features));
    }

    [Fact]
    public void A_logistic_model_is_read_exactly()
    {
        var model = _context.BinaryClassification.Trainers.LbfgsLogisticRegression("Yes").Fit(_data).Model;
        var start = WarmStart.From(model);
        Assert.Equal(model.SubModel.Weights, start.Weights);
        Assert.Equal([model.SubModel.Bias], start.Biases);
    }

    [Fact]
    public void A_calibrated_model_is_read_as_the_log_odds_it_predicts()
    {
        var host = ((IHostEnvironment)_context).Register("test");
        var linear = MLNetInternals.NewLinearBinaryModelParameters(host, new VBuffer<float>(2, [1, -2]), 0.5f, null);
        var calibrator = MLNetInternals.NewPlattCalibrator(host, slope: -3, offset: 0.25);
        var model = (CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>)MLNetInternals
            .Calibrated<LinearBinaryModelParameters, PlattCalibrator>.NewParameterMixingModelParameters(host, linear, calibrator);
        var start = WarmStart.From(model);

        float score = (1 * 7f) + (-2 * 3f) + 0.5f;
        double logOdds = (start.Weights[0] * 7) + (start.Weights[1] * 3) + start.Biases[0];
        Assert.Equal(calibrator.PredictProbability(score), 1 / (1 + Math.Exp(-logOdds)), 1e-6);
    }

    [Theory]
    [InlineData("Lbfgs")]
    [InlineData("Sdca")]
    public void A_maximum_entropy_model_is_read_exactly(string stock)
    {
        var trainers = _context.MulticlassClassification.Trainers;
        var model = stock == "Lbfgs"
            ? trainers.LbfgsMaximumEntropy("ColourKey").Fit(_data).Model
            : trainers.SdcaMaximumEntropy("ColourKey", maximumNumberOfIterations: 3).Fit(_data).Model;
        var start = WarmStart.From(model);
        VBuffer<float>[]? rows = null;
        model.GetWeights(ref rows, out int classes);
        Assert.Equal((3, 3), (start.Outputs, start.Features));
        Assert.Equal(rows.SelectMany(row => row.DenseValues()), start.Weights);
        Assert.Equal(model.GetBiases(), start.Biases);
        Assert.Equal(3, classes);
    }

    [Fact]
    public void Reading_a_model_leaves_it_as_it_is()
    {
        var trainer = _context.Regression.Trainers.Lagrangian("Amount");
        var earlier = trainer.Fit(_data).Model;
        float[] before = [.. earlier.Weights, earlier.Bias];
        trainer.Fit(SampleRow.View(_context, seed: 2), earlier);
        float[] after = [.. earlier.Weights, earlier.Bias];
        Assert.Equal(before, after);
    }

    [Fact]
    public void Logistic_regression_goes_on_from_ours_Lbfgs_and_Sdca()
    {
        var stock = _context.BinaryClassification.Trainers;
        var trainer = stock.LagrangianLogisticRegression("Yes", l2Regularization: 1);
        var cold = trainer.Fit(_data);
        foreach (var warm in new[]
        {
            trainer.Fit(_data, cold.Model),
            trainer.Fit(_data, cold.Model.SubModel),
            trainer.Fit(_data, stock.LbfgsLogisticRegression("Yes").Fit(_data).Model),
            trainer.Fit(_data, stock.SdcaLogisticRegression("Yes", maximumNumberOfIterations: 3).Fit(_data).Model),
            trainer.Fit(_data, stock.SdcaNonCalibrated("Yes", maximumNumberOfIterations: 3).Fit(_data).Model),
            trainer.Fit(_data, SampleRow.View(_context, seed: 3), cold.Model),
            trainer.Fit(_data, SampleRow.View(_context, seed: 3), cold.Model.SubModel),
        })
            AssertClose(cold.Model.SubModel, warm.Model.SubModel);
    }

    [Fact]
    public void Maximum_entropy_goes_on_from_ours_Lbfgs_and_Sdca()
    {
        var stock = _context.MulticlassClassification.Trainers;
        var trainer = stock.LagrangianMaximumEntropy("ColourKey", l2Regularization: 1);
        var cold = trainer.Fit(_data);
        foreach (var warm in new[]
        {
            trainer.Fit(_data, cold.Model),
            trainer.Fit(_data, stock.LbfgsMaximumEntropy("ColourKey").Fit(_data).Model),
            trainer.Fit(_data, stock.SdcaMaximumEntropy("ColourKey", maximumNumberOfIterations: 3).Fit(_data).Model),
            trainer.Fit(_data, stock.SdcaNonCalibrated("ColourKey", maximumNumberOfIterations: 3).Fit(_data).Model),
            trainer.Fit(_data, SampleRow.View(_context, seed: 3), cold.Model),
        })
        {
            // Softmax weights are known up to a constant, so probabilities are compared.
            Scores.AssertClose(Scores.Of(cold.Transform(_data)), Scores.Of(warm.Transform(_data)), 0.02f);
        }
    }

    [Fact]
    public void Regression_goes_on_from_ours_and_Sdca()
    {
        var stock = _context.Regression.Trainers;
        var trainer = stock.Lagrangian("Amount", l2Regularization: 1);
        var cold = trainer.Fit(_data);
        AssertClose(cold.Model, trainer.Fit(_data, cold.Model).Model);
        AssertClose(cold.Model, trainer.Fit(_data, stock.Sdca("Amount", maximumNumberOfIterations: 3).Fit(_data).Model).Model);
        AssertClose(cold.Model, trainer.Fit(_data, SampleRow.View(_context, seed: 3), cold.Model).Model);
    }

    [Fact]
    public void Poisson_regression_goes_on_from_ours_and_Lbfgs()
    {
        var stock = _context.Regression.Trainers;
        var trainer = stock.LagrangianPoisson("Count", l2Regularization: 1);
        var cold = trainer.Fit(_data);
        AssertClose(cold.Model, trainer.Fit(_data, cold.Model).Model);
        AssertClose(cold.Model, trainer.Fit(_data, stock.LbfgsPoissonRegression("Count").Fit(_data).Model).Model);
        AssertClose(cold.Model, trainer.Fit(_data, SampleRow.View(_context, seed: 3), cold.Model).Model);
    }

    [Fact]
    public void A_start_of_another_width_is_refused_in_the_built_in_trainers_words()
    {
        var wide = _context.Transforms.Concatenate("Features", "A", "B", "C", "Weight").Fit(_data).Transform(_data);
        var trainer = _context.Regression.Trainers.LagrangianPoisson("Count");
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(_data, trainer.Fit(wide).Model));
        Assert.StartsWith("The initialization predictor has different number of features than the training data.", error.Message);
        Assert.Contains("Found 4, expected 3 as in column 'Features'", error.Message);
    }

    [Fact]
    public void A_start_with_other_classes_is_refused_in_the_built_in_trainers_words()
    {
        var few = _context.Data.LoadFromEnumerable(SampleRow.Make(100).Where(row => row.Colour != "red").ToList());
        var trainer = _context.MulticlassClassification.Trainers.LagrangianMaximumEntropy("ColourKey");
        var earlier = trainer.Fit(SampleRow.Prepare(_context, few)).Model;
        var error = Assert.Throws<InvalidOperationException>(() => trainer.Fit(_data, earlier));
        Assert.StartsWith("The initialization predictor has different number of classes than the training data.", error.Message);
        Assert.Contains("Found 2, expected 3", error.Message);
    }

    [Fact]
    public void No_start_is_refused() => Assert.Throws<ArgumentNullException>(
        () => _context.Regression.Trainers.Lagrangian("Amount").Fit(_data, (LinearModelParameters)null!));

    private static void AssertClose(LinearModelParameters expected, LinearModelParameters found)
    {
        // Both stop within a share of the statistical error, so they agree to a share of it: weights in units of their features' spread.
        float[] spread = [1, 10, 0.1f];
        for (int slot = 0; slot < spread.Length; slot++)
            Assert.Equal(expected.Weights[slot] * spread[slot], found.Weights[slot] * spread[slot], 0.05f);
        Assert.Equal(expected.Bias, found.Bias, 0.05f);
    }
}
