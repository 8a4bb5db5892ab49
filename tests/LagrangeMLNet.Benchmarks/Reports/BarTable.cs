namespace LagrangeMLNet.Benchmarks.Reports;

/// <summary>The table of bars.</summary>
internal static class BarTable
{
    public static ReportTable Of(IReadOnlyList<Bar> bars)
    {
        var measured = bars.Count(bar => bar.IsMeasured);
        var met = bars.Count(bar => bar.IsMet);
        return new ReportTable(
            "Bars",
            $"{met} of {measured} measured bars met. A bar is met when the figure is at most the goal; all figures are from this run.",
            ["bar", "on", "figure is", "figure", "goal", ""],
            [.. bars.Select(bar => (string[])[bar.Topic, bar.Subject, bar.Text, Figure(bar, bar.Figure), Goal(bar), Verdict(bar)])]);
    }

    private static string Figure(Bar bar, double value) => bar.Unit switch
    {
        BarUnit.Percent => Text.Percent(value),
        BarUnit.Share => Text.Percent(value).TrimStart('+'),
        _ => Text.Ratio(value),
    };

    private static string Goal(Bar bar) => "≤ " + Figure(bar, bar.Goal).TrimStart('+');

    private static string Verdict(Bar bar) => !bar.IsMeasured ? "not measured" : bar.IsMet ? "met" : "**missed**";
}
