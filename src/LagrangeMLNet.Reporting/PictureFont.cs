using ScottPlot;
using SkiaSharp;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// The font of every picture, embedded in this assembly. A picture then has text on a machine without fonts (a bare server or container:
/// Skia draws nothing there), and looks the same everywhere. Labels get the typeface itself: ScottPlot's process-wide defaults stay as
/// the application set them.
/// </summary>
internal static class PictureFont
{
    private static readonly SKTypeface Regular = Load("DejaVuSans-Latin.ttf");
    private static readonly SKTypeface Bold = Load("DejaVuSans-Bold-Latin.ttf");

    /// <summary>Gives a label its font, size and colour.</summary>
    public static void Apply(LabelStyle label, float size, Color color, bool bold = false)
    {
        label.Font = bold ? Bold : Regular;
        label.FontSize = size;
        label.Bold = bold;
        label.ForeColor = color;
    }

    private static SKTypeface Load(string resource) =>
        SKTypeface.FromStream(typeof(PictureFont).Assembly.GetManifestResourceStream(resource));
}
