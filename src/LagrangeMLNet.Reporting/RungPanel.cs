using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>The learning curves of a sweep: loss against rows learnt from.</summary>
internal static class RungPanel
{
    public static Plot Draw(DrawnTrials drawn)
    {
        int[] rows = [.. drawn.Trials.SelectMany(trial => trial.Rungs).Select(rung => rung.Rows)];
        // Each subset has some times as many rows as the one before: equal steps on this axis.
        var across = PictureAxis.Logarithmic(rows.Min(), rows.Max());
        var plot = new Plot();
        // The best last, so that it lies on top; those that were stopped first.
        var order = drawn.Trials.Select((trial, i) => (Trial: trial, IsBest: i == 0))
            .OrderBy(one => one.IsBest ? 2 : one.Trial.State == SweepTrialState.Complete ? 1 : 0);
        foreach (var (trial, isBest) in order)
        {
            var color = SweepStyle.Of(trial, isBest);
            var curve = plot.Add.Scatter(
                trial.Rungs.Select(rung => across.Place(rung.Rows)).ToArray(),
                trial.Rungs.Select(rung => drawn.Height(rung.Loss)).ToArray(),
                isBest ? color : color.WithAlpha(0.7));
            curve.LineWidth = isBest ? 3 : 1;
            curve.MarkerSize = isBest ? 8 : 5;
            AddErrors(plot, drawn, across, trial, isBest);
        }

        int complete = drawn.Trials.Count(trial => trial.State == SweepTrialState.Complete);
        SweepStyle.SetAxes(plot, drawn, across, "Rows learnt from");
        SweepStyle.AddLegend(
            plot,
            Item($"best: {DisplayText.Escape(drawn.Trials[0].Candidate)} {Wording.Nats(drawn.Trials[0].Loss)}", SweepStyle.BestColor, 3),
            Item($"{Wording.Count(complete)} complete", SweepStyle.CompleteColor, 1),
            Item($"{Wording.Count(drawn.Trials.Count - complete)} ended before", SweepStyle.StoppedColor, 1));
        return plot;
    }

    /// <summary>Standard errors: of the best at each subset, of other complete trials at the last.</summary>
    private static void AddErrors(Plot plot, DrawnTrials drawn, PictureAxis across, SweepTrial trial, bool isBest)
    {
        if (!isBest && trial.State != SweepTrialState.Complete)
            return;
        var color = SweepStyle.Of(trial, isBest);
        foreach (var rung in isBest ? trial.Rungs : [trial.Rungs[^1]])
        {
            if (!double.IsFinite(rung.StandardError))
                continue;
            double x = across.Place(rung.Rows);
            SweepStyle.AddSpan(
                plot, x, drawn.Height(rung.Loss - rung.StandardError), x, drawn.Height(rung.Loss + rung.StandardError),
                isBest ? color : color.WithAlpha(0.7), isBest ? 2 : 1);
        }
    }

    private static LegendItem Item(string text, Color color, float width) =>
        new() { LabelText = text, LineColor = color, LineWidth = width };
}
