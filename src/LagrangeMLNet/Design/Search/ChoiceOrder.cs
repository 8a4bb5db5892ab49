namespace LagrangeMLNet.Design;

/// <summary>
/// Puts chosen rows in the order in which to label them: greedily, so that whoever stops early has a good part. An exchange leaves no order
/// of its own.
/// </summary>
internal sealed class ChoiceOrder(CriterionRule rule, double[] start, PoolPasses passes)
{
    /// <summary>Products that the order may cost; with more chosen rows than that pays for, the longest rows come first.</summary>
    private const double Work = 2e9;

    /// <returns>Numbers of the rows in the pool.</returns>
    public int[] Of(DesignSearch search, Selection selection, SelectionLimits limits)
    {
        var all = search.Candidates;
        int[] chosen = [.. selection.Order.Order()];
        var own = new Candidates(
            all.Parameters,
            [.. chosen.Select(i => all.Rows[i])],
            [.. chosen.Select(i => all.Blocks[i])],
            [.. chosen.Select(i => all.Places[i])],
            all.Costs is null ? null : [.. chosen.Select(i => all.Costs[i])],
            null);
        if ((double)own.Count * own.Count * own.Parameters > Work)
            return [.. Enumerable.Range(0, own.Count).OrderByDescending(i => Length(own, i)).Select(i => own.Rows[i])];
        var unlimited = limits with { Count = own.Count, Budget = double.PositiveInfinity };
        var again = new DesignSearch(own, rule, start, unlimited, passes, (_, _, _) => { });
        again.Order(limits.IsByCost);
        return [.. again.Best!.Order.Select(i => own.Rows[i])];
    }

    private static double Length(Candidates candidates, int i) =>
        RowVectors.SquaredNorm(candidates.Blocks[i], candidates.Places[i], candidates.Parameters > candidates.Blocks[i].Layout.Slots);
}
