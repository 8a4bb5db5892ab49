namespace LagrangeMLNet.Benchmarks.Stopping;

/// <summary>How a way to stop does on a set of runs.</summary>
/// <param name="Runs">Number of runs.</param>
/// <param name="Budget">Mean share of the budget used, 0 to 1.</param>
/// <param name="Regret">Mean normalised regret: (best at the stop − best of the run) / (first − best of the run).</param>
/// <param name="Regret95">95th percentile of the same (the smallest value that 95 % of the runs do not exceed).</param>
/// <param name="Within">Share of the runs with a normalised regret of at most 1 %.</param>
/// <param name="Relative">Median of (best at the stop − best of the run) / |best of the run|.</param>
/// <param name="Relative95">95th percentile of the same.</param>
internal readonly record struct StoppingScore(
    int Runs, double Budget, double Regret, double Regret95, double Within, double Relative, double Relative95)
{
    /// <param name="curves">The runs.</param>
    /// <param name="stop">Number of the last look taken of a run.</param>
    public static StoppingScore Of(IReadOnlyCollection<LearningCurve> curves, Func<LearningCurve, int> stop)
    {
        var regrets = new List<double>(curves.Count);
        var relative = new List<double>(curves.Count);
        double budget = 0;
        foreach (LearningCurve curve in curves)
        {
            int last = stop(curve);
            double missed = curve.BestSoFar[last] - curve.Best;
            budget += curve.Steps[last] / curve.Budget;
            regrets.Add(curve.Learnt > 0 ? missed / curve.Learnt : 0);
            relative.Add(missed / Math.Abs(curve.Best));
        }

        int n = regrets.Count;
        regrets.Sort();
        relative.Sort();
        int p95 = (int)Math.Ceiling(0.95 * n) - 1;
        return new StoppingScore(
            n, budget / n, regrets.Average(), regrets[p95], regrets.Count(r => r <= 0.01) / (double)n, relative[n / 2], relative[p95]);
    }
}
