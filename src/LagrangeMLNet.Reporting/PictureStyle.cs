using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>What all pictures have in common: fonts, margins, legend.</summary>
internal static class PictureStyle
{
    public static readonly Color TextColor = Color.FromHex("#333333");

    /// <summary>Sets fonts and margins, once titles and axes are there.</summary>
    public static void Apply(Plot plot)
    {
        PictureFont.Apply(plot.Axes.Title.Label, 17, TextColor, bold: true);
        PictureFont.Apply(plot.Axes.Top.Label, 12, TextColor);
        foreach (var axis in new IAxis[] { plot.Axes.Bottom, plot.Axes.Left })
        {
            PictureFont.Apply(axis.Label, 13, TextColor);
            PictureFont.Apply(axis.TickLabelStyle, 12, TextColor);
        }

        plot.Axes.Top.MinimumSize = 24;
        plot.Axes.Top.Label.OffsetY = 16;
        plot.Axes.Right.MinimumSize = 20;
        plot.Axes.Right.FrameLineStyle.Width = plot.Axes.Top.FrameLineStyle.Width = 0;
        plot.Grid.MajorLineColor = Colors.Black.WithAlpha(0.08);
    }

    /// <summary>Shows the legend's items in the upper right corner.</summary>
    public static void ShowLegend(Plot plot, IEnumerable<LegendItem> items)
    {
        plot.ShowLegend(Alignment.UpperRight);
        plot.Legend.OutlineWidth = 0;
        plot.Legend.ShadowColor = Colors.Transparent;
        plot.Legend.BackgroundColor = Colors.White.WithAlpha(0.8);
        foreach (var item in items)
        {
            PictureFont.Apply(item.LabelStyle, 12, TextColor);
            plot.Legend.ManualItems.Add(item);
        }
    }
}
