using LagrangeMLNet.Interop;
using LagrangeMLNet.Tests.Trainers;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;
using Xunit;

namespace LagrangeMLNet.Tests.Interop;

/// <summary>One test a reached internal member of ML.NET: when a new version moves a member, the test of its name fails.</summary>
public class MLNetInternalsTests
{
    private static readonly float[] Weights = [1, -2, 3];

    private readonly MLContext _context = new(seed: 0);

    private IHost Host => ((IHostEnvironment)_context).Register("test");

    private static VBuffer<float> Vector => new(Weights.Length, Weights);

    private LinearBinaryModelParameters Linear => MLNetInternals.NewLinearBinaryModelParameters(Host, Vector, 4, null);

    [Fact]
    public void LinearBinaryModelParameters_constructor()
    {
        Assert.Equal(Weights, Linear.Weights);
        Assert.Equal(4, Linear.Bias);
    }

    [Fact]
    public void LinearRegressionModelParameters_constructor()
    {
        var model = MLNetInternals.NewLinearRegressionModelParameters(Host, Vector, 4);
        Assert.Equal(Weights, model.Weights);
        Assert.Equal(4, model.Bias);
    }

    [Fact]
    public void PoissonRegressionModelParameters_constructor()
    {
        var model = MLNetInternals.NewPoissonRegressionModelParameters(Host, Vector, 4);
        Assert.Equal(Weights, model.Weights);
        Assert.Equal(4, model.Bias);
    }

    [Fact]
    public void MaximumEntropyModelParameters_constructor()
    {
        float[] biasesThenWeights = [10, 20, 1, 2, 3, 4, 5, 6];
        var model = MLNetInternals.NewMaximumEntropyModelParameters(
            Host, new VBuffer<float>(8, biasesThenWeights), numClasses: 2, numFeatures: 3, ["a", "b"], null);
        VBuffer<float>[]? rows = null;
        model.GetWeights(ref rows, out int classes);
        Assert.Equal(2, classes);
        Assert.Equal([10f, 20f], model.GetBiases());
        Assert.Equal([1f, 2f, 3f], rows[0].DenseValues());
        Assert.Equal([4f, 5f, 6f], rows[1].DenseValues());
    }

    [Fact]
    public void PlattCalibrator_constructor()
    {
        var calibrator = MLNetInternals.NewPlattCalibrator(Host, slope: -1, offset: 0.5);
        Assert.Equal(-1, calibrator.Slope);
        Assert.Equal(0.5, calibrator.Offset);
    }

    [Fact]
    public void ParameterMixingCalibratedModelParameters_constructor()
    {
        var linear = Linear;
        var calibrator = MLNetInternals.NewPlattCalibrator(Host, slope: -1, offset: 0);
        object model = MLNetInternals.Calibrated<LinearBinaryModelParameters, PlattCalibrator>
            .NewParameterMixingModelParameters(Host, linear, calibrator);
        var calibrated = Assert.IsAssignableFrom<CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator>>(model);
        Assert.Same(linear, calibrated.SubModel);
        Assert.Same(calibrator, calibrated.Calibrator);
    }

    [Fact]
    public void BinaryPredictionTransformer_constructor()
    {
        var linear = Linear;
        var transformer = MLNetInternals.Transformer<LinearBinaryModelParameters>.NewBinary(
            Host, linear, SampleRow.View(_context).Schema, "Features", threshold: 0, thresholdColumn: "Score");
        Assert.Same(linear, transformer.Model);
        Assert.Equal("Features", transformer.FeatureColumnName);
    }

    [Fact]
    public void RegressionPredictionTransformer_constructor()
    {
        var model = MLNetInternals.NewLinearRegressionModelParameters(Host, Vector, 4);
        var transformer = MLNetInternals.Transformer<LinearRegressionModelParameters>.NewRegression(
            Host, model, SampleRow.View(_context).Schema, "Features");
        Assert.Same(model, transformer.Model);
        Assert.Equal("Features", transformer.FeatureColumnName);
    }

    [Fact]
    public void MulticlassPredictionTransformer_constructor()
    {
        var model = MLNetInternals.NewMaximumEntropyModelParameters(Host, new VBuffer<float>(12, new float[12]), 3, 3, null, null);
        var transformer = MLNetInternals.Transformer<MaximumEntropyModelParameters>.NewMulticlass(
            Host, model, SampleRow.View(_context).Schema, "Features", "ColourKey", scoreColumn: "Score", predictedLabel: "P");
        Assert.Same(model, transformer.Model);
        var output = transformer.GetOutputSchema(SampleRow.View(_context).Schema);
        Assert.NotNull(output.GetColumnOrNull("P"));
    }

    [Theory]
    [InlineData("NeedNormalization")]
    [InlineData("NeedCalibration")]
    [InlineData("WantCaching")]
    [InlineData("SupportsValidation")]
    [InlineData("SupportsIncrementalTraining")]
    [InlineData("SupportsTest")]
    public void TrainerInfo_constructor(string property)
    {
        var info = MLNetInternals.NewTrainerInfo(
            normalization: property == "NeedNormalization",
            calibration: property == "NeedCalibration",
            caching: property == "WantCaching",
            supportValid: property == "SupportsValidation",
            supportIncrementalTrain: property == "SupportsIncrementalTraining",
            supportTest: property == "SupportsTest");
        Assert.Equal([property], TrainerInfoFlags.SetIn(info));
    }

    [Fact]
    public void CatalogInstantiatorBase_get_Owner() =>
        Assert.Same(_context.Regression, MLNetInternals.GetOwner(_context.Regression.Trainers));

    [Fact]
    public void TrainCatalogBase_get_Environment()
    {
        string? source = null;
        _context.Log += (_, message) => source = message.Source;
        using (var channel = MLNetInternals.GetEnvironment(_context.Regression).Start("probe"))
            channel.Info(MessageSensitivity.None, "Does it arrive?");
        Assert.Contains("probe", source);
    }

    [Fact]
    public void SchemaShape_Create()
    {
        var shape = MLNetInternals.CreateSchemaShape(null, SampleRow.View(_context).Schema);
        var features = Assert.Single(shape, column => column.Name == "Features");
        Assert.Equal(SchemaShape.Column.VectorKind.Vector, features.Kind);
        Assert.Contains(features.Annotations, annotation => annotation.Name == "SlotNames");
    }

    [Fact]
    public void Contracts_CheckAlive() => MLNetInternals.CheckAlive(null, Host);

    [Fact]
    public void DataOperationsCatalog_env()
    {
        string? source = null;
        _context.Log += (_, message) => source = message.Source;
        using (var channel = MLNetInternals.GetEnvironment(_context.Data).Start("probe"))
            channel.Info(MessageSensitivity.None, "Does it arrive?");
        Assert.Contains("probe", source);
    }

    [Fact]
    public void MLContext_CancelExecution()
    {
        var host = Host;
        MLNetInternals.CancelExecution(_context);
        Assert.Throws<OperationCanceledException>(() => MLNetInternals.CheckAlive(null, host));
    }
}
