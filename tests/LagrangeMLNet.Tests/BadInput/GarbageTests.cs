using CsCheck;
using Xunit;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Random garbage gets a documented error exactly when it holds a value that is one, and a sound model otherwise.</summary>
public class GarbageTests
{
    private const int Count = 200;

    private static readonly float[] Nasty =
    [
        0, 0, -0f, 1, 1, -1, 1e-30f, 1e30f, -1e30f, float.MaxValue, -float.MaxValue, float.Epsilon, 1e6f, float.NaN, float.NaN,
        float.PositiveInfinity,
    ];

    private static Gen<T> OneOf<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(i => values[i]);

    /// <summary>Values, most of them ordinary or most of them from a small palette of nasty ones.</summary>
    private static Gen<float[]> Values(int count) =>
        from palette in OneOf(Nasty).Array[1, 4]
        from share in Gen.Int[0, 4]
        from values in Gen.Frequency((4 - share, Gen.Float[-2, 2]), (share, OneOf(palette))).Array[count]
        select values;

    [Theory]
    [InlineData("Logistic")]
    [InlineData("MaximumEntropy")]
    [InlineData("Regression")]
    [InlineData("Poisson")]
    [InlineData("NegativeBinomial")]
    [InlineData("Huber")]
    public void Garbage_gets_an_error_or_a_sound_model(string task) =>
        Samples(task).Check(Count, sample => Fitting.Check(sample, Expect(sample)));

    private static Gen<BadSample> Samples(string task) =>
        from rows in Gen.Int[0, 40]
        from slots in Gen.Int[1, 12]
        from isSparse in Gen.Bool
        from repeats in Gen.Bool
        from features in Values(rows * slots)
        from classes in Gen.Int[1, 5]
        from labels in Labels(task, classes, rows)
        from weights in Gen.OneOf(Gen.Const((float[]?)null), Weights(rows))
        from offsets in Gen.OneOf(Gen.Const((float[]?)null), Gen.Float[-2, 2].Array[rows].Select(values => (float[]?)values))
        from l2 in OneOf<float?>(null, null, null, 0, 1, 1e30f)
        select Sample(task, slots, isSparse, repeats, features, classes, labels, weights, offsets, l2);

    private static Gen<float[]> Labels(string task, int classes, int rows) => task switch
    {
        "Logistic" => Gen.Int[0, 1].Select(label => (float)label).Array[rows],
        "MaximumEntropy" => Gen.Frequency((20, Gen.Int[1, classes]), (1, Gen.Const(0))).Select(key => (float)key).Array[rows],
        "Poisson" or "NegativeBinomial" => Gen.Frequency(
            (3, Gen.Int[0, 9].Select(count => (float)count).Array[rows]),
            (2, Values(rows).Select(values => Array.ConvertAll(values, MathF.Abs))),
            (1, Values(rows))),
        _ => Values(rows),
    };

    private static Gen<float[]?> Weights(int rows) =>
        from palette in OneOf(0f, 0, 1, 0.5f, 2, 100, 1e-30f, 1e30f, float.NaN).Array[1, 3]
        from weights in Gen.Frequency((20, OneOf(palette)), (20, Gen.Float[0, 2]), (1, OneOf(1f, 1, -1))).Array[rows]
        select (float[]?)weights;

    private static BadSample Sample(
        string task, int slots, bool isSparse, bool repeats, float[] features, int classes, float[] labels, float[]? weights,
        float[]? offsets, float? l2)
    {
        var sample = new BadSample
        {
            Task = task,
            Slots = slots,
            IsSparse = isSparse,
            Classes = classes,
            Weight = weights is null ? null : "Weight",
            Offset = offsets is null || task is not ("Poisson" or "NegativeBinomial") ? null : "Offset",
            Set = options => options.L2Regularization = l2,
            Options = l2 is null ? "" : $"L2 {l2}",
        };
        for (int row = 0; row < labels.Length; row++)
        {
            float[] x = features[(row * slots)..((row + 1) * slots)];
            if (repeats)
                x[^1] = x[0];
            sample.Rows.Add(new BadRow { Features = x, Label = labels[row], Weight = weights?[row] ?? 1, Offset = offsets?[row] ?? 0 });
        }

        return sample;
    }

    private static Expected Expect(BadSample sample)
    {
        int skipped = sample.Rows.Count(sample.IsMissing);
        var impossible = sample.Rows.FindAll(row => Impossible(sample, row) is not null);
        int first = sample.Rows.FindIndex(row => !sample.IsMissing(row) && Impossible(sample, row) is not null);
        if (first >= 0 && sample.Rows.IndexOf(impossible[0]) == first)
            return Expected.Error($"'{Impossible(sample, sample.Rows[first])}'", $"row {first}");
        // Where something is missing and something else impossible in one row, either may be noticed.
        if (impossible.Count > 0)
            return Expected.Either("'") with { Skipped = skipped };
        if (sample.Rows.Count > 0 && sample.Rows.TrueForAll(sample.IsAbsent))
            return Expected.Error("'Weight'");
        return skipped == sample.Rows.Count(row => !sample.IsAbsent(row))
            ? Expected.Error(skipped == 0 ? "no rows" : "'Features'")
            : Expected.Sound(skipped);
    }

    /// <summary>The column of the first value in a row that is an error, in the order in which they are looked at.</summary>
    private static string? Impossible(BadSample sample, BadRow row) =>
        sample.IsAbsent(row) ? null
        : row.Features.Any(float.IsInfinity) ? "Features"
        : float.IsInfinity(row.Label) || (sample.IsCount && row.Label is < 0 or > 1e34f)
            || (sample.Task is "Regression" or "Huber" && Math.Abs(row.Label) > 1e37f) ? "Label"
        : sample.Weight is not null && (row.Weight < 0 || float.IsInfinity(row.Weight)) ? "Weight"
        : null;
}
