using static LagrangeMLNet.Tests.BadInput.Expected;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Values so large or so small that squares, products or inverses leave single precision.</summary>
internal static class MagnitudeCases
{
    public static IEnumerable<BadCase> All =>
    [
        .. Of("1e30", 1e30f),
        .. Of("the largest number", float.MaxValue),
        .. Of("1e-30", 1e-30f),
        .. Of("the smallest number", float.Epsilon),
        Case("features from 1e-30 to 1e30", s => Scale(s, slot => MathF.Pow(10, (slot % 7 * 10) - 30))),
        Case("feature of both largest numbers", s => s.SetColumn(1, row => row % 2 == 0 ? float.MaxValue : -float.MaxValue)),
        Case("features of both largest numbers", s =>
            s.SetFeatures((row, slot) => (row >> (slot % 6)) % 2 == 0 ? float.MaxValue : -float.MaxValue)),
        Case("features far from zero", s => FarAway(s, x => 1e6f + x)),
        Case("features as far from zero as can be told apart", s => FarAway(s, x => (1 << 24) + (4 * MathF.Round(x)))),
        Case("negative zeros", s => s.SetFeatures((row, slot) => s.Rows[row].Features[slot] > 0 ? 1 : -0f)),
        Case("weights of 1e30", s => s.SetWeights(_ => 1e30f)),
        Case("weights of the largest number", s => s.SetWeights(_ => float.MaxValue)),
        Case("weights of 1e-30", s => s.SetWeights(_ => 1e-30f)),
        Case("weights of the smallest number", s => s.SetWeights(_ => float.Epsilon)),
        Case("one weight of 1e30", s => s.SetWeights(row => row == 7 ? 1e30f : 1)),
        Label("one label of 1e30", (s, row, label) => row == 7 ? 1e30f : label),
        Label("labels of 1e30", (_, _, _) => 1e30f),
        Label("labels around 1e30", (_, row, _) => 1e30f * (1 + row)),
        Label("labels times 1e30", (_, _, label) => 1e30f * label),
        Label("labels times 1e-30", (_, _, label) => 1e-30f * label),
        Label("labels of the smallest number", (_, row, _) => row % 2 * float.Epsilon),
        Label("one label of the largest number", (_, row, label) => row == 7 ? float.MaxValue : label),
        Label("labels of the largest number", (_, _, _) => float.MaxValue),
        Label("labels of zero and the largest number", (_, row, _) => row % 2 * float.MaxValue),
        Label("labels of both largest numbers", (s, row, _) => row % 2 == 0 ? float.MaxValue : s.IsCount ? 0 : -float.MaxValue),
        Label("labels of 1e30 from features of 1e-30", (s, row, label) =>
        {
            for (int slot = 0; slot < s.Slots; slot++)
                s.Rows[row].Features[slot] *= 1e-30f;
            return 1e30f * label;
        }),
        Label("labels of 1e-30 from features of 1e30", (s, row, label) =>
        {
            for (int slot = 0; slot < s.Slots; slot++)
                s.Rows[row].Features[slot] *= 1e30f;
            return 1e-30f * label;
        }),
    ];

    private static IEnumerable<BadCase> Of(string name, float size)
    {
        // Three normal deviates of the largest number would be infinite.
        float unit = size == float.MaxValue ? size / 8 : size;
        yield return Case($"one feature of {name} in one row", s => s.Rows[7].Features[1] = size);
        yield return Case($"one feature of −{name} in the last row", s => s.Rows[^1].Features[1] = -size);
        yield return Case($"one feature of {name} in all rows", s => s.SetColumn(1, _ => size));
        yield return Case($"one feature of {name} or zero", s => s.SetColumn(1, row => row % 2 * size));
        yield return Case($"one feature times {name}", s => Scale(s, slot => slot == 1 ? unit : 1));
        yield return Case($"features times {name}", s => Scale(s, _ => unit));
        yield return Case($"all features {name}", s => s.SetFeatures((_, _) => size));
        yield return Case($"features of {name} or zero", s => s.SetFeatures((row, slot) => (row >> (slot % 6)) % 2 * size));
        yield return Case($"features times {name}, L2 of 1", s =>
        {
            Scale(s, _ => unit);
            s.Set = options => options.L2Regularization = 1;
        });
    }

    /// <summary>In three slots: with many, a stock model's single-precision scores are mostly rounding, whatever the weights.</summary>
    private static void FarAway(BadSample sample, Func<float, float> move)
    {
        for (int slot = 0; slot < 3; slot++)
        {
            int own = slot;
            sample.SetColumn(own, row => move(sample.Rows[row].Features[own]));
        }
    }

    private static void Scale(BadSample sample, Func<int, float> unit) =>
        sample.SetFeatures((row, slot) => Math.Clamp(sample.Rows[row].Features[slot] * unit(slot), -float.MaxValue, float.MaxValue));

    /// <summary>Numbers as labels are the wrong type for classifiers, whatever their size.</summary>
    private static BadCase Label(string name, Func<BadSample, int, float, float> label) => new(name, sample =>
    {
        if (sample.IsClassifier)
            return Error($"'{sample.Label = "Number"}'");
        sample.SetLabels(row => label(sample, row, sample.Rows[row].Label));
        // Beyond these a prediction could leave single precision: such labels are refused.
        float largest = sample.IsCount ? 1e34f : 1e37f;
        return sample.Rows.Any(row => Math.Abs(row.Label) > largest) ? Error("'Label'", "row") : Sound();
    });

    private static BadCase Case(string name, Action<BadSample> spoil) => new(name, sample =>
    {
        spoil(sample);
        return Sound();
    });
}
