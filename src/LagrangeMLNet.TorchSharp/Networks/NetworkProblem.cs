using LagrangeMLNet.Data;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace LagrangeMLNet.Networks;

/// <summary>What is learnt from what.</summary>
/// <param name="Task">What is learnt.</param>
/// <param name="Classes">Number of classes; 1 for a number or a Boolean.</param>
/// <param name="Train">Rows to learn from.</param>
/// <param name="Validation">Rows to measure the velocity on, or null.</param>
/// <param name="Columns">The columns.</param>
internal sealed record NetworkProblem(PredictionTask Task, int Classes, IDataView Train, IDataView? Validation, TrainingColumns Columns)
{
    /// <summary>A label beyond this, times what a network makes of it, is no number of single precision.</summary>
    private const float LargestLabel = 1e30f;

    public RowSchema Schema(IDataView view) => new(view, Columns.Label, Columns.Features, Columns.Weight, null, LabelRange);

    private string? LabelRange(float label) => Task switch
    {
        PredictionTask.Binary when label is not (0 or 1) => "0 or 1",
        PredictionTask.Multiclass when !(label >= 0 && label < Classes) => $"a key from 1 to {Classes}",
        PredictionTask.Regression when Math.Abs(label) > LargestLabel => "a number from -1e30 to 1e30",
        _ => null,
    };
}
