using LagrangeMLNet.Sweeps;

namespace LagrangeMLNet.Reporting;

/// <summary>The trials of a sweep that a picture can show, and which part of the losses it shows.</summary>
/// <param name="Trials">Those with finite losses, the best first.</param>
/// <param name="Losses">Where losses stand in the picture.</param>
/// <param name="Ceiling">Losses above it are not shown: one hopeless trial must not press all others to the floor.</param>
internal sealed record DrawnTrials(IReadOnlyList<SweepTrial> Trials, PictureAxis Losses, double Ceiling)
{
    /// <summary>The ceiling lies this many times the distance from the best to the median above the median, at least.</summary>
    private const double Headroom = 1.5;

    public static DrawnTrials Of(IReadOnlyList<SweepTrial> trials)
    {
        SweepTrial[] sound = [.. trials.Where(trial => trial.Rungs.Count > 0 && trial.Rungs.All(rung => double.IsFinite(rung.Loss)))];
        double[] losses = [.. sound.SelectMany(trial => trial.Rungs).Select(rung => rung.Loss).Order()];
        if (losses.Length == 0)
            return new DrawnTrials([], PictureAxis.For([0]), 0);
        var (least, median) = (losses[0], losses[losses.Length / 2]);
        double ceiling = Math.Min(losses[^1], Math.Max(losses[(int)(0.9 * (losses.Length - 1))], median + (Headroom * (median - least))));
        return new DrawnTrials(sound, PictureAxis.For([.. losses.Select(loss => Math.Min(loss, ceiling))]), ceiling);
    }

    /// <summary>Whether some loss lies above the ceiling.</summary>
    public bool IsCut => Trials.SelectMany(trial => trial.Rungs).Any(rung => rung.Loss > Ceiling);

    /// <summary>Words for the axis of losses.</summary>
    public string LossLabel => $"Validation loss{Losses.ScaleNote}";

    /// <summary>
    /// Height of a loss; above the picture's upper end where it lies above the ceiling, so that a curve leaves the picture there.
    /// </summary>
    public double Height(double loss) => Losses.Place(loss);

    /// <summary>Height of the marks that say of a loss that it lies above.</summary>
    public double Edge => Losses.Limits.High - (0.02 * (Losses.Limits.High - Losses.Limits.Low));
}
