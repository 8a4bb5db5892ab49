using LagrangeMLNet.Benchmarks.Reports;
using LagrangeMLNet.Benchmarks.Stopping;
using LagrangeMLNet.Mechanics;

namespace LagrangeMLNet.Benchmarks.Bars;

/// <summary>
/// The bars on the stopping rule at its defaults, told the budget, on all workloads and on the half that stands for unseen ones.
/// </summary>
internal static class StoppingBars
{
    public static IEnumerable<Bar> Of(List<LearningCurve> curves)
    {
        string[] workloads = [.. curves.Select(curve => curve.Workload).Distinct().Order(StringComparer.Ordinal)];
        string[] second = [.. workloads.Where((_, i) => i % 2 == 1)];
        LearningCurve[] unseen = [.. curves.Where(curve => second.Contains(curve.Workload))];
        return Of("all workloads", curves).Concat(Of("second half of the workloads", unseen));
    }

    private static IEnumerable<Bar> Of(string subject, IReadOnlyCollection<LearningCurve> curves)
    {
        const string topic = "stopping rule";
        var score = StoppingScore.Of(curves, LastLook);
        yield return new Bar(topic, subject, "share of runs with more than 1 % regret", 1 - score.Within, 0.05, BarUnit.Share);
        yield return new Bar(topic, subject, "mean share of the budget used", score.Budget, 0.6, BarUnit.Share);
        yield return new Bar(topic, subject, "normalised regret, 95th percentile", score.Regret95, 0.012, BarUnit.Share);
    }

    private static int LastLook(LearningCurve curve)
    {
        var rule = new StoppingRule { Budget = curve.Budget };
        StoppingState state = default;
        for (var look = 0; look < curve.Losses.Length; look++)
        {
            state = rule.Observe(state, new Observation(curve.Steps[look], curve.Losses[look]));
            if (state.IsStopped)
                return look;
        }

        return curve.Losses.Length - 1;
    }
}
