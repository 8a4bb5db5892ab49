using LagrangeMLNet.Interop;
using Microsoft.ML;
using Microsoft.ML.Calibrators;
using Microsoft.ML.Data;
using Microsoft.ML.Trainers;
using Microsoft.ML.Trainers.FastTree;

namespace LagrangeMLNet.Trainers;

/// <summary>An earlier model, ours, to which trees are added.</summary>
/// <param name="ensembles">ML.NET's ensembles, an output each.</param>
/// <param name="features">Number of feature slots.</param>
internal sealed class EarlierTrees(object[] ensembles, int features)
{
    public object Ensemble(int output) => ensembles[output];

    public static EarlierTrees Of(FastTreeRegressionModelParameters model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new EarlierTrees([TreeInternals.EnsembleOf(model)], TreeInternals.FeaturesOf(model));
    }

    public static EarlierTrees Of(FastTreeTweedieModelParameters model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return new EarlierTrees([TreeInternals.EnsembleOf(model)], TreeInternals.FeaturesOf(model));
    }

    public static EarlierTrees Of(CalibratedModelParametersBase<FastTreeBinaryModelParameters, PlattCalibrator> model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (model.Calibrator.Slope != -1 || model.Calibrator.Offset != 0)
            throw new InvalidOperationException(
                FormattableString.Invariant($"The initialization predictor has a calibrator of slope {model.Calibrator.Slope} and offset ")
                + FormattableString.Invariant($"{model.Calibrator.Offset}: its score is no ")
                + "log-odds (slope -1, offset 0). Give a model that LagrangianTrees trained, or train from scratch.");
        return new EarlierTrees([TreeInternals.EnsembleOf(model.SubModel)], TreeInternals.FeaturesOf(model.SubModel));
    }

    public static EarlierTrees Of(OneVersusAllModelParameters model)
    {
        ArgumentNullException.ThrowIfNull(model);
        FastTreeBinaryModelParameters[] parts = [.. TreeInternals.PartsOf(model).OfType<FastTreeBinaryModelParameters>()];
        if (parts.Length != TreeInternals.PartsOf(model).Length)
            throw new InvalidOperationException(
                "The initialization predictor is not made of FastTreeBinaryModelParameters. Give a model that LagrangianTrees trained, or train from scratch.");
        return new EarlierTrees([.. parts.Select(TreeInternals.EnsembleOf)], TreeInternals.FeaturesOf(parts[0]));
    }

    /// <summary>Scores of a row.</summary>
    public void Score(in VBuffer<float> row, Span<double> scores)
    {
        // Scores that no model keeps begin at 0.
        scores[ensembles.Length..].Clear();
        for (int k = 0; k < ensembles.Length; k++)
            scores[k] = TreeInternals.Output(ensembles[k], in row);
    }

    /// <summary>Throws, in ML.NET's words, when the model does not fit the data.</summary>
    public void Check(int outputs, DataViewSchema.Column column)
    {
        if (ensembles.Length != outputs)
            throw new InvalidOperationException(
                "The initialization predictor has different number of classes than the training data. "
                + $"Found {ensembles.Length}, expected {outputs}; train from scratch, or with the earlier model's key mapping.");
        int expected = ((VectorDataViewType)column.Type).Size;
        if (features != expected)
            throw new InvalidOperationException(
                "The initialization predictor has different number of features than the training data. "
                + $"Found {features}, expected {expected} as in column '{column.Name}'; prepare the data with the earlier model's transformer.");
    }
}
