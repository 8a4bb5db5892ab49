using LagrangeMLNet.Benchmarks.DataSets;
using LagrangeMLNet.Benchmarks.Measures;
using LagrangeMLNet.Benchmarks.Peers;
using LagrangeMLNet.Benchmarks.Reports;

namespace LagrangeMLNet.Benchmarks.Bars;

/// <summary>The bars on speed and quality against the peers, computed from the measurements of a set.</summary>
internal static class PeerBars
{
    /// <summary>A peer "gets there" when its loss is within this share of the best peer's.</summary>
    private const double SameQuality = 0.005;

    public static IEnumerable<Bar> Of(SetResult set) => (set.Task, set.Family) switch
    {
        (LearningTask.Regression, _) => SquaredLoss(set),
        (LearningTask.Poisson, _) => Poisson(set),
        (_, FeatureFamily.Text) => SparseText(set),
        (LearningTask.Multiclass, _) => Softmax(set),
        _ => Binary(set),
    };

    private static IEnumerable<Bar> Binary(SetResult set)
    {
        const string topic = "binary, dense or one-hot";
        yield return LossBar(topic, set, "loss against the best linear peer over the grid", Best(set), set.IsSynthetic ? 0.001 : 0.005);
        yield return TimeBar(topic, set, "time / LBFGS default", set.Of(PeerRole.LbfgsDefault), 1.0 / 10);
        yield return FastestBar(topic, set, 1.0 / 4);
    }

    private static IEnumerable<Bar> SquaredLoss(SetResult set)
    {
        const string topic = "squared loss";
        yield return LossBar(topic, set, "RMSE against closed-form ridge at its best strength", set.Of(PeerRole.RidgeBest), 0.001);
        yield return TimeBar(topic, set, "time / SDCA", set.Of(PeerRole.SdcaDefault), 1.0 / 10);
    }

    private static IEnumerable<Bar> Poisson(SetResult set)
    {
        const string topic = "Poisson";
        var best = set.Of(PeerRole.LbfgsBest);
        yield return LossBar(topic, set, "deviance against LBFGS at its best L2 (\"the same\": to 0.1 %)", best, 0.001);
        yield return TimeBar(topic, set, "time / LBFGS at its best L2", best, 1.0 / 5);
    }

    private static IEnumerable<Bar> Softmax(SetResult set)
    {
        const string topic = "softmax";
        yield return LossBar(topic, set, "loss against LBFGS at its best L2", set.Of(PeerRole.LbfgsBest), 0.005);
        yield return TimeBar(topic, set, "time / LBFGS at its best L2", set.Of(PeerRole.LbfgsBest), 1.0 / 5);
    }

    private static IEnumerable<Bar> SparseText(SetResult set)
    {
        const string topic = "sparse text";
        yield return LossBar(topic, set, "loss against the best linear peer over the grid", Best(set), 0.005);
        yield return FastestBar(topic, set, 1.0 / 3);
    }

    private static Measurement? Best(SetResult set) => set.LinearPeers.MinBy(m => m.Loss);

    private static Bar FastestBar(string topic, SetResult set, double goal)
    {
        var best = Best(set)?.Loss ?? double.NaN;
        var fastest = set.LinearPeers.Where(m => m.Loss <= best * (1 + SameQuality)).MinBy(m => m.Seconds);
        return TimeBar(
            topic, set, $"time / fastest linear peer within 0.5 % of the best ({fastest?.Competitor.Name ?? "none"})", fastest, goal);
    }

    private static Bar LossBar(string topic, SetResult set, string text, Measurement? rival, double goal) =>
        new(topic, set.Name, text, Value(set, m => m.Loss) / (rival?.Loss ?? double.NaN) - 1, goal, BarUnit.Percent);

    private static Bar TimeBar(string topic, SetResult set, string text, Measurement? rival, double goal) =>
        new(topic, set.Name, text, Value(set, m => m.Seconds) / (rival?.Seconds ?? double.NaN), goal, BarUnit.Ratio);

    private static double Value(SetResult set, Func<Measurement, double> value) =>
        set.Of(PeerRole.Ours) is { } ours ? value(ours) : double.NaN;
}
