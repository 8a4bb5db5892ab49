using LagrangeMLNet.Trainers;
using static LagrangeMLNet.Tests.BadInput.Expected;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Classes that can be told apart without error, and penalties and other options at the ends of their ranges.</summary>
internal static class OptionCases
{
    public static IEnumerable<BadCase> All =>
    [
        Case("separable", Separable, _ => { }),
        Case("separable, more columns than rows", s => SeparableIn(s, 15, 60), _ => { }),
        Case("separable by one slot", s => s.SetColumn(1, row => s.Rows[row].Label), _ => { }),
        Case("separable, L2 of 0", Separable, o => o.L2Regularization = 0),
        Case("separable, L2 of 1e-30", Separable, o => o.L2Regularization = 1e-30f),
        Case("separable, smallest L2", Separable, o => o.L2Regularization = float.Epsilon),
        Case("separable, more columns than rows, L2 of 0", s => SeparableIn(s, 15, 60), o => o.L2Regularization = 0),
        Case("separable, more columns than rows, L2 of 1e-30", s => SeparableIn(s, 15, 60), o => o.L2Regularization = 1e-30f),
        Case("L2 of 0", _ => { }, o => o.L2Regularization = 0),
        Case("L2 of 1e-30", _ => { }, o => o.L2Regularization = 1e-30f),
        Case("L2 of 1e30", _ => { }, o => o.L2Regularization = 1e30f),
        Case("largest L2", _ => { }, o => o.L2Regularization = float.MaxValue),
        Case("L2 of 0, collinear", Collinear, o => o.L2Regularization = 0),
        Case("L2 of 1e-30, collinear", Collinear, o => o.L2Regularization = 1e-30f),
        Case("L2 of 1e30, collinear", Collinear, o => o.L2Regularization = 1e30f),
        Case("L2 of 0, features are zero", s => s.SetFeatures((_, _) => 0), o => o.L2Regularization = 0),
        Case("L2 of 0, one row", s => s.Fill(1, seed: 1), o => o.L2Regularization = 0),
        Case("L1 of 1", _ => { }, o => o.L1Regularization = 1),
        Case("L1 of 1e30", _ => { }, o => o.L1Regularization = 1e30f),
        Case("largest L1", _ => { }, o => o.L1Regularization = float.MaxValue),
        Case("L1 of 1e-30, L2 of 0, separable", Separable, o => (o.L1Regularization, o.L2Regularization) = (1e-30f, 0)),
        Case("L1 of 1, L2 of 0, collinear", Collinear, o => (o.L1Regularization, o.L2Regularization) = (1, 0)),
        Case("L1 and L2 of 1e30", _ => { }, o => (o.L1Regularization, o.L2Regularization) = (1e30f, 1e30f)),
        Case("one pass", s => s.MayRunOut = true, o => o.MaximumNumberOfPasses = 1),
        Case("nearly all held out", _ => { }, o => o.HoldOutFraction = 0.999),
        Case("nearly none held out", _ => { }, o => o.HoldOutFraction = 1e-9),
        Case("nearly all held out of two rows", s => s.Fill(2, seed: 1), o => o.HoldOutFraction = 0.999),
        Case("smallest tolerance", s => s.MayRunOut = true, o => o.Tolerance = double.Epsilon),
        Case("smallest tolerance, separable", s =>
        {
            Separable(s);
            s.MayRunOut = true;
        }, o => o.Tolerance = double.Epsilon),
        Case("more threads than rows", s => s.Fill(2, seed: 1), o => o.NumberOfThreads = 16),
        Case("least memory", _ => { }, o => o.MaximumMemoryInMegabytes = 1),
        Case("least memory, many rows", s =>
        {
            s.Slots = 40;
            s.Fill(9_000, seed: 3);
        }, o => o.MaximumMemoryInMegabytes = 1),
        Case("planned selection", s => s.Fill(1500, seed: 2), Planned),
        Case("planned selection, separable", s =>
        {
            s.Fill(1500, seed: 2);
            Separable(s);
        }, Planned),
        Case("planned selection, collinear", s =>
        {
            s.Fill(1500, seed: 2);
            Collinear(s);
        }, Planned),
        Case("planned selection, collinear, L2 of 0", s =>
        {
            s.Fill(1500, seed: 2);
            Collinear(s);
        }, o =>
        {
            Planned(o);
            o.L2Regularization = 0;
        }),
        Case("planned selection, one row far out", s =>
        {
            s.Fill(1500, seed: 2);
            s.SetColumn(1, row => row == 77 ? 1e6f : s.Rows[row].Features[1]);
        }, Planned),
        Case("planned selection, one row with nearly all weight", s =>
        {
            s.Fill(1500, seed: 2);
            s.SetWeights(row => row == 77 ? 1e6f : 1);
        }, Planned),
        Case("planned selection, few rows with weight", s =>
        {
            s.Fill(1500, seed: 2);
            s.SetWeights(row => row % 500 == 3 ? 1 : 0);
        }, Planned),
        Case("classes balanced, one absent", s => Balanced(s, _ => 1), _ => { }),
        Case("classes balanced, one row of one", s => Balanced(s, row => row == 7 ? 1 : -1), _ => { }),
    ];

    private static void Planned(LagrangianTrainerOptions options) => options.DataSelection = new PlannedSelection(0.3);

    private static void Balanced(BadSample sample, Func<int, float> signal)
    {
        sample.Balance = true;
        sample.SetLabels(row => sample.LabelOf(signal(row)));
    }

    private static void Separable(BadSample sample) =>
        sample.SetLabels(row => sample.LabelOf(8 * (sample.Rows[row].Features[0] - sample.Rows[row].Features[1])));

    private static void SeparableIn(BadSample sample, int rows, int slots)
    {
        sample.Slots = slots;
        sample.Fill(rows, seed: 4);
        sample.SetLabels(row => sample.LabelOf((row % 3) - 1));
    }

    private static void Collinear(BadSample sample)
    {
        sample.SetColumn(1, row => 2 * sample.Rows[row].Features[0]);
        sample.SetColumn(2, row => 1 - (3 * sample.Rows[row].Features[0]));
    }

    private static BadCase Case(string name, Action<BadSample> spoil, Action<LagrangianTrainerOptions> set) => new(name, sample =>
    {
        spoil(sample);
        sample.Set = set;
        return Sound();
    });
}
