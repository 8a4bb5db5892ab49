using LagrangeMLNet.Training;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;

namespace LagrangeMLNet.Trainers;

/// <summary>Reads the weights of an earlier model, ours or a built-in one, as a place to start from.</summary>
internal static class WarmStart
{
    public static LinearWeights From(LinearModelParameters model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new LinearWeights(1, model.Weights.Count, [.. model.Weights], [model.Bias]);
    }

    /// <summary>
    /// The model whose score is the log-odds of the calibrated one: Platt's p = 1 / (1 + exp(slope·s + offset)) has the log-odds −slope·s
    /// − offset. Built-in logistic models have slope −1 and offset 0, which leaves them as they are.
    /// </summary>
    public static LinearWeights From(CalibratedModelParametersBase<LinearBinaryModelParameters, PlattCalibrator> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var start = From(model.SubModel);
        double slope = model.Calibrator.Slope;
        for (int slot = 0; slot < start.Features; slot++)
            start.Weights[slot] = (float)(-slope * start.Weights[slot]);
        start.Biases[0] = (float)((-slope * start.Biases[0]) - model.Calibrator.Offset);
        return start;
    }

    public static LinearWeights From(LinearMulticlassModelParametersBase model)
    {
        ArgumentNullException.ThrowIfNull(model);
        VBuffer<float>[]? rows = null;
        model.GetWeights(ref rows, out int classes);
        int features = rows[0].Length;
        var weights = new float[(long)classes * features];
        for (int c = 0; c < classes; c++)
            rows[c].CopyTo(weights.AsSpan(c * features, features));
        return new LinearWeights(classes, features, weights, [.. model.GetBiases()]);
    }

    /// <summary>Throws, in ML.NET's words, when a start does not fit the data.</summary>
    public static void Check(LinearWeights? start, int outputs, DataViewSchema.Column features)
    {
        if (start is null)
            return;
        if (start.Outputs != outputs)
            throw new InvalidOperationException(
                "The initialization predictor has different number of classes than the training data. "
                + $"Found {start.Outputs}, expected {outputs}; train from scratch, or with the earlier model's key mapping.");
        int expected = ((VectorDataViewType)features.Type).Size;
        if (start.Features != expected)
            throw new InvalidOperationException(
                "The initialization predictor has different number of features than the training data. "
                + $"Found {start.Features}, expected {expected} as in column '{features.Name}'; "
                + "prepare the data with the earlier model's transformer.");
    }
}
