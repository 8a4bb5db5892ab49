using LagrangeMLNet.Control.Data;
using LagrangeMLNet.Control.Rewards;

namespace LagrangeMLNet.Control.Ranking;

/// <summary>
/// The reward of an action with features in a context: q(x, a) = w·z(x, a), ridge regression whose penalty has the most evidence (MacKay,
/// Bayesian interpolation, 1992), for all rows and without each fold.
/// </summary>
internal sealed class RankingRewards
{
    private readonly double[][] _foldWeights;

    private RankingRewards(JointFeatures features, double[][] foldWeights, double[] weights, double[] factor, double variance)
    {
        Features = features;
        _foldWeights = foldWeights;
        (Weights, Factor, Variance) = (weights, factor, variance);
    }

    public JointFeatures Features { get; }

    /// <summary>w of all rows, the intercept last.</summary>
    public double[] Weights { get; }

    /// <summary>The factor of G + λI.</summary>
    public double[] Factor { get; }

    /// <summary>σ², the variance of the noise; unit: reward².</summary>
    public double Variance { get; }

    /// <param name="log">The log.</param>
    /// <param name="features">The coordinates.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="weights">Weights of the rows, mean 1; or null.</param>
    public static RankingRewards Fit(RankingLog log, JointFeatures features, RowFolds folds, double[]? weights)
    {
        int size = features.Size;
        if ((long)log.Rows * size > Array.MaxLength)
            DecisionErrors.TooLarge(log.Rows, size);
        var columns = new DecisionColumns
        {
            Contexts = new float[log.Rows * size],
            Slots = size,
            Actions = new int[log.Rows],
            Rewards = [.. log.Events.Select(decision => decision.Reward)],
            Probabilities = [.. log.Events.Select(decision => decision.Probability)],
            ActionNames = ["taken"],
        };
        var coordinates = new List<JointFeatures.Coordinate>();
        for (int row = 0; row < log.Rows; row++)
        {
            var decision = log.Events[row];
            coordinates.Clear();
            features.Write(features.OfContext(decision.Context), decision.Actions[decision.Taken], coordinates);
            foreach (var coordinate in coordinates)
                columns.Contexts[(row * size) + coordinate.Slot] += coordinate.Value;
        }

        var ridge = new PrimalRidge(new RewardRows(columns, new RewardScale(size), folds, weights), [.. Enumerable.Range(0, log.Rows)]);
        var center = new double[size + 1];
        center[^1] = columns.Rewards.Average();
        double penalty = RewardModel.BestPenalty([ridge], center, log.Rows);
        var (all, factor) = ridge.Posterior(center, penalty, withoutFold: -1);
        return new RankingRewards(
            features,
            [.. Enumerable.Range(0, folds.Count).Select(fold => ridge.Solve(center, penalty, fold))],
            all,
            factor,
            ridge.Evidence(center, penalty).Residual / log.Rows);
    }

    /// <summary>q of each action offered in each decision, from weights without the decision's fold; as the log's offsets say.</summary>
    public double[] CrossFit(RankingLog log, RowFolds folds)
    {
        var rewards = new List<double>();
        var coordinates = new List<JointFeatures.Coordinate>();
        for (int row = 0; row < log.Rows; row++)
        {
            var context = Features.OfContext(log.Events[row].Context);
            foreach (var action in log.Events[row].Actions)
                rewards.Add(Predict(context, action, _foldWeights[folds[row]], coordinates));
        }

        return [.. rewards];
    }

    /// <summary>q of one action.</summary>
    public double Predict(
        ReadOnlySpan<JointFeatures.Coordinate> context, OfferedAction action, double[] weights, List<JointFeatures.Coordinate> coordinates)
    {
        coordinates.Clear();
        Features.Write(context, action, coordinates);
        double sum = weights[^1];
        foreach (var coordinate in coordinates)
            sum += weights[coordinate.Slot] * coordinate.Value;
        return sum;
    }
}
