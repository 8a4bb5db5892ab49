using System.Numerics.Tensors;
using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Rewards;

/// <summary>
/// The reward of each action in a context, q(x, a) = w_a·z(x): a linear model of all actions together, and what each differs by, both
/// regularised by evidence (MacKay, Bayesian interpolation, 1992; one penalty for all actions). An action that was seldom taken stays near
/// what actions earn in general.
/// </summary>
internal sealed class RewardModel
{
    private const double SmallestPenalty = 1e-3;
    private const int Penalties = 10;

    private readonly RewardScale _scale;
    private readonly double[][] _weights;

    private RewardModel(RewardScale scale, double[][] weights) => (_scale, _weights) = (scale, weights);

    /// <summary>Rewards of all actions, as many as there are.</summary>
    public void Predict(ReadOnlySpan<float> context, Span<double> coordinates, Span<double> rewards)
    {
        _scale.Apply(context, coordinates);
        for (int a = 0; a < rewards.Length; a++)
            rewards[a] = TensorPrimitives.Dot<double>(_weights[a], coordinates);
    }

    /// <summary>Fits to all rows.</summary>
    public static RewardModel Fit(DecisionColumns columns, int seed) =>
        FitAll(columns, new RowFolds(columns.Actions.Length, 1, seed), null, [-1])[0];

    /// <summary>Rewards of all actions in all rows, rows × actions, each row's from models that have not seen its fold.</summary>
    /// <param name="columns">The log.</param>
    /// <param name="folds">The folds.</param>
    /// <param name="weights">Weights of the rows, or null.</param>
    public static double[] CrossFit(DecisionColumns columns, RowFolds folds, double[]? weights)
    {
        var models = FitAll(columns, folds, weights, [.. Enumerable.Range(0, folds.Count)]);
        int actions = columns.ActionNames.Count, slots = columns.Slots;
        var rewards = new double[columns.Actions.Length * actions];
        var coordinates = new double[slots + 1];
        for (int row = 0; row < columns.Actions.Length; row++)
        {
            models[folds[row]].Predict(
                columns.Contexts.AsSpan(row * slots, slots), coordinates, rewards.AsSpan(row * actions, actions));
        }

        return rewards;
    }

    /// <summary>One model for each fold to leave out.</summary>
    private static RewardModel[] FitAll(DecisionColumns columns, RowFolds folds, double[]? weights, int[] leftOut)
    {
        int actions = columns.ActionNames.Count;
        var rows = new RewardRows(columns, new RewardScale(columns), folds, weights);
        int[] all = [.. Enumerable.Range(0, columns.Actions.Length).Where(row => weights is null || weights[row] > 0)];
        if (all.Length == 0)
            all = [.. Enumerable.Range(0, columns.Actions.Length)];

        var center = new double[rows.Scale.Size];
        center[^1] = columns.Rewards.Average();
        var everyone = Group(rows, all);
        double pooledPenalty = BestPenalty([everyone], center, all.Length);
        double[][] pooled = [.. leftOut.Select(fold => everyone.Solve(center, pooledPenalty, fold))];

        var groups = new IRidgeGroup[actions];
        var members = all.ToLookup(row => columns.Actions[row]);
        Parallel.For(0, actions, a => groups[a] = Group(rows, [.. members[a]]));
        double penalty = BestPenalty(groups, everyone.Solve(center, pooledPenalty, -1), all.Length);
        var models = leftOut.Select(_ => new double[actions][]).ToArray();
        Parallel.For(0, actions, a =>
        {
            for (int k = 0; k < leftOut.Length; k++)
                models[k][a] = groups[a].Solve(pooled[k], penalty, leftOut[k]);
        });
        return [.. models.Select(model => new RewardModel(rows.Scale, model))];
    }

    private static IRidgeGroup Group(RewardRows rows, int[] members) =>
        members.Length < rows.Scale.Size ? new DualRidge(rows, members) : new PrimalRidge(rows, members);

    /// <summary>The penalty of most evidence, the noise being the same for all groups: −½·n·ln(Σ RSS) + Σ determinants.</summary>
    public static double BestPenalty(IReadOnlyList<IRidgeGroup> groups, double[] center, int rows)
    {
        double best = double.NegativeInfinity, chosen = 1;
        for (int k = 0; k < Penalties; k++)
        {
            double penalty = SmallestPenalty * Math.Pow(10, k);
            var parts = new (double Residual, double Determinant)[groups.Count];
            Parallel.For(0, groups.Count, g => parts[g] = groups[g].Evidence(center, penalty));

            // Rewards that are all explained leave rounding alone, of which no logarithm may decide.
            double residual = Math.Max(parts.Sum(part => part.Residual), double.Epsilon * 1e20);
            double evidence = parts.Sum(part => part.Determinant) - (0.5 * rows * Math.Log(residual));
            if (evidence > best)
                (best, chosen) = (evidence, penalty);
        }

        return chosen;
    }
}
