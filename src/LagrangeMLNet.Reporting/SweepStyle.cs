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
        SetAxes(plot, across, acrossLabel);
        drawn.Losses.Apply(plot.Axes.Left, drawn.LossLabel);
        plot.Axes.SetLimitsY(drawn.Losses.Limits.Low, drawn.Losses.Limits.High);
        PictureFont.Apply(plot.Axes.Left.Label, 13, TextColor);
        PictureFont.Apply(plot.Axes.Left.TickLabelStyle, 12, TextColor);
    }

    /// <summary>Label and limits of the axis across, and fonts.</summary>
    public static void SetAxes(Plot plot, PictureAxis across, string acrossLabel)
    {
        across.Apply(plot.Axes.Bottom, acrossLabel + across.ScaleNote);
        plot.Axes.SetLimitsX(across.Limits.Low, across.Limits.High);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            PictureFont.Apply(axis.Label, 13, TextColor);
            PictureFont.Apply(axis.TickLabelStyle, 12, TextColor);
        }

        plot.Axes.Right.MinimumSize = 20;
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
    }

    /// <summary>A straight stroke, such as that of a standard error.</summary>
    public static void AddSpan(Plot plot, double x1, double y1, double x2, double y2, Color color, float width)
    {
        var span = plot.Add.Line(x1, y1, x2, y2);
        (span.LineColor, span.LineWidth, span.MarkerSize) = (color, width, 0);
    }

    /// <summary>Marks, at the upper edge, that a loss lies above what the panel shows.</summary>
    public static void AddCut(Plot plot, DrawnTrials drawn, double x, Color color) =>
        plot.Add.Marker(x, drawn.Edge, MarkerShape.OpenTriangleUp, 8, color);

    /// <summary>What such a mark says.</summary>
    public static LegendItem CutItem(DrawnTrials drawn)
    {
        var marker = new MarkerStyle(MarkerShape.OpenTriangleUp, 8, StoppedColor);
        marker.OutlineColor = marker.LineColor = StoppedColor;
        return new LegendItem { LabelText = $"above {Wording.Nats(drawn.Ceiling)}", MarkerStyle = marker };
    }

    /// <summary>A legend without a frame, above the panel, where it hides no trial.</summary>
    public static void AddLegend(Plot plot, params IEnumerable<LegendItem?> items)
    {
        plot.ShowLegend(Edge.Top);
        plot.Legend.Orientation = Orientation.Horizontal;
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.Transparent;
        foreach (var item in items.OfType<LegendItem>())
        {
            PictureFont.Apply(item.LabelStyle, 12, TextColor);
            plot.Legend.ManualItems.Add(item);
        }
    }
}
