using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Benchmarks.Selection;

namespace LagrangeMLNet.Benchmarks.Bars;

/// <summary>The bars on training with a planned tenth of the rows.</summary>
internal static class SelectionBars
{
    private const string Topic = "planned training";
    private const double LargestExcess = 0.005;
    private const double LargestTime = 0.4;
    private const long RowsFromWhichTimeCounts = 1_000_000;

    /// <param name="five">The sets that the bar on the loss counts; fewer where there is no folder of real data.</param>
    /// <param name="all">All sets measured.</param>
    public static IEnumerable<Bar> Of(IReadOnlyList<SelectionComparison> five, IReadOnlyList<SelectionComparison> all)
    {
        foreach (var set in all)
            yield return new Bar(Topic, set.Set, "held-out loss against the full fit", set.Planned.Mean, LargestExcess, BarUnit.Percent);
        if (five.Count > 0)
        {
            var beyond = five.Count(set => !(set.Planned.Mean <= LargestExcess));
            yield return new Bar(Topic, $"{five.Count} sets", "number of them beyond 0.5 %", beyond, 1, BarUnit.Ratio);
        }

        foreach (var set in all)
            yield return new Bar(Topic, set.Set, "loss, planned less uniform, of the full fit's", set.Difference.Mean, 0, BarUnit.Percent);
        foreach (var set in all.Where(set => set.Rows >= RowsFromWhichTimeCounts))
            yield return new Bar(Topic, set.Set, "time / full fit", set.PlannedSeconds / set.FullSeconds, LargestTime, BarUnit.Ratio);
    }
}
