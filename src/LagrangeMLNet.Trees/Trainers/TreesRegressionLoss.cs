namespace LagrangeMLNet.Trainers;

/// <summary>What regression trees minimise, and so what their score is.</summary>
/// <example>
/// <code>
/// var robust = mlContext.Regression.Trainers.LagrangianTrees(loss: TreesRegressionLoss.Huber);
/// var fitted = robust.Fit(numbers);
/// </code>
/// </example>
public enum TreesRegressionLoss
{
    /// <summary>Squared residuals: the score is the mean.</summary>
    Squared,

    /// <summary>Squared residuals up to a size, absolute ones beyond: a mean that outliers do not move far.</summary>
    Huber,

    /// <summary>The pinball loss: the score is a quantile, the median where nothing else is asked for.</summary>
    Quantile,
}
