using LagrangeMLNet.Data;
using LagrangeMLNet.Likelihoods;
using LagrangeMLNet.Numerics;

namespace LagrangeMLNet.Training;

/// <summary>Folds of few rows: as equal in size, and in what their labels are, as can be.</summary>
internal static class Folds
{
    /// <summary>
    /// The fold of each row: rows in the order of their labels, equal ones by their hash, are dealt in turn. A row without weight, the only
    /// one of its class and the only count above 0 belong to none (−1): without them, nothing is known of what they are.
    /// </summary>
    /// <param name="rows">The rows.</param>
    /// <param name="folds">How many.</param>
    /// <param name="likelihood">What the labels are.</param>
    /// <param name="seed">Seed of the hash.</param>
    public static int[] Deal(RowSet rows, int folds, Likelihood likelihood, int seed)
    {
        var labels = new float[rows.Rows];
        var fold = new int[rows.Rows];
        var order = new List<int>();
        int i = 0;
        foreach (var block in rows.Blocks)
            for (int row = 0; row < block.Rows; row++, i++)
            {
                (labels[i], fold[i]) = (block.Labels[row], -1);
                if (block.Weights is null || block.Weights[row] > 0)
                    order.Add(i);
            }

        // The hash is of a row's number among those with weight: a row without is as if it were not there.
        var hashes = new double[rows.Rows];
        for (int k = 0; k < order.Count; k++)
            hashes[order[k]] = RowHash.Share(k, seed);
        order.Sort((a, b) => labels[a] != labels[b] ? labels[a].CompareTo(labels[b]) : hashes[a].CompareTo(hashes[b]));
        int dealt = 0;
        for (int k = 0; k < order.Count; k++)
        {
            float? before = k == 0 ? null : labels[order[k - 1]], after = k == order.Count - 1 ? null : labels[order[k + 1]];
            bool isAlone = likelihood.Labels switch
            {
                LabelKind.Class => before != labels[order[k]] && after != labels[order[k]],
                LabelKind.Count => !(before > 0) && after is null,
                _ => false,
            };
            if (!isAlone)
                fold[order[k]] = dealt++ % folds;
        }

        return fold;
    }
}
