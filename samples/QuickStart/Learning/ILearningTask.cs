using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using Microsoft.ML;
using QuickStart.Reading;

namespace QuickStart.Learning;

/// <summary>A trainer with a name, and the report of its last fit where it gives one.</summary>
internal sealed record Contestant(string Name, IEstimator<ITransformer> Trainer, Func<LearningReport?>? Report = null);

/// <summary>What differs between predicting a yes or no, a class and a number.</summary>
internal interface ILearningTask
{
    /// <summary>The task that a label's values suggest: two values, many numbers, or some classes.</summary>
    static ILearningTask For(Dataset data)
    {
        var label = data.Label;
        if (label.Distinct == 2)
            return new BinaryTask(label.Values);
        if (label.IsAmount)
            return new RegressionTask(data.DecimalMarker, label.IsNonNegative);
        return new MulticlassTask(label.Values);
    }

    /// <summary>What is predicted, for people.</summary>
    string Description { get; }

    /// <summary>Whether the label is one of some classes, rather than an amount.</summary>
    bool HasClasses => true;

    /// <summary>Names of the figures of <see cref="Measure"/>.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Column of the answer in a scored row, and of its probability where there is a single one.</summary>
    IReadOnlyList<string> Answers { get; }

    /// <summary>Makes the column <c>Label</c> from the label's text.</summary>
    IEstimator<ITransformer> ReadLabel(MLContext mlContext);

    /// <summary>The Lagrangian trainer, at its defaults.</summary>
    Contestant Lagrangian(MLContext mlContext, IProgress<LearningState> progress);

    /// <summary>ML.NET's own trainers, at their defaults.</summary>
    IEnumerable<Contestant> Peers(MLContext mlContext);

    /// <summary>What is done to a prediction before people see it; null if nothing.</summary>
    IEstimator<ITransformer>? Finish(MLContext mlContext) => null;

    /// <summary>Quality of predictions on rows not learnt from.</summary>
    IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored);
}
