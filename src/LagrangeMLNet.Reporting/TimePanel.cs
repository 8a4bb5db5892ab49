using LagrangeMLNet.Sweeps;
using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// What time has bought: the loss that each trial ended with, and the best complete one so far, against the time that all trials up to it
/// took together. With several workers the clock on the wall shows less.
/// </summary>
internal static class TimePanel
{
    public static Plot Draw(DrawnTrials drawn)
    {
        SweepTrial[] inOrder = [.. drawn.Trials.OrderBy(trial => trial.Number)];
        var ends = new double[inOrder.Length];
        double time = 0;
        for (int i = 0; i < inOrder.Length; i++)
            ends[i] = time += inOrder[i].Duration.TotalSeconds;

        var across = PictureAxis.Linear(0, Math.Max(time, 1e-3));
        var plot = new Plot();
        DrawBestSoFar(plot, drawn, inOrder, ends, across);
        for (int i = 0; i < inOrder.Length; i++)
        {
            bool isBest = ReferenceEquals(inOrder[i], drawn.Trials[0]);
            bool isComplete = inOrder[i].State == SweepTrialState.Complete;
            if (inOrder[i].Loss > drawn.Ceiling)
            {
                SweepStyle.AddCut(plot, drawn, across.Place(ends[i]), SweepStyle.Of(inOrder[i], isBest));
                continue;
            }

            plot.Add.Marker(
                across.Place(ends[i]),
                drawn.Height(inOrder[i].Loss),
                isComplete ? MarkerShape.FilledCircle : MarkerShape.OpenCircle,
                isBest ? 10 : 6,
                SweepStyle.Of(inOrder[i], isBest));
        }

        SweepStyle.SetAxes(plot, drawn, across, "Time of the trials together, seconds");
        SweepStyle.AddLegend(
            plot,
            new LegendItem { LabelText = "best so far", LineColor = SweepStyle.BestColor, LineWidth = 2 },
            Dot("complete", MarkerShape.FilledCircle, SweepStyle.CompleteColor),
            Dot("ended before", MarkerShape.OpenCircle, SweepStyle.StoppedColor),
            drawn.IsCut ? SweepStyle.CutItem(drawn) : null);
        return plot;
    }

    private static void DrawBestSoFar(Plot plot, DrawnTrials drawn, SweepTrial[] inOrder, double[] ends, PictureAxis across)
    {
        var (xs, ys) = (new List<double>(), new List<double>());
        double best = double.PositiveInfinity;
        for (int i = 0; i < inOrder.Length; i++)
        {
            if (inOrder[i].State != SweepTrialState.Complete || inOrder[i].Loss >= best)
                continue;
            if (xs.Count > 0)
                Add(ends[i], best);
            Add(ends[i], best = inOrder[i].Loss);
        }

        if (xs.Count == 0)
            return;
        Add(ends[^1], best);
        var line = plot.Add.ScatterLine(xs.ToArray(), ys.ToArray(), SweepStyle.BestColor);
        line.LineWidth = 2;

        void Add(double end, double loss)
        {
            xs.Add(across.Place(end));
            ys.Add(drawn.Height(loss));
        }
    }

    private static LegendItem Dot(string text, MarkerShape shape, Color color)
    {
        var marker = new MarkerStyle(shape, 6, color);
        marker.OutlineColor = marker.LineColor = color;
        return new LegendItem { LabelText = text, MarkerStyle = marker };
    }
}
