namespace LagrangeMLNet.Benchmarks.DataSets;

/// <summary>
/// What is to be learnt. The loss that counts is, in this order: log-loss (nats) twice, RMSE, mean Poisson deviance (nats).
/// </summary>
internal enum LearningTask
{
    Binary,
    Multiclass,
    Regression,
    Poisson,
}

/// <summary>What the features look like; the issue sets its bars by family.</summary>
internal enum FeatureFamily
{
    Dense,
    OneHot,
    Text,
}
