namespace LagrangeMLNet.TorchBenchmarks.Tasks;

/// <summary>
/// Images made in code, 28 × 28, of ten classes: each class is a figure of a few strokes, and each image that figure turned, scaled,
/// shifted, its ends moved, with noise. Digits' kin, so that settings can be chosen without looking at digits.
/// </summary>
internal static class Shapes
{
    public const int Side = 28;
    public const int Classes = 10;

    private const int Strokes = 4;
    private const double StrokeWidth = 0.09;
    private const double Wobble = 0.12;
    private const double Noise = 0.1;

    /// <summary>Classes and pixels (0 to 1) of images.</summary>
    public static (float[] Labels, float[][] Features) Make(int rows, int seed)
    {
        var random = new Random(seed);
        double[][] figures = [.. Enumerable.Range(0, Classes).Select(_ => Figure(random))];
        var labels = new float[rows];
        var images = new float[rows][];
        for (int i = 0; i < rows; i++)
        {
            int label = random.Next(Classes);
            labels[i] = label;
            images[i] = Draw(figures[label], random);
        }

        return (labels, images);
    }

    /// <summary>A chain of strokes: its corners, between −0.7 and 0.7.</summary>
    private static double[] Figure(Random random) => [.. Enumerable.Range(0, 2 * (Strokes + 1)).Select(_ => (1.4 * random.NextDouble()) - 0.7)];

    private static float[] Draw(double[] figure, Random random)
    {
        double angle = 0.25 * Normal(random), scale = 1 + (0.15 * Normal(random));
        double right = 0.12 * Normal(random), down = 0.12 * Normal(random);
        double cos = scale * Math.Cos(angle), sin = scale * Math.Sin(angle);
        double[] corners = new double[figure.Length];
        for (int i = 0; i < figure.Length; i += 2)
        {
            double x = figure[i] + (Wobble * Normal(random)), y = figure[i + 1] + (Wobble * Normal(random));
            corners[i] = (cos * x) - (sin * y) + right;
            corners[i + 1] = (sin * x) + (cos * y) + down;
        }

        var pixels = new float[Side * Side];
        for (int row = 0; row < Side; row++)
        {
            for (int column = 0; column < Side; column++)
            {
                double x = (2.0 * column / (Side - 1)) - 1, y = (2.0 * row / (Side - 1)) - 1, nearest = double.PositiveInfinity;
                for (int i = 0; i + 3 < corners.Length; i += 2)
                    nearest = Math.Min(nearest, Square(x, y, corners.AsSpan(i, 4)));
                double ink = Math.Exp(-nearest / (2 * StrokeWidth * StrokeWidth));
                pixels[(row * Side) + column] = ink < 0.05 ? 0 : (float)Math.Clamp(ink + (Noise * Normal(random)), 0, 1);
            }
        }

        return pixels;
    }

    /// <summary>Squared distance of a point from a stroke.</summary>
    private static double Square(double x, double y, ReadOnlySpan<double> ends)
    {
        double dx = ends[2] - ends[0], dy = ends[3] - ends[1];
        double t = Math.Clamp((((x - ends[0]) * dx) + ((y - ends[1]) * dy)) / Math.Max((dx * dx) + (dy * dy), 1e-12), 0, 1);
        double px = x - ends[0] - (t * dx), py = y - ends[1] - (t * dy);
        return (px * px) + (py * py);
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
