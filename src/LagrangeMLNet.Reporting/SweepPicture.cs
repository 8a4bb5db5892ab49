using LagrangeMLNet.Sweeps;
using ScottPlot;

namespace LagrangeMLNet.Reporting;

/// <summary>
/// Draws a sweep: the learning curve of every trial, its loss on the validation rows against the rows learnt from. The best trial, those
/// that learnt from all rows, and those that were stopped on the way differ in colour.
/// </summary>
public static class SweepPicture
{
    private static readonly Color BestColor = Color.FromHex("#C2571A");
    private static readonly Color CompleteColor = Color.FromHex("#1F5FA8");
    private static readonly Color StoppedColor = Color.FromHex("#999999");

    /// <summary>Draws the sweep into a PNG file. The file appears whole or not at all; an existing one is replaced.</summary>
    /// <param name="trials">The trials, the best first: a sweep result's leaderboard.</param>
    /// <param name="path">File to write; its folder must exist.</param>
    /// <param name="title">Heading of the picture.</param>
    /// <param name="width">Width in pixels, 300 or more.</param>
    /// <param name="height">Height in pixels, 200 or more.</param>
    /// <exception cref="ArgumentException">No trial has a finite loss.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The picture would be too small to read.</exception>
    public static void SavePng(IReadOnlyList<SweepTrial> trials, string path, string title = "Sweep", int width = 1200, int height = 675)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        PictureImage.Save(ToPng(trials, title, width, height), path);
    }

    /// <summary>Draws the sweep as the bytes of a PNG image.</summary>
    /// <returns>The image.</returns>
    /// <inheritdoc cref="SavePng"/>
    public static byte[] ToPng(IReadOnlyList<SweepTrial> trials, string title = "Sweep", int width = 1200, int height = 675)
    {
        ArgumentNullException.ThrowIfNull(trials);
        ArgumentNullException.ThrowIfNull(title);
        PictureImage.CheckSize(width, height);
        SweepTrial[] sound = [.. trials.Where(trial => trial.Rungs.Count > 0 && trial.Rungs.All(rung => double.IsFinite(rung.Loss)))];
        if (sound.Length == 0)
            throw new ArgumentException($"None of the {trials.Count} trials has a finite loss.", nameof(trials));

        using var plot = Draw(sound, title);
        return PictureImage.ToPng(plot, width, height);
    }

    private static Plot Draw(SweepTrial[] trials, string title)
    {
        var across = PictureAxis.For([.. trials.SelectMany(trial => trial.Rungs).Select(rung => (double)rung.Rows)]);
        var up = PictureAxis.For([.. trials.SelectMany(trial => trial.Rungs).Select(rung => rung.Loss)]);
        var plot = new Plot();
        // The best last, so that it lies on top.
        foreach (var (trial, i) in trials.Select((trial, i) => (trial, i)).Reverse())
        {
            var color = i == 0 ? BestColor : trial.State == SweepTrialState.Complete ? CompleteColor : StoppedColor;
            var curve = plot.Add.Scatter(
                trial.Rungs.Select(rung => across.Place(rung.Rows)).ToArray(), trial.Rungs.Select(rung => up.Place(rung.Loss)).ToArray(), color);
            curve.LineWidth = i == 0 ? 3 : 1;
            curve.MarkerSize = i == 0 ? 8 : 5;
        }

        AddLegend(plot, trials);
        across.Apply(plot.Axes.Bottom, $"Rows learnt from{across.ScaleNote}");
        up.Apply(plot.Axes.Left, $"Loss on the validation rows{up.ScaleNote}");
        plot.Axes.SetLimits(across.Limits.Low, across.Limits.High, up.Limits.Low, up.Limits.High);
        plot.Axes.Title.Label.Text = title;
        PictureStyle.Apply(plot);
        return plot;
    }

    private static void AddLegend(Plot plot, SweepTrial[] trials)
    {
        static LegendItem Item(string text, Color color, float width) => new() { LabelText = text, LineColor = color, LineWidth = width };
        PictureStyle.ShowLegend(plot,
        [
            Item($"best: {trials[0].Candidate}, {Wording.Nats(trials[0].Loss)}", BestColor, 3),
            Item($"learnt from all rows: {trials.Count(trial => trial.State == SweepTrialState.Complete)} trials", CompleteColor, 1),
            Item($"ended before: {trials.Count(trial => trial.State != SweepTrialState.Complete)} trials", StoppedColor, 1),
        ]);
    }
}
