using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Evaluation;

/// <summary>A log as one policy sees it: all that estimators need, one number a row.</summary>
/// <param name="Weights">w = π(a|x)/p.</param>
/// <param name="Rewards">r.</param>
/// <param name="ModelOfAction">q̂(x, a) of the action taken.</param>
/// <param name="ModelOfPolicy">q̂(x, π) = Σ_a π(a|x)·q̂(x, a).</param>
internal sealed record WeightedDecisions(double[] Weights, double[] Rewards, double[] ModelOfAction, double[] ModelOfPolicy)
{
    public int Rows => Weights.Length;

    /// <param name="columns">The log.</param>
    /// <param name="policy">π, rows × actions.</param>
    public static double[] WeightsOf(DecisionColumns columns, double[] policy)
    {
        int actions = columns.ActionNames.Count;
        var weights = new double[columns.Actions.Length];
        for (int row = 0; row < weights.Length; row++)
            weights[row] = policy[(row * actions) + columns.Actions[row]] / columns.Probabilities[row];
        return weights;
    }

    /// <param name="columns">The log.</param>
    /// <param name="policy">π, rows × actions.</param>
    /// <param name="model">q̂, rows × actions.</param>
    public static WeightedDecisions Of(DecisionColumns columns, double[] policy, double[] model)
    {
        int actions = columns.ActionNames.Count, rows = columns.Actions.Length;
        var ofAction = new double[rows];
        var ofPolicy = new double[rows];
        for (int row = 0; row < rows; row++)
        {
            int start = row * actions;
            ofAction[row] = model[start + columns.Actions[row]];
            for (int a = 0; a < actions; a++)
                ofPolicy[row] += policy[start + a] * model[start + a];
        }

        return new WeightedDecisions(WeightsOf(columns, policy), columns.Rewards, ofAction, ofPolicy);
    }
}
