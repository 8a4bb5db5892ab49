namespace LagrangeMLNet.Design;

/// <summary>The most that any choice can add to tr(G M).</summary>
internal static class DesignBound
{
    /// <summary>Upper bound of Σ zᵀGz over all choices within the limits, rows chosen in part allowed.</summary>
    /// <param name="best">Rows with the largest keys (zᵀGz, or zᵀGz per cost if there is a budget), best first.</param>
    /// <param name="limits">What may be chosen.</param>
    /// <param name="cost">Cost of a row.</param>
    /// <param name="group">Group of a row, or null.</param>
    /// <param name="isAll">Whether these are all rows that there are.</param>
    public static double Most(
        ReadOnlySpan<(float Key, int Row, float Score)> best,
        SelectionLimits limits,
        Func<int, double> cost,
        Func<int, int>? group,
        bool isAll)
    {
        double sum = 0, left = limits.IsByCost ? limits.Budget : limits.Count;
        var used = group is null || limits.IsByCost ? null : new Dictionary<int, int>();
        float last = 0;
        foreach (var (key, row, score) in best)
        {
            last = key;
            if (left <= 0)
                return sum;
            if (used is not null)
            {
                int own = used.GetValueOrDefault(group!(row));
                if (own >= limits.PerGroup)
                    continue;
                used[group(row)] = own + 1;
            }

            double size = limits.IsByCost ? cost(row) : 1, part = Math.Min(1, left / size);
            sum += part * score;
            left -= part * size;
        }

        // Rows that were not kept have a smaller key than the last that was.
        return isAll ? sum : sum + (Math.Max(0, left) * last);
    }
}
