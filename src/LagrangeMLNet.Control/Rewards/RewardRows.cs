using LagrangeMLNet.Control.Data;

namespace LagrangeMLNet.Control.Rewards;

/// <summary>What reward models are fitted to: rows in standard coordinates, their folds and their weights.</summary>
/// <param name="Columns">The log.</param>
/// <param name="Scale">The coordinates.</param>
/// <param name="Folds">Folds of the rows.</param>
/// <param name="Weights">Weights of the rows, mean 1; null where all are 1.</param>
internal sealed record RewardRows(DecisionColumns Columns, RewardScale Scale, RowFolds Folds, double[]? Weights)
{
    /// <summary>Writes the coordinates of a row times the root of its weight; returns its reward times that root.</summary>
    public double Read(int row, Span<double> coordinates)
    {
        Scale.Apply(Columns.Contexts.AsSpan(row * Columns.Slots, Columns.Slots), coordinates);
        double reward = Columns.Rewards[row];
        if (Weights is null)
            return reward;
        double root = Math.Sqrt(Weights[row]);
        for (int j = 0; j < coordinates.Length; j++)
            coordinates[j] *= root;
        return reward * root;
    }
}
