namespace LagrangeMLNet.Data;

/// <summary>What a model predicts, where one piece of code serves several tasks.</summary>
internal enum PredictionTask
{
    /// <summary>Yes or no.</summary>
    Binary,

    /// <summary>One of several classes.</summary>
    Multiclass,

    /// <summary>A number.</summary>
    Regression,
}
