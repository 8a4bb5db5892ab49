using LagrangeMLNet.Data;
using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>Draws what labels are worth: the loss of several ways to choose rows against the labels bought, with 95 % bands.</summary>
public static class LabelCurves
{
    /// <summary>Half the width of a 95 % band, in standard errors.</summary>
    private const double Quantile = 1.96;

    // Told apart by people who see no red and green, too (Okabe and Ito, Color Universal Design, 2008).
    private static readonly Color[] Palette =
        [.. new[] { "#0072B2", "#7F7F7F", "#D55E00", "#009E73", "#CC79A7" }.Select(hex => Color.FromHex(hex))];


    /// <summary>Draws curves into a PNG file. The file appears whole or not at all; an existing one is replaced.</summary>
    /// <param name="curves">The curves, the first one drawn on top.</param>
    /// <param name="path">File to write; its folder must exist.</param>
    /// <param name="goal">A loss that is marked by a line, or null.</param>
    /// <param name="title">Heading of the picture.</param>
    /// <param name="lossName">Name and unit of the loss.</param>
    /// <param name="width">Width in pixels, 300 or more.</param>
    /// <param name="height">Height in pixels, 200 or more.</param>
    /// <exception cref="ArgumentException">There is no curve, or one that is empty, uneven or not finite; the message names it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small to read.</exception>
    public static void SavePng(
        IReadOnlyList<LabelCurve> curves,
        string path,
        double? goal = null,
        string title = "What labels are worth",
        string lossName = "Loss",
        int width = 1200,
        int height = 675)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        Check(curves);
        PictureImage.CheckSize(width, height);
        using var plot = Draw(curves, goal, title, lossName);
        OutputFile.Write(path, PictureImage.ToPng(plot, width, height));
    }

    private static void Check(IReadOnlyList<LabelCurve> curves)
    {
        ArgumentNullException.ThrowIfNull(curves);
        if (curves.Count == 0)
            throw new ArgumentException("There is no curve to draw.", nameof(curves));
        foreach (var curve in curves)
        {
            var count = curve.Labels.Count;
            if (count == 0 || curve.Loss.Count != count || curve.StandardError.Count != count)
                throw new ArgumentException(
                    $"Curve '{curve.Name}' has {count} numbers of labels, {curve.Loss.Count} losses and {curve.StandardError.Count} "
                    + "errors; give as many of each, one or more.",
                    nameof(curves));
            if (!curve.Loss.All(double.IsFinite) || !curve.StandardError.All(double.IsFinite) || curve.Labels.Any(labels => labels <= 0))
                throw new ArgumentException(
                    $"Curve '{curve.Name}' has a loss or an error that is not finite, or a number of labels that is not positive.",
                    nameof(curves));
        }
    }

    private static Plot Draw(IReadOnlyList<LabelCurve> curves, double? goal, string title, string lossName)
    {
        var across = PictureAxis.For([.. curves.SelectMany(curve => curve.Labels).Select(labels => (double)labels)]);
        // The axis follows the means: a band of the first measurements may reach far above.
        var means = curves.SelectMany(curve => curve.Loss);
        var up = PictureAxis.For([.. goal is { } line ? means.Append(line) : means]);
        var plot = new Plot();
        var items = curves.Select(
            (curve, c) =>
                new LegendItem { LabelText = DisplayText.Escape(curve.Name), LineColor = Palette[c % Palette.Length], LineWidth = 2 }).ToList();
        if (goal is { } level)
        {
            plot.Add.HorizontalLine(up.Place(level), 1.5f, PictureStyle.TextColor, LinePattern.Dashed);
            items.Add(
                new LegendItem { LabelText = "95 % of what all labels teach", LineStyle = new LineStyle(1.5f, PictureStyle.TextColor, LinePattern.DenselyDashed) });
        }

        for (var c = curves.Count - 1; c >= 0; c--)
            DrawCurve(plot, curves[c], Palette[c % Palette.Length], across, up);

        across.Apply(plot.Axes.Bottom, $"Labels bought{across.ScaleNote}");
        up.Apply(plot.Axes.Left, $"{DisplayText.Escape(lossName)}{up.ScaleNote}");
        plot.Axes.SetLimits(across.Limits.Low, across.Limits.High, up.Limits.Low, up.Limits.High);
        plot.Axes.Title.Label.Text = DisplayText.Escape(title);
        plot.Axes.Top.Label.Text = "Lines: means over repetitions; bands: 95 % intervals of the means";
        PictureStyle.ShowLegend(plot, items);
        PictureStyle.Apply(plot);
        return plot;
    }

    private static void DrawCurve(Plot plot, LabelCurve curve, Color color, PictureAxis across, PictureAxis up)
    {
        double[] xs = [.. curve.Labels.Select(labels => across.Place(labels))];
        var band = plot.Add.FillY(
            xs,
            [.. curve.Loss.Zip(curve.StandardError, (loss, error) => up.Place(loss - (Quantile * error)))],
            [.. curve.Loss.Zip(curve.StandardError, (loss, error) => up.Place(loss + (Quantile * error)))]);
        band.FillColor = color.WithAlpha(0.18);
        band.LineWidth = 0;
        band.MarkerSize = 0;
        var line = plot.Add.Scatter(xs, [.. curve.Loss.Select(up.Place)], color);
        line.LineWidth = 2;
        line.MarkerSize = 5;
    }
}
