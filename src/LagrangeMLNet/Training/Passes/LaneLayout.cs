using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>
/// Which model each lane belongs to. Several models are fitted side by side, one a fold, each on the rows outside its fold; with a single
/// model, nothing or a share of the rows is held out. Lane = model · Stride + output.
/// </summary>
/// <param name="Models">Number of models.</param>
/// <param name="Outputs">Outputs of a model.</param>
/// <param name="HeldOut">Share of the rows that each model does not learn from.</param>
internal sealed record LaneLayout(int Models, int Outputs, double HeldOut)
{
    public int Stride { get; } = Outputs == 1 ? 1 : LaneKernel.Padded(Outputs);

    public int Lanes => Models * Stride;

    /// <summary>The fold of each row, −1 for none, where they were dealt; null where the rows' hashes decide.</summary>
    public IReadOnlyList<int>? Dealt { get; init; }

    /// <summary>One model that learns from all rows.</summary>
    public static LaneLayout Single(int outputs) => new(1, outputs, 0);

    /// <summary>
    /// The model that does not learn from a row, −1 if all do. Folds partition the rows; a single model leaves out those whose hash is
    /// below the share.
    /// </summary>
    public int ModelWithout(long row, int seed)
    {
        if (HeldOut == 0)
            return -1;
        if (Dealt is not null)
            return Dealt[(int)row];
        // Samples use the same hash: the complement keeps held-out rows from being the first of every sample.
        double share = 1 - RowHash.Share(row, seed);
        return Models > 1 ? Math.Min((int)(share * Models), Models - 1) : share < HeldOut ? 0 : -1;
    }
}
