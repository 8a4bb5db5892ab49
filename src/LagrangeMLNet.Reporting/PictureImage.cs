using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>A plot as an image.</summary>
internal static class PictureImage
{
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small to read.</exception>
    public static void CheckSize(int width, int height)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(width, 300);
        ArgumentOutOfRangeException.ThrowIfLessThan(height, 200);
    }

    /// <summary>The bytes of a PNG image, in which text is as large to the eye whatever the size in pixels.</summary>
    public static byte[] ToPng(Plot plot, int width, int height)
    {
        plot.ScaleFactor = Math.Min(width / 800.0, height / 450.0);
        return plot.GetImageBytes(width, height, ImageFormat.Png);
    }
}
