using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using Microsoft.ML;

namespace QuickStart.Learning;

/// <summary>A trainer with a name, and the report of its last fit where it gives one.</summary>
internal sealed record Contestant(string Name, IEstimator<ITransformer> Trainer, Func<LearningReport?>? Report = null);

/// <summary>What differs between predicting a yes or no, a class and a number.</summary>
internal interface ILearningTask
{
    /// <summary>The task that a label's values suggest: two values, many numbers, or some classes.</summary>
    static ILearningTask For(Dataset data)
    {
        if (data.Classes.Count == 2 || data.Positives.Count > 0)
            return new BinaryTask(data.Label.Name, data.Classes, data.Positives);
        if (data.IsAmount)
            return new RegressionTask(data.Label.Name, data.Label.Minimum >= 0);
        return new MulticlassTask(data.Label.Name, data.Classes.Count);
    }

    /// <summary>What is predicted, for people.</summary>
    string Description { get; }

    /// <summary>Whether the label is one of some classes, rather than an amount.</summary>
    bool HasClasses => true;

    /// <summary>Names of the figures of <see cref="Measure"/>.</summary>
    IReadOnlyList<string> Metrics { get; }

    /// <summary>Column of the answer in a scored row, and of its probability where there is a single one.</summary>
    IReadOnlyList<string> Answers { get; }

    /// <summary>Makes a column as the task's trainers need it from the label as it was loaded.</summary>
    IEstimator<ITransformer> ReadLabel(MLContext mlContext, string output = "Label");

    /// <summary>The Lagrangian trainer, at its defaults.</summary>
    Contestant Lagrangian(MLContext mlContext, IProgress<LearningState> progress);

    /// <summary>ML.NET's own trainers, at their defaults.</summary>
    IEnumerable<Contestant> Peers(MLContext mlContext);

    /// <summary>What is done to a prediction before people see it; null if nothing.</summary>
    IEstimator<ITransformer>? Finish(MLContext mlContext) => null;

    /// <summary>Whether an answer is what the file says; null where amounts are predicted.</summary>
    bool? IsRight(string answer, string truth) => answer == truth;

    /// <summary>Quality of predictions on rows not learnt from.</summary>
    IReadOnlyList<double> Measure(MLContext mlContext, IDataView scored);
}
