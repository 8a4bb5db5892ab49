using static LagrangeMLNet.Tests.BadInput.Expected;

namespace LagrangeMLNet.Tests.BadInput;

/// <summary>Too few rows, features or classes, and features that say nothing or the same thing twice.</summary>
internal static class ShapeCases
{
    public static IEnumerable<BadCase> All =>
    [
        new("no rows", s =>
        {
            s.Rows.Clear();
            return Error("no rows");
        }),
        Rows("one row", 1),
        Rows("two rows", 2),
        Rows("three rows", 3),
        Case("two rows alike with different labels", s =>
        {
            s.Fill(2, seed: 1);
            s.SetFeatures((_, slot) => slot);
            s.SetLabels(row => s.LabelOf(4 * row));
        }),
        Case("all rows alike", s => s.SetFeatures((_, slot) => slot - 1)),
        Case("all rows alike, labels too", s =>
        {
            s.SetFeatures((_, slot) => slot - 1);
            s.SetLabels(_ => s.LabelOf(1));
        }),
        Case("all labels small", s => s.SetLabels(_ => s.LabelOf(-100))),
        Case("all labels large", s => s.SetLabels(_ => s.LabelOf(100))),
        Case("all labels zero, in regression", s => s.SetLabels(_ => s.IsClassifier ? s.LabelOf(0) : 0)),
        Case("one label is different", s => s.SetLabels(row => s.LabelOf(row == 7 ? 1 : -1))),
        Case("keys that no row uses", s =>
        {
            s.Classes = 9;
            s.SetLabels(row => s.LabelOf(row % 2 == 0 ? 1 : -1));
        }),
        Case("a single key", s =>
        {
            s.Classes = 1;
            if (s.Task == "MaximumEntropy")
                s.SetLabels(_ => 1);
        }),
        Case("more keys than rows", s =>
        {
            s.Classes = 100;
            if (s.Task == "MaximumEntropy")
                s.SetLabels(row => row + 1);
        }),
        Case("one feature is constant", s => s.SetColumn(1, _ => 5)),
        Case("features are constant", s => s.SetFeatures((_, slot) => 5 + slot)),
        Case("one feature is zero", s => s.SetColumn(1, _ => 0)),
        Case("features are zero", s => s.SetFeatures((_, _) => 0)),
        Case("one feature is not zero, in one row", s => s.SetFeatures((row, slot) => row == 7 && slot == 1 ? 1 : 0)),
        Case("one feature is not zero, in the last row", s => s.SetFeatures((row, slot) => row == s.Rows.Count - 1 && slot == 1 ? 1 : 0)),
        Case("a feature twice", s => s.SetColumn(2, row => s.Rows[row].Features[0])),
        Case("a feature and its negative", s => s.SetColumn(2, row => -s.Rows[row].Features[0])),
        Case("a feature is the sum of two", s => s.SetColumn(2, row => s.Rows[row].Features[0] + s.Rows[row].Features[1])),
        Case("one feature, in all slots", s => s.SetFeatures((row, _) => row % 5)),
        Case("a single slot", s => Resize(s, 40, 1)),
        Case("more columns than rows", s => Resize(s, 10, 80)),
        Case("far more columns than rows", s => Resize(s, 8, 3000)),
        Case("every feature in a row of its own", s => s.SetFeatures((row, slot) => slot % s.Rows.Count == row ? 1 + slot : 0)),
        Case("features are the label", s => s.SetFeatures((row, _) => s.Rows[row].Label)),
        Case("labels have nothing to do with features", s =>
        {
            var random = new Random(5);
            s.SetLabels(_ => s.LabelOf((6 * random.NextSingle()) - 3));
        }),
        Case("more than one block of rows that are alike in the first", s =>
        {
            // The layout is chosen from the first rows, where nothing but zeros is seen.
            Resize(s, 1500, 5);
            s.SetFeatures((row, slot) => row < 1100 ? 0 : s.Rows[row].Features[slot]);
        }),
    ];

    private static BadCase Rows(string name, int count) => Case(name, sample => sample.Fill(count, seed: 1));

    private static void Resize(BadSample sample, int rows, int slots)
    {
        sample.Slots = slots;
        sample.Fill(rows, seed: 2);
    }

    private static BadCase Case(string name, Action<BadSample> spoil) => new(name, sample =>
    {
        spoil(sample);
        return Sound();
    });
}
