using LagrangeMLNet.AutoML.Engine;
using LagrangeMLNet.AutoML.Trials;

namespace LagrangeMLNet.AutoML.Benchmarks.Rules;

/// <summary>
/// Asynchronous successive halving, the stopping kind (Li et al., MLSys 2020): a trial goes on from a rung only if it is among the best
/// 1/η of those that have been there, η being the factor between rungs.
/// </summary>
internal sealed class SuccessiveHalving(double eta) : IPruningRule
{
    public string? ReasonToStop(string trainer, IReadOnlyList<RungResult> rungs, IReadOnlyList<TrialOutcome> known, IReadOnlyList<int> rungRows)
    {
        double loss = rungs[^1].Point.Loss;
        double[] others = [.. known.Where(trial => trial.Rungs.Count >= rungs.Count).Select(trial => trial.Rungs[rungs.Count - 1].Point.Loss)];
        int better = others.Count(other => other < loss);
        return better < Math.Max(1, (int)((others.Length + 1) / eta)) ? null : $"{better} of {others.Length} are better";
    }
}
