using SkiaSharp;

namespace Pictures;

/// <summary>The packages' icon: a loss that falls to its floor, and the point where it stops.</summary>
internal static class Icon
{
    public static void Save(string path, int size)
    {
        using var surface = SKSurface.Create(new SKImageInfo(size, size));
        var canvas = surface.Canvas;
        canvas.Clear(SKColors.Transparent);
        canvas.Scale(size / 128f);
        using var ground = new SKPaint { Color = new SKColor(0x12, 0x2B, 0x4A), IsAntialias = true };
        canvas.DrawRoundRect(new SKRect(0, 0, 128, 128), 24, 24, ground);

        using var floor = new SKPaint
        {
            Color = new SKColor(0x9F, 0xB4, 0xCC),
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 4,
            PathEffect = SKPathEffect.CreateDash([9, 7], 0),
        };
        canvas.DrawLine(16, 102, 112, 102, floor);

        using var fall = new SKPaint
        {
            Color = new SKColor(0x4F, 0xC3, 0xF7),
            IsAntialias = true,
            Style = SKPaintStyle.Stroke,
            StrokeWidth = 9,
            StrokeCap = SKStrokeCap.Round,
            StrokeJoin = SKStrokeJoin.Round,
        };
        using var curve = new SKPath();
        curve.MoveTo(22, 22);
        for (float x = 22; x <= 94; x++)
            curve.LineTo(x, 97 - (75 * MathF.Exp(-(x - 22) / 17)));
        canvas.DrawPath(curve, fall);

        using var stop = new SKPaint { Color = new SKColor(0xFF, 0xC1, 0x07), IsAntialias = true };
        canvas.DrawCircle(96, 96, 11, stop);

        using var image = surface.Snapshot();
        using var png = image.Encode(SKEncodedImageFormat.Png, 100);
        using var file = File.Create(path);
        png.SaveTo(file);
    }
}
