using LagrangeMLNet.Data;
using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;
using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// Draws the learning curve of a fit: the velocity of learning against the observations learnt from, the floor ± its standard error, what
/// was left to be learnt on the way, and the stop with its reason.
/// </summary>
public static class LearningCurve
{
    /// <summary>
    /// Fewer states are no curve: least squares is solved at once, and a line from before to after would show a slow learning that nobody
    /// saw.
    /// </summary>
    private const int FewestForLine = 3;

    private static readonly Color CurveColor = Color.FromHex("#1F5FA8");
    private static readonly Color FloorColor = Color.FromHex("#C2571A");

    /// <summary>Draws the learning curve into a PNG file. The file appears whole or not at all; an existing one is replaced.</summary>
    /// <param name="report">Report of the fit, from a trainer's <c>LastReport</c>.</param>
    /// <param name="path">File to write; its folder must exist.</param>
    /// <param name="title">Heading of the picture.</param>
    /// <param name="width">Width in pixels, 300 or more.</param>
    /// <param name="height">Height in pixels, 200 or more.</param>
    /// <exception cref="ArgumentException">The path of the report has no state with a finite velocity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small to read.</exception>
    public static void SavePng(LearningReport report, string path, string title = "Learning curve", int width = 1200, int height = 675)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        OutputFile.Write(path, ToPng(report, title, width, height));
    }

    /// <summary>Draws the learning curve as the bytes of a PNG image.</summary>
    /// <param name="report">Report of the fit, from a trainer's <c>LastReport</c>.</param>
    /// <param name="title">Heading of the picture.</param>
    /// <param name="width">Width in pixels, 300 or more.</param>
    /// <param name="height">Height in pixels, 200 or more.</param>
    /// <returns>The image.</returns>
    /// <exception cref="ArgumentException">The path of the report has no state with a finite velocity.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small to read.</exception>
    public static byte[] ToPng(LearningReport report, string title = "Learning curve", int width = 1200, int height = 675)
    {
        ArgumentNullException.ThrowIfNull(report);
        ArgumentNullException.ThrowIfNull(title);
        PictureImage.CheckSize(width, height);
        var states = report.Path.Where(state => double.IsFinite(state.Velocity)).ToArray();
        if (states.Length == 0)
            throw new ArgumentException($"None of the {report.Path.Count} states of the path has a finite velocity.", nameof(report));

        using var plot = Draw(report, states, title);
        return PictureImage.ToPng(plot, width, height);
    }

    private static Plot Draw(LearningReport report, LearningState[] states, string title)
    {
        var hasFloor = double.IsFinite(report.Floor);
        var band = hasFloor && double.IsFinite(report.FloorStandardError) ? report.FloorStandardError : 0;
        var velocities = states.Select(state => state.Velocity).ToArray();
        var across = PictureAxis.For([.. states.Select(state => (double)state.Observations)]);
        var up = PictureAxis.For(hasFloor ? [.. velocities, report.Floor - band, report.Floor + band] : velocities);
        var xs = states.Select(state => across.Place(state.Observations)).ToArray();
        var ys = velocities.Select(up.Place).ToArray();

        var plot = new Plot();
        if (hasFloor)
            DrawFloor(plot, up.Place(report.Floor), (up.Place(report.Floor - band), up.Place(report.Floor + band)), across.Limits);
        if (hasFloor && states.Length >= FewestForLine)
            DrawLearnable(plot, up.Place(report.Floor), xs, ys);
        var curve = plot.Add.Scatter(xs, ys, CurveColor);
        curve.LineWidth = states.Length >= FewestForLine ? 2 : 0;
        curve.MarkerSize = states.Length < FewestForLine ? 8 : states.Length <= 60 ? 5 : 0;
        DrawStop(plot, report, states[^1], across, up);
        AddLegend(plot, report, states.Length, hasFloor);

        across.Apply(plot.Axes.Bottom, $"Row visits: rows learnt from, repeated ones counted again{across.ScaleNote}");
        up.Apply(plot.Axes.Left, $"Velocity (nats per observation{up.ScaleNote})");
        plot.Axes.SetLimits(across.Limits.Low, across.Limits.High, up.Limits.Low, up.Limits.High);
        plot.Axes.Title.Label.Text = DisplayText.Escape(title);
        plot.Axes.Top.Label.Text = Summary(report);
        PictureStyle.Apply(plot);
        return plot;
    }

    private static void DrawLearnable(Plot plot, double floor, double[] xs, double[] ys)
    {
        var learnable = plot.Add.FillY(xs, ys, ys.Select(y => Math.Min(y, floor)).ToArray());
        learnable.FillColor = CurveColor.WithAlpha(0.08);
        learnable.LineWidth = 0;
        learnable.MarkerSize = 0;
    }

    private static void DrawFloor(Plot plot, double floor, (double Low, double High) band, (double Low, double High) across)
    {
        var uncertain = plot.Add.FillY([across.Low, across.High], [band.Low, band.Low], [band.High, band.High]);
        uncertain.FillColor = FloorColor.WithAlpha(0.2);
        uncertain.LineWidth = 0;
        uncertain.MarkerSize = 0;
        plot.Add.HorizontalLine(floor, 1.5f, FloorColor, LinePattern.Dashed);
    }

    private static void DrawStop(Plot plot, LearningReport report, LearningState last, PictureAxis across, PictureAxis up)
    {
        var (low, high) = up.Limits;
        var (x, y) = (across.Place(last.Observations), up.Place(last.Velocity));
        var top = low + 0.55 * (high - low);
        var line = plot.Add.Line(x, low, x, Math.Max(top, y));
        line.LineColor = PictureStyle.TextColor;
        line.LinePattern = LinePattern.Dotted;
        plot.Add.Marker(x, y, MarkerShape.FilledCircle, 9, PictureStyle.TextColor);

        var reason = $"stopped: {Wording.Reason(report.StopReason)}\nafter {Wording.Visits(last.Observations)}";
        var text = plot.Add.Text(reason, x, top);
        PictureFont.Apply(text.LabelStyle, 12, PictureStyle.TextColor);
        text.LabelBackgroundColor = Colors.White.WithAlpha(0.8);
        text.LabelAlignment = Alignment.UpperRight;
        text.LabelPadding = 3;
        text.OffsetX = -5;
    }

    private static void AddLegend(Plot plot, LearningReport report, int states, bool hasFloor)
    {
        var isLine = states >= FewestForLine;
        var items = new List<LegendItem>
        {
            isLine ? new() { LabelText = "velocity", LineColor = CurveColor, LineWidth = 2 }
                : new() { LabelText = "velocity before and after: solved at once", MarkerStyle = new MarkerStyle(MarkerShape.FilledCircle, 8, CurveColor) },
        };
        if (hasFloor)
        {
            var floor = $"floor {Wording.Floor(report.Floor, report.FloorStandardError)}";
            var dashes = new LineStyle(1.5f, FloorColor, LinePattern.DenselyDashed);
            items.Add(new LegendItem { LabelText = floor, LineStyle = dashes });
            if (isLine)
                items.Add(new LegendItem { LabelText = "still to be learnt", FillColor = CurveColor.WithAlpha(0.15) });
        }

        PictureStyle.ShowLegend(plot, items);
    }

    private static string Summary(LearningReport report)
    {
        var lasso = report.L1Regularization > 0 ? FormattableString.Invariant($"L1 = {report.L1Regularization:G3}, ") : "";
        var origin = report.RegularizationWasChosen ? "chosen by the trainer" : "given";
        var size = FormattableString.Invariant($"{report.Rows:N0} rows, {report.Features:N0} features, {report.Passes:0.0} passes");
        return FormattableString.Invariant($"{size}, {lasso}L2 = {report.L2Regularization:G3} ({origin})");
    }
}
