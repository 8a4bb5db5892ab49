using LagrangeMLNet.Data;
using LagrangeMLNet.Sweeps;
using ScottPlot;
using ScottPlot.TickGenerators;

namespace LagrangeMLNet.Reporting;

/// <summary>The best trials side by side, near enough to tell them apart: loss and standard error of each.</summary>
internal static class BestPanel
{
    private const int Most = 10;
    private const int NameLength = 18;

    /// <summary>Rows of the panel, where there are fewer trials.</summary>
    private const int FewestRows = 5;

    /// <summary>
    /// The panel shows losses up to so many standard errors of the best above it, or so many times as far as the third best.
    /// </summary>
    private const double StandardErrors = 6, Spreads = 3;

    public static Plot Draw(DrawnTrials drawn)
    {
        var shown = Near(drawn.Trials);
        double low = shown.Min(trial => trial.Loss - Error(trial)), high = shown.Max(trial => trial.Loss + Error(trial));
        var across = PictureAxis.Linear(low, high);
        var plot = new Plot();
        var names = new NumericManual();
        for (int i = 0; i < shown.Count; i++)
        {
            var trial = shown[i];
            bool isBest = ReferenceEquals(trial, drawn.Trials[0]);
            var color = SweepStyle.Of(trial, isBest);
            SweepStyle.AddSpan(
                plot,
                across.Place(trial.Loss - Error(trial)),
                -i,
                across.Place(trial.Loss + Error(trial)),
                -i,
                color,
                isBest ? 2.5f : 1.5f);
            plot.Add.Marker(across.Place(trial.Loss), -i, MarkerShape.FilledCircle, isBest ? 9 : 6, color);
            var figure = plot.Add.Text(Wording.Floor(trial.Loss, trial.Rungs[^1].StandardError), across.Limits.Low, -i + 0.33);
            figure.Alignment = Alignment.MiddleLeft;
            PictureFont.Apply(figure.LabelStyle, 11, color, isBest);
            names.AddMajor(-i, Name(trial));
        }

        SweepStyle.SetAxes(plot, across, "Validation loss ± standard error");
        plot.Axes.Left.TickGenerator = names;
        plot.Axes.SetLimitsY(-Math.Max(shown.Count, FewestRows) + 0.4, 0.6);
        int far = drawn.Trials.Count - shown.Count;
        SweepStyle.AddLegend(plot, new LegendItem
        {
            LabelText = $"best and near{(far > 0 ? $"; {Wording.Count(far)} further off" : "")}",
            LineColor = SweepStyle.BestColor,
            LineWidth = 2,
        });
        return plot;
    }

    /// <summary>The best trials and those near to them, the best first.</summary>
    private static List<SweepTrial> Near(IReadOnlyList<SweepTrial> trials)
    {
        var best = trials[0];
        List<SweepTrial> nearest = [.. trials.Skip(1).OrderBy(trial => trial.State == SweepTrialState.Complete ? 0 : 1).ThenBy(trial => trial.Loss).Prepend(best)];
        double third = nearest[Math.Min(2, nearest.Count - 1)].Loss - best.Loss;
        double limit = best.Loss + Math.Max(StandardErrors * Error(best), Spreads * third);
        return [.. nearest.Where(trial => trial.Loss <= limit).Take(Most)];
    }

    private static double Error(SweepTrial trial) => double.IsFinite(trial.Rungs[^1].StandardError) ? trial.Rungs[^1].StandardError : 0;

    private static string Name(SweepTrial trial)
    {
        string name = DisplayText.Escape(trial.Candidate);
        if (name.Length > NameLength)
            name = $"{name[..(NameLength - 1)]}…";
        return $"{name} {trial.Number.ToString(System.Globalization.CultureInfo.InvariantCulture)}";
    }
}
