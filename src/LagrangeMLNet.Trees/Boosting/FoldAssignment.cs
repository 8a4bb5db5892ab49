using LagrangeMLNet.Data;

namespace LagrangeMLNet.Boosting;

/// <summary>Which rows each booster learns from.</summary>
internal static class FoldAssignment
{
    /// <summary>Each booster leaves out a fold of its own.</summary>
    public static bool[][] Folds(int rows, int folds, int seed)
    {
        // Folds of equal size: rows in the order of their hashes, dealt like cards.
        int[] order = [.. Enumerable.Range(0, rows).OrderBy(row => RowHash.Share(row, seed)).ThenBy(row => row)];
        var learns = new bool[folds][];
        for (int fold = 0; fold < folds; fold++)
        {
            learns[fold] = new bool[rows];
            Array.Fill(learns[fold], true);
        }

        for (int i = 0; i < rows; i++)
            learns[i % folds][order[i]] = false;
        return learns;
    }

    /// <summary>One booster, which leaves out a share of the rows.</summary>
    public static bool[][] HoldOut(int rows, double share, int seed)
    {
        var learns = new bool[rows];
        for (int row = 0; row < rows; row++)
            learns[row] = RowHash.Share(row, seed) >= share;
        return [learns];
    }

    /// <summary>One booster, which leaves out the last rows.</summary>
    public static bool[][] First(int rows, int learnt)
    {
        var learns = new bool[rows];
        Array.Fill(learns, true, 0, learnt);
        return [learns];
    }
}
