using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using ScottPlot;
using SkiaSharp;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// Draws a sweep. Left, the learning curve of every trial: its loss on the validation rows against the rows learnt from. In the middle,
/// what time has bought: where each trial ended, and the best so far, against the time that the trials took. Right, the best trials near
/// enough to tell them apart. Strokes are standard errors; a triangle at the upper edge says that a loss lies above. The best trial, those
/// that learnt from all rows, and those that were stopped on the way differ in colour and size.
/// </summary>
public static class SweepPicture
{
    /// <summary>Draws the sweep into a PNG file. The file appears whole or not at all; an existing one is replaced.</summary>
    /// <param name="trials">The trials, the best first: a sweep result's leaderboard.</param>
    /// <param name="path">File to write; its folder must exist.</param>
    /// <param name="title">Heading of the picture.</param>
    /// <param name="width">Width in pixels, 300 or more.</param>
    /// <param name="height">Height in pixels, 200 or more.</param>
    /// <exception cref="ArgumentException">No trial has a finite loss.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small to read.</exception>
    public static void SavePng(IReadOnlyList<SweepTrial> trials, string path, string title = "Sweep", int width = 1600, int height = 675)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Write(path, ToPng(trials, title, width, height));
    }

    /// <summary>Draws the sweep as the bytes of a PNG image.</summary>
    /// <returns>The image.</returns>
    /// <inheritdoc cref="SavePng"/>
    public static byte[] ToPng(IReadOnlyList<SweepTrial> trials, string title = "Sweep", int width = 1600, int height = 675)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(title);
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 300);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 200);
        var drawn = DrawnTrials.Of(trials);
        if (drawn.Trials.Count == 0)
            throw new ArgumentException($"None of the {trials.Count} trials has a finite loss.", nameof(trials));

        using var surface = SKSurface.Create(new SKImageInfo(width, height));
        surface.Canvas.Clear(SKColors.White);
        var scale = Math.Min(width / 1100.0, height / 450.0);
        var (head, first, second) = ((int)(34 * scale), (int)(0.36 * width), (int)(0.64 * width));
        DrawTitle(surface.Canvas, title, (float)scale, width);
        DrawPanel(RungPanel.Draw(drawn), new PixelRect(0, first, height, head));
        DrawPanel(TimePanel.Draw(drawn), new PixelRect(first, second, height, head));
        DrawPanel(BestPanel.Draw(drawn), new PixelRect(second, width, height, head));
        using var image = surface.Snapshot();
        using var data = image.Encode(SKEncodedImageFormat.Png, 100);
        return data.ToArray();

        // By way of an image of its own: a plot that draws on a canvas clears all of it.
        void DrawPanel(Plot panel, PixelRect place)
        {
            using (panel)
            {
                panel.ScaleFactor = scale;
                using var drawn = SKImage.FromEncodedData(panel.GetImageBytes((int)place.Width, (int)place.Height, ImageFormat.Png));
                surface.Canvas.DrawImage(drawn, place.Left, place.Top);
            }
        }
    }

    private static void DrawTitle(SKCanvas canvas, string title, float scale, int width)
    {
        var label = new LabelStyle { Text = DisplayText.Escape(title), Alignment = Alignment.MiddleCenter };
        PictureFont.Apply(label, 17 * scale, SweepStyle.TextColor, bold: true);
        using var paint = Paint.NewDisposablePaint();
        label.Render(canvas, new Pixel(width / 2f, 20 * scale), paint);
    }
}
