using static LagrangeMLNet.Tests.BadInput.Expected;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Values that are missing (their rows are skipped) or impossible (an error that names column and row).</summary>
internal static class ValueCases
{
    public static IEnumerable<BadCase> All =>
    [
        new("features missing in two rows", s => Missing(s, row => row.Features[2] = float.NaN)),
        new("features missing in the first row only", s =>
        {
            Array.Fill(s.Rows[0].Features, float.NaN);
            return Sound(skipped: 1);
        }),
        new("features missing in all rows", s =>
        {
            s.SetColumn(1, _ => float.NaN);
            return Error("'Features'", "'Label'", $"{s.Rows.Count} rows");
        }),
        new("feature is +∞", s => Feature(s, float.PositiveInfinity, "+∞")),
        new("feature is −∞", s => Feature(s, float.NegativeInfinity, "−∞")),
        new("feature is ∞ after a skipped row", s =>
        {
            s.Rows[3].Features[0] = float.NaN;
            return Feature(s, float.PositiveInfinity, "+∞");
        }),
        new("features of +∞ and −∞ that cancel", s =>
        {
            s.Rows[7].Features[0] = float.PositiveInfinity;
            s.Rows[7].Features[1] = float.NegativeInfinity;
            return Error("'Features'", "row 7", "slot 0");
        }),
        new("label is NaN in two rows", s => Numbers(s) ?? Missing(s, row => row.Label = float.NaN)),
        new("label is NaN in all rows", s =>
        {
            if (Numbers(s) is { } refused)
                return refused;
            s.SetLabels(_ => float.NaN);
            return Error("'Features'", "'Label'", $"{s.Rows.Count} rows");
        }),
        new("label is +∞", s => Numbers(s) ?? Row7(s, row => row.Label = float.PositiveInfinity, "'Label'")),
        new("label is −∞", s => Numbers(s) ?? Row7(s, row => row.Label = float.NegativeInfinity, "'Label'")),
        new("label is negative", s => Numbers(s)
            ?? (s.IsCount ? Row7(s, row => row.Label = -1, "'Label'") : Row7Sound(s, row => row.Label = -1))),
        new("label is a key without a value in two rows", s => Keys(s) ?? Missing(s, row => row.Label = 0)),
        new("label is a key without a value in all rows", s =>
        {
            if (Keys(s) is { } refused)
                return refused;
            s.SetLabels(_ => 0);
            return Error("'Features'", "'Label'", $"{s.Rows.Count} rows");
        }),
        new("label is a key beyond the count in two rows", s => Keys(s) ?? Missing(s, row => row.Label = 4)),
        new("weight is NaN in two rows", s => WithWeights(s, () => Missing(s, row => row.Weight = float.NaN))),
        new("weight is +∞", s => WithWeights(s, () => Row7(s, row => row.Weight = float.PositiveInfinity, "'Weight'"))),
        new("weight is −∞", s => WithWeights(s, () => Row7(s, row => row.Weight = float.NegativeInfinity, "'Weight'"))),
        new("weight is negative", s => WithWeights(s, () => Row7(s, row => row.Weight = -0.5f, "'Weight'"))),
        new("weights are all zero", s => WithWeights(s, () =>
        {
            s.SetWeights(_ => 0);
            return Error("'Weight'");
        })),
        new("weights are NaN in all rows", s => WithWeights(s, () =>
        {
            s.SetWeights(_ => float.NaN);
            return Error("'Features'", "weight", $"{s.Rows.Count} rows");
        })),
        new("one weight is not zero", s => WithWeights(s, () =>
        {
            s.SetWeights(row => row == 7 ? 1 : 0);
            return Sound();
        })),
        new("every second weight is zero", s => WithWeights(s, () =>
        {
            s.SetWeights(row => row % 2);
            return Sound();
        })),
        new("offset is NaN in two rows", s => Offsets(s, () => Missing(s, row => row.Offset = float.NaN))),
        new("offset is +∞", s => Offsets(s, () => Row7(s, row => row.Offset = float.PositiveInfinity, "'Offset'"))),
        new("offset is −∞", s => Offsets(s, () => Row7(s, row => row.Offset = float.NegativeInfinity, "'Offset'"))),
        new("offset is 1e30 in one row", s => Offsets(s, () => Impossible(s, 1e30f))),
        new("offset is 300 in one row", s => Offsets(s, () => Impossible(s, 300))),
        new("offset is 30 in all rows", s => Offsets(s, () =>
        {
            s.SetOffsets(_ => 30);
            return Sound();
        })),
        new("offset is −60 in half of the rows", s => Offsets(s, () =>
        {
            s.SetOffsets(row => row % 2 == 0 ? 0 : -60);
            return Sound();
        })),
    ];

    private static Expected Missing(BadSample sample, Action<BadRow> spoil)
    {
        spoil(sample.Rows[3]);
        spoil(sample.Rows[9]);
        return Sound(skipped: 2);
    }

    private static Expected Row7(BadSample sample, Action<BadRow> spoil, string column)
    {
        spoil(sample.Rows[7]);
        return Error(column, "row 7");
    }

    private static Expected Row7Sound(BadSample sample, Action<BadRow> spoil)
    {
        spoil(sample.Rows[7]);
        return Sound();
    }

    private static Expected Feature(BadSample sample, float value, string shown)
    {
        sample.Rows[7].Features[2] = value;
        return Error("'Features'", "row 7", "slot 2", shown);
    }

    /// <summary>No rate explains a label at an exposure of e^300: a row to complain about, or to survive.</summary>
    private static Expected Impossible(BadSample sample, float offset)
    {
        sample.Rows[7].Offset = offset;
        sample.IsExplicable = !sample.IsCount;
        return sample.IsCount ? Either("'Offset'", "row 7") : Sound();
    }

    /// <summary>A number for a label is the wrong type for a classifier.</summary>
    private static Expected? Numbers(BadSample sample) => sample.IsClassifier ? Error($"'{sample.Label = "Number"}'") : null;

    /// <summary>A key for a label is the wrong type for all but the multiclass trainer.</summary>
    private static Expected? Keys(BadSample sample) => sample.Task == "MaximumEntropy" ? null : Error($"'{sample.Label = "Key"}'");

    private static Expected WithWeights(BadSample sample, Func<Expected> spoil)
    {
        sample.SetWeights(row => 0.5f + (row % 3));
        return spoil();
    }

    /// <summary>Only trainers of counts have an offset; to the others the column is none of their business.</summary>
    private static Expected Offsets(BadSample sample, Func<Expected> spoil)
    {
        sample.SetOffsets(row => row % 3 * 0.5f);
        var expected = spoil();
        if (sample.IsCount)
            return expected;
        sample.Offset = null;
        return Sound();
    }
}
