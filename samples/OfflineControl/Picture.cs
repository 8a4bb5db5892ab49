using LagrangeMLNet.Control.Evaluation;
using ScottPlot;

namespace OfflineControl;

/// <summary>Draws estimates and their intervals beside the truth.</summary>
internal static class Picture
{
    private const int Width = 1200;
    private const int Height = 675;

    // Told apart by people who see no red and green, too (Okabe and Ito, Color Universal Design, 2008).
    private static readonly Color Estimated = Color.FromHex("#0072B2");
    private static readonly Color Learnt = Color.FromHex("#D55E00");
    private static readonly Color Logged = Color.FromHex("#7F7F7F");

    public static void Draw(string title, EpisodeEvaluation evaluation, double learnt, double logged, string path)
    {
        using var plot = new Plot { ScaleFactor = Math.Min(Width / 800.0, Height / 450.0) };
        EpisodeEstimate[] known = [.. evaluation.Estimates.Where(estimate => double.IsFinite(estimate.Lower + estimate.Upper))];
        double low = Math.Min(learnt, logged), high = Math.Max(learnt, logged), room = Math.Max(high - low, 1e-3 * Math.Abs(high));
        for (int i = 0; i < known.Length; i++)
        {
            // An interval beyond the picture is drawn to its edge: estimates by the weights of long episodes reach anywhere.
            double lower = Math.Max(known[i].Lower, low - room), upper = Math.Min(known[i].Upper, high + room);
            plot.Add.Line(lower, -i, upper, -i).LineStyle = new LineStyle(2, Estimated);
            if (known[i].Value >= low - room && known[i].Value <= high + room)
                plot.Add.Marker(known[i].Value, -i, MarkerShape.FilledCircle, 8, Estimated);
        }

        plot.Add.VerticalLine(learnt, 2, Learnt).LegendText = "learnt policy, true";
        plot.Add.VerticalLine(logged, 2, Logged, LinePattern.Dashed).LegendText = "logging policy, true";
        plot.Axes.Left.SetTicks(
            [.. Enumerable.Range(0, known.Length).Select(i => (double)-i)], [.. known.Select(estimate => estimate.Estimator.ToString())]);
        plot.Axes.SetLimits(low - room, high + room, -known.Length, 1);
        plot.Title($"{title}: what the learnt policy would return, estimated from the log");
        plot.XLabel($"Return at discount {evaluation.Discount}; lines: {evaluation.ConfidenceLevel:P0} intervals");
        plot.ShowLegend(Alignment.LowerRight);
        plot.SavePng(path, Width, Height);
    }
}
