using LagrangeMLNet.Data;

namespace LagrangeMLNet.Networks;

/// <summary>How labels enter the loss.</summary>
/// <param name="Task">What is learnt.</param>
/// <param name="Classes">Number of classes; 1 for a number or a Boolean.</param>
/// <param name="Centre">Regression: the labels' mean; 0 otherwise.</param>
/// <param name="Scale">Regression: the labels' deviation; 1 otherwise.</param>
/// <param name="HeadBias">The best constant: log-odds of the classes, or 0.</param>
/// <param name="ClassWeights">Factor on the weight of each class's rows, or null.</param>
internal sealed record LabelScale(
    PredictionTask Task, int Classes, double Centre, double Scale, float[] HeadBias, double[]? ClassWeights)
{
    /// <summary>Σ of the example weights.</summary>
    public double Weight { get; init; }

    /// <summary>Mean of the example weights: in its unit they enter the loss, whatever unit they were given in.</summary>
    public double MeanWeight { get; init; } = 1;

    /// <summary>Rows that weigh as much as these, were their weights alike: (Σw)²/Σw² (Kish, Survey Sampling, 1965).</summary>
    public double EffectiveRows { get; init; } = 1;

    /// <summary>Σ of the example weights of each class; empty for numbers.</summary>
    public double[] OfClass { get; init; } = [];

    /// <summary>Number of classes that some row has.</summary>
    public int PresentClasses => OfClass.Count(weight => weight > 0);

    /// <summary>Whether all labels are the same.</summary>
    public bool IsConstant { get; init; }

    /// <summary>Whether some row has a class.</summary>
    public bool IsPresent(int label) => OfClass[label] > 0;

    // A label farther out than this, in deviations, has next to no weight; its square must fit single precision.
    private const double LargestDeviate = 1e18;

    /// <summary>A label in the units of training.</summary>
    public double Standardize(double label) =>
        Task == PredictionTask.Regression ? Math.Clamp((label - Centre) / Scale, -LargestDeviate, LargestDeviate) : label;

    /// <summary>Weight of a row in the loss: in units of the mean, and with the factor of its class.</summary>
    public double Weigh(float label, float weight) => weight / MeanWeight * (ClassWeights?[(int)label] ?? 1);

    /// <summary>
    /// Mean loss in training units as nats per observation: for numbers the code length of the Gaussian that fits the residuals.
    /// </summary>
    public double Nats(double meanLoss) => Task == PredictionTask.Regression
        ? 0.5 * Math.Log(2 * Math.PI * Math.E * Math.Max(2 * meanLoss, 1e-30) * Scale * Scale)
        : meanLoss;
}
