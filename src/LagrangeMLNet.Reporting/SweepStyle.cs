using LagrangeMLNet.Sweeps;
using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>What the panels of a sweep's picture have in common: colours, fonts, axes, legend.</summary>
internal static class SweepStyle
{
    public static readonly Color BestColor = Color.FromHex("#C2571A");
    public static readonly Color CompleteColor = Color.FromHex("#1F5FA8");
    public static readonly Color StoppedColor = Color.FromHex("#999999");
    public static readonly Color TextColor = Color.FromHex("#333333");

    /// <summary>Colour of a trial.</summary>
    /// <param name="trial">The trial.</param>
    /// <param name="isBest">Whether it is the best.</param>
    public static Color Of(SweepTrial trial, bool isBest) =>
        isBest ? BestColor : trial.State == SweepTrialState.Complete ? CompleteColor : StoppedColor;

    /// <summary>Labels and limits of both axes.</summary>
    public static void SetAxes(Plot plot, DrawnTrials drawn, PictureAxis across, string acrossLabel)
    {
        across.Apply(plot.Axes.Bottom, acrossLabel + across.ScaleNote);
        drawn.Losses.Apply(plot.Axes.Left, drawn.LossLabel);
        plot.Axes.SetLimits(across.Limits.Low, across.Limits.High, drawn.Losses.Limits.Low, drawn.Losses.Limits.High);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            PictureFont.Apply(axis.Label, 13, TextColor);
            PictureFont.Apply(axis.TickLabelStyle, 12, TextColor);
        }

        plot.Axes.Right.MinimumSize = 20;
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
    }

    /// <summary>A legend without a frame, above the panel, where it hides no trial.</summary>
    public static void AddLegend(Plot plot, params IEnumerable<LegendItem> items)
    {
        plot.ShowLegend(Edge.Top);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.Transparent;
        foreach (var item in items)
        {
            PictureFont.Apply(item.LabelStyle, 12, TextColor);
            plot.Legend.ManualItems.Add(item);
        }
    }
}
