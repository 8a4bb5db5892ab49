using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Benchmarks.Rules;

/// <summary>
/// The median rule (Golovin et al., KDD 2017): a trial goes on from a rung only if it is no worse than the median of those that have been
/// there, once there are enough to tell.
/// </summary>
internal sealed class MedianRule : IPruningRule
{
    private const int Fewest = 4;

    public string? ReasonToStop(string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows)
    {
        double[] others =
        [
            .. known.Where(trial => trial.Rungs.Count >= rungs.Count).Select(trial => trial.Rungs[rungs.Count - 1].Point.Loss).Order(),
        ];
        if (others.Length < Fewest)
            return null;
        double median = (others[(others.Length - 1) / 2] + others[others.Length / 2]) / 2;
        return rungs[^1].Point.Loss <= median ? null : $"the median is {median:G5}";
    }
}
