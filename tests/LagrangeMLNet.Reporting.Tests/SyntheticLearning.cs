using LagrangeMLNet.Mechanics;
using LagrangeMLNet.Training;

namespace LagrangeMLNet.Reporting.Tests;

/// <summary>Learning paths made from a formula, v(n) = v∞ + (v₀ − v∞)·n₀/n with seeded noise.</summary>
internal static class SyntheticLearning
{
    public const double Floor = 0.3109;

    public static LearningState[] Path(int states = 40, StopReason reason = StopReason.Decelerated, double growth = 1.2)
    {
        var random = new Random(1);
        return
        [
            .. Enumerable.Range(0, states).Select(step =>
            {
                var observations = (long)(500 * Math.Pow(growth, step));
                var excess = 0.38 / Math.Pow(growth, step);
                var known = step > 5;
                return new LearningState(
                    step, observations, observations * 0.35, Floor + excess + 0.003 * (random.NextDouble() - 0.5), -1e-6,
                    known ? Floor : double.NaN, known ? 0.0004 : double.NaN, known ? excess : double.NaN,
                    step == states - 1 ? reason : StopReason.None);
            }),
        ];
    }

    public static LearningReport Report(IReadOnlyList<LearningState> path) => new()
    {
        Path = path,
        StopReason = path.Count > 0 ? path[^1].StopReason : StopReason.None,
        Floor = path.Count > 0 ? path[^1].Floor : double.NaN,
        FloorStandardError = path.Count > 0 ? path[^1].FloorStandardError : double.NaN,
        Rows = 39_073,
        SkippedRows = 0,
        HeldOutRows = 0,
        Features = 108,
        L1Regularization = 0,
        L2Regularization = 0.1234,
        RegularizationWasChosen = true,
        RegularizationMethod = "evidence",
        EffectiveParameters = 71.5,
        TrainingLoss = Floor,
        Passes = 4.2,
        Remarks = [],
    };
}
