namespace LagrangeMLNet.TorchBenchmarks.Runs;

/// <summary>What a run left: held-out loss at evenly spaced steps, and the seconds of training spent by then (evaluation not counted).</summary>
internal sealed record TrainingCurve(IReadOnlyList<int> Steps, IReadOnlyList<double> Losses, IReadOnlyList<double> Seconds)
{
    /// <summary>Number of the look with the lowest loss.</summary>
    public int BestLook => Enumerable.Range(0, Losses.Count).Where(i => double.IsFinite(Losses[i])).DefaultIfEmpty(0).MinBy(i => Losses[i]);

    public double Best => double.IsFinite(Losses[BestLook]) ? Losses[BestLook] : double.PositiveInfinity;

    /// <summary>First look at or below a loss; −1 if there is none.</summary>
    public int Reaching(double loss) => Losses.TakeWhile(value => !(value <= loss)).Count() is var i && i < Losses.Count ? i : -1;
}
