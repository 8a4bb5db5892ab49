namespace LagrangeMLNet.Labeling;

/// <summary>What the labels of a campaign are.</summary>
public enum LabelingTask
{
    /// <summary>Yes or no; the label column is a <see cref="bool"/>.</summary>
    BinaryClassification,

    /// <summary>One of several classes; the label column is a key with the classes' names.</summary>
    MulticlassClassification,

    /// <summary>A number; the label column is a <see cref="float"/>.</summary>
    Regression,

    /// <summary>A count or a rate, not negative; the label column is a <see cref="float"/>.</summary>
    PoissonRegression,
}
